"""Samples that are made by a rule: uniform, random, granular, percolating; the same on any cells."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Literal, Self, TypeAlias

import numpy as np
from jaxtyping import Float

from quenchmap.errors import checked_positive
from quenchmap.material.film import Film
from quenchmap.sample.electrode import LEFT_AND_RIGHT, Electrode, Side
from quenchmap.sample.granular import grains
from quenchmap.sample.grid import centres, length, whole_cells
from quenchmap.sample.pattern import Patterned
from quenchmap.sample.percolating import droplet_correlation_length, droplets
from quenchmap.sample.random_fields import Law, checked_seed, clipped, disorder, gaussian_field, warn_if_unresolved
from quenchmap.sample.values import FieldName, checked_field, checked_film
from quenchmap.units import Quantity, si

Electrodes: TypeAlias = Iterable[Electrode | Side]


class Disordered(Patterned):
    """Fields that are drawn at random, in metres."""

    @classmethod
    def uniform(
        cls,
        film: Film,
        width: Quantity,
        height: Quantity,
        cell: Quantity | None = None,
        *,
        cells: tuple[int, int] | None = None,
        electrodes: Electrodes = LEFT_AND_RIGHT,
    ) -> Self:
        """The reference film everywhere.

        Args:
            film: The reference film.
            width: Along x, in m.
            height: Along y, in m.
            cell: Side of a cell, in m; width and height are whole numbers of it.
            cells: (nx, ny), in place of `cell`.
            electrodes: Where current enters and leaves.
        """
        shape, side = whole_cells(width, height, cell, cells)
        return cls(film, cell=side, present=np.ones(shape, bool), electrodes=electrodes, recipe={"kind": "uniform"})

    @classmethod
    def gaussian(
        cls,
        film: Film,
        width: Quantity,
        height: Quantity,
        cell: Quantity,
        *,
        amplitude: float,
        correlation_length: Quantity,
        seed: int | None = None,
        field: FieldName = "critical_temperature",
        electrodes: Electrodes = LEFT_AND_RIGHT,
    ) -> Self:
        """One field Gaussian around the reference film's value, with the correlation function amplitude^2 exp(-r^2/(2 xi^2)).

        Args:
            film: The reference film.
            width: Along x, in m.
            height: Along y, in m.
            cell: Side of a cell, in m; cells of any size show the same sample.
            amplitude: Standard deviation over the mean, such as 0.05; negative turns hills into valleys.
            correlation_length: xi, in m.
            seed: Whole number; the same one makes the same sample on any machine.
            field: Which field. A critical temperature that would be negative is 0, with a warning when that is common.
            electrodes: Where current enters and leaves.
        """
        return cls._random("gaussian", film, (width, height, cell), amplitude, correlation_length, seed, field, electrodes)

    @classmethod
    def lognormal(
        cls,
        film: Film,
        width: Quantity,
        height: Quantity,
        cell: Quantity,
        *,
        amplitude: float,
        correlation_length: Quantity,
        seed: int | None = None,
        field: FieldName = "sheet_resistance",
        electrodes: Electrodes = LEFT_AND_RIGHT,
    ) -> Self:
        """One field log-normal, always positive: the reference film's value is its mean, `amplitude` its standard deviation over it.

        The logarithm has the correlation function s^2 exp(-r^2/(2 xi^2)) with s^2 = ln(1 + amplitude^2). Arguments as for `gaussian`.
        """
        return cls._random("lognormal", film, (width, height, cell), amplitude, correlation_length, seed, field, electrodes)

    @classmethod
    def granular(
        cls,
        film: Film,
        width: Quantity,
        height: Quantity,
        cell: Quantity,
        *,
        grain_size: Quantity,
        boundary_width: Quantity = 0.0,
        boundary_critical_temperature: float = 1.0,
        boundary_resistance: float = 1.0,
        grain_spread: float = 0.0,
        seed: int | None = None,
        electrodes: Electrodes = LEFT_AND_RIGHT,
    ) -> Self:
        """Grains with weak boundaries between them; see `quenchmap.sample.granular`.

        Args:
            film: The reference film: the mean grain.
            width: Along x, in m.
            height: Along y, in m.
            cell: Side of a cell, in m; cells of any size show the same grains.
            grain_size: Square root of the mean area of a grain, in m.
            boundary_width: In m; 0 for none.
            boundary_critical_temperature: Tc in boundaries over the reference; 0 is a normal metal.
            boundary_resistance: Sheet resistance in boundaries over the reference.
            grain_spread: Standard deviation of Tc from grain to grain over the reference (Gaussian).
            seed: Whole number; the same one makes the same sample on any machine.
            electrodes: Where current enters and leaves.
        """
        (ny, nx), side = whole_cells(width, height, cell)
        recipe = {
            "grain_size": length("grain_size", grain_size, "the square root of a grain's mean area"),
            "boundary_width": _not_negative("boundary_width", si(boundary_width, "m", "boundary_width")),
            "boundary_critical_temperature": _not_negative("boundary_critical_temperature", boundary_critical_temperature),
            "boundary_resistance": checked_positive("boundary_resistance", boundary_resistance, "over that of the reference film"),
            "grain_spread": _not_negative("grain_spread", grain_spread),
            "seed": checked_seed(seed),
        }
        warn_if_unresolved("`grain_size`", recipe["grain_size"], side)
        if recipe["boundary_width"] > 0:
            warn_if_unresolved("`boundary_width`", recipe["boundary_width"], side)
        sizes = {k: recipe[k] for k in ("grain_size", "boundary_width", "seed")}
        found = grains(centres(nx, side), centres(ny, side), width=nx * side, height=ny * side, **sizes)
        in_grains = clipped(1 + recipe["grain_spread"] * found.deviate[found.number], f"`grain_spread`={grain_spread:g}")
        T = np.where(found.boundary, recipe["boundary_critical_temperature"], in_grains)
        R = np.where(found.boundary, recipe["boundary_resistance"], 1.0)
        return cls._relative(film, side, T, R, electrodes, {"kind": "granular"} | recipe)

    @classmethod
    def percolating(
        cls,
        film: Film,
        width: Quantity,
        height: Quantity,
        cell: Quantity,
        *,
        coverage: float,
        droplet_size: Quantity,
        background: Literal["normal", "hole"] = "normal",
        background_critical_temperature: float = 0.0,
        background_resistance: float = 1.0,
        seed: int | None = None,
        electrodes: Electrodes = LEFT_AND_RIGHT,
    ) -> Self:
        """Droplets of the reference film in a worse film or in nothing; see `quenchmap.sample.percolating`.

        Args:
            film: The reference film, which the droplets are.
            width: Along x, in m.
            height: Along y, in m.
            cell: Side of a cell, in m; cells of any size show the same droplets.
            coverage: Fraction of the cells that are in droplets, exactly; near 0.5 they begin to percolate.
            droplet_size: Mean length of a straight line's stretches inside droplets, in m.
            background: What is between droplets: "normal" film, with the two ratios below, or "hole".
            background_critical_temperature: Tc over the reference; 0 is a normal metal.
            background_resistance: Sheet resistance over the reference.
            seed: Whole number; the same one makes the same sample on any machine.
            electrodes: Where current enters and leaves.
        """
        (ny, nx), side = whole_cells(width, height, cell)
        if not 0 < si(coverage, "", "coverage") < 1:
            raise ValueError(
                f"`coverage` is the fraction in droplets, between 0 and 1 exclusive, but coverage={coverage!r}. For 1 use `Sample.uniform`."
            )
        if background not in ("normal", "hole"):
            raise ValueError(f"`background` must be 'normal' or 'hole', but background={background!r}.")
        Tc = _not_negative("background_critical_temperature", background_critical_temperature)
        resistance = checked_positive("background_resistance", background_resistance, "over that of the reference film")
        recipe = {
            "coverage": float(coverage),
            "droplet_size": length("droplet_size", droplet_size, "a straight line's mean stretch inside droplets"),
            "background": background,
            "seed": checked_seed(seed),
        }
        xi = droplet_correlation_length(recipe["droplet_size"], recipe["coverage"])
        warn_if_unresolved("The correlation length of the droplets", xi, side)
        sizes = {k: recipe[k] for k in ("coverage", "droplet_size", "seed")}
        inside = droplets(centres(nx, side), centres(ny, side), width=nx * side, height=ny * side, **sizes)
        recipe = {"kind": "percolating"} | recipe
        if background == "hole":
            return cls(film, cell=side, present=inside, electrodes=electrodes, recipe=recipe)
        recipe |= {"background_critical_temperature": Tc, "background_resistance": resistance}
        return cls._relative(film, side, np.where(inside, 1.0, Tc), np.where(inside, 1.0, resistance), electrodes, recipe)

    def with_disorder(
        self, field: FieldName, *, amplitude: float, correlation_length: Quantity, seed: int | None = None, law: Law = "gaussian"
    ) -> Self:
        """With one field multiplied by a random one of mean 1; see `quenchmap.sample.random_fields`.

        With one seed and correlation length, two fields rise and fall together, or oppositely with amplitudes of opposite sign.

        Args:
            field: Which field. A new thickness keeps the resistivity: the sheet resistance changes inversely.
            amplitude: Standard deviation of the factor; negative turns hills into valleys.
            correlation_length: xi in exp(-r^2/(2 xi^2)), of the factor or, when log-normal, of its logarithm; in m.
            seed: Whole number.
            law: "gaussian" or "lognormal".
        """
        xi, a = length("correlation_length", correlation_length, "of the disorder"), si(amplitude, "", "amplitude")
        if law not in ("gaussian", "lognormal"):
            raise ValueError(f"`law` must be 'gaussian' or 'lognormal', but law={law!r}.")
        seed = checked_seed(seed)
        warn_if_unresolved("`correlation_length`", xi, self.cell)
        g = gaussian_field(self.x, self.y, width=self.width, height=self.height, correlation_length=xi, seed=seed)
        factor = disorder(law, a, g)
        if checked_field(field) == "critical_temperature":
            factor = clipped(factor, f"amplitude={amplitude:g}")
        elif factor.min() <= 0:
            raise ValueError(
                f"A Gaussian `{field}` with amplitude={amplitude:g} is not positive: it falls to {factor.min():.3g} of its mean. "
                "Use a smaller amplitude, or a log-normal field."
            )
        recipe = self.extended_recipe("with_disorder", field=field, amplitude=a, correlation_length=xi, seed=seed, law=law)
        return self.replace(**{field: getattr(self, field) * factor}, recipe=recipe)

    @classmethod
    def _random(
        cls,
        law: Law,
        film: Film,
        sides: tuple[Quantity, ...],
        amplitude: float,
        xi: Quantity,
        seed: Any,
        field: FieldName,
        electrodes: Electrodes,
    ) -> Self:
        sample = cls.uniform(film, *sides, electrodes=electrodes).with_disorder(
            field, amplitude=amplitude, correlation_length=xi, seed=seed, law=law
        )
        parameters = {k: v for k, v in sample.recipe["changes"][0].items() if k not in ("change", "law")}
        return sample.replace(recipe={"kind": law} | parameters)

    @classmethod
    def _relative(
        cls,
        film: Film,
        cell: float,
        T: Float[np.ndarray, "ny nx"],
        R: Float[np.ndarray, "ny nx"],
        electrodes: Electrodes,
        recipe: dict[str, Any],
    ) -> Self:
        """From critical temperature and sheet resistance over the reference."""
        Tc = T * checked_film(film).material.critical_temperature
        return cls(
            film, cell=cell, critical_temperature=Tc, sheet_resistance=R * film.sheet_resistance, electrodes=electrodes, recipe=recipe
        )


def _not_negative(name: str, value: float) -> float:
    value = si(value, "", name) if isinstance(value, str) else float(value)
    if not (value >= 0 and math.isfinite(value)):
        raise ValueError(f"`{name}` must not be negative, but {name}={value!r}.")
    return value
