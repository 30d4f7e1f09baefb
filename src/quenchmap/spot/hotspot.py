"""The hot spot that a tip makes in a film: the face of this floor. Each verb is a function of its own in another file."""

from __future__ import annotations

import warnings
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from quenchmap.errors import AccuracyWarning, checked_positive
from quenchmap.material.film import Film
from quenchmap.material.gap import GapModel, checked_gap_model
from quenchmap.material.response import HIGHEST_TEMPERATURE, Response, microwave_response, response_of
from quenchmap.spot.branch import Fold
from quenchmap.spot.collection import States
from quenchmap.spot.diagram.result import branch
from quenchmap.spot.evolution.run import evolve
from quenchmap.spot.fold_diagram.result import fold_curve
from quenchmap.spot.hysteresis.result import hysteresis
from quenchmap.spot.observables import Scales
from quenchmap.spot.problem import SpotProblem
from quenchmap.spot.state import State
from quenchmap.spot.states import find_states
from quenchmap.spot.sweep import sweep
from quenchmap.spot.window import HysteresisWindow, hot_branch_end, hysteresis_window
from quenchmap.tip.absorption import absorbed_power
from quenchmap.tip.hot import HotTip
from quenchmap.tip.microwave import MicrowaveTip
from quenchmap.tip.shape import dipole_shape, microwave_shape
from quenchmap.tip.validity import Check, check_assumptions, warn
from quenchmap.units import Quantity, si

if TYPE_CHECKING:
    from quenchmap.spot.window import Folds

_BALANCED = 1e-6  # relative; states at the paper's parameters balance to 1e-9


class HotSpot:
    """A film under a tip.

    Args:
        film: The film.
        tip: A `MicrowaveTip` or a `HotTip`.
        phonon_temperature: Temperature of the film's phonons, K; of the substrate when the film has a boundary conductance.
        gap_model: "sheahen", the paper's (A1), or "bcs".
        outer_radius: Edge of the simulated domain, m; None lets it grow with the far field's relaxation length.

    Example:
        >>> film, tip = Film("NbN", thickness="10 nm"), MicrowaveTip(height="100 nm", frequency="417 GHz")
        >>> spot = HotSpot(film, tip, phonon_temperature="3 K")
        >>> round(spot.relaxation_length, 4)
        0.1563
    """

    def __init__(
        self,
        film: Film,
        tip: MicrowaveTip | HotTip,
        phonon_temperature: Quantity,
        *,
        gap_model: GapModel = "sheahen",
        outer_radius: Quantity | None = None,
    ):
        if not isinstance(film, Film):
            raise TypeError(f'`film` must be a Film, such as Film("NbN", thickness="10 nm"), but film={film!r}.')
        if not isinstance(tip, MicrowaveTip | HotTip):
            raise TypeError(f"`tip` must be a MicrowaveTip or a HotTip, but tip={tip!r}.")
        material = film.material
        self.film: Film | None = film
        self.tip: MicrowaveTip | HotTip | None = tip
        bath = checked_positive(
            "phonon_temperature", si(phonon_temperature, "K", "phonon_temperature"), "the temperature of the phonons in K"
        )
        self.parameters: dict[str, float] = {
            "critical_temperature": material.critical_temperature,
            "normal_resistivity": material.normal_resistivity,
            "cooling_coefficient": material.cooling_coefficient,
            "cooling_exponent": material.cooling_exponent,
            "thickness": film.thickness,
            "height": tip.height,
            "phonon_temperature": bath,
        }
        if isinstance(tip, MicrowaveTip):
            self.parameters["frequency"] = tip.frequency
        if film.boundary_conductance is not None:
            self.parameters["boundary_conductance"] = film.boundary_conductance
        self._bath = bath / material.critical_temperature
        self._exponent, self._warming = material.cooling_exponent, film.phonon_warming
        self._gap_model: GapModel = checked_gap_model(gap_model)
        self.photon_energy: float | None = tip.photon_energy(material.critical_temperature) if isinstance(tip, MicrowaveTip) else None
        self.relaxation_length = material.relaxation_length / tip.height
        self._outer_radius = None if outer_radius is None else si(outer_radius, "m", "outer_radius") / tip.height
        self.scales: Scales | None = Scales(
            tip.height, material.critical_temperature, material.cooling_power_at_Tc * film.thickness * tip.height**2
        )
        self._warned = False

    @classmethod
    def dimensionless(
        cls,
        *,
        cooling_exponent: float,
        phonon_temperature: float,
        photon_energy: float,
        relaxation_length: float,
        gap_model: GapModel = "sheahen",
        phonon_warming: float = 0.0,
        outer_radius: float | None = None,
    ) -> HotSpot:
        r"""The theorist's door: everything in units of T_c, k_B T_c and z0; results come in those units.

        Args:
            cooling_exponent: Exponent n.
            phonon_temperature: T_ph/T_c.
            photon_energy: $\hbar\omega/k_B T_c$.
            relaxation_length: $\Lambda/z_0$.
            gap_model: "sheahen" or "bcs".
            phonon_warming: $\Sigma T_c^{n-4} d/\sigma_K$; 0 fixes the phonons.
            outer_radius: Edge of the domain over z0.
        """
        self = cls.__new__(cls)
        self.film = self.tip = self.scales = None
        self._bath, self._exponent, self._warming = phonon_temperature, cooling_exponent, phonon_warming
        self._gap_model = checked_gap_model(gap_model)
        self.photon_energy = photon_energy
        self.relaxation_length = checked_positive("relaxation_length", relaxation_length, "Lambda/z0")
        self._outer_radius = outer_radius
        self.parameters = {
            "relaxation_length": relaxation_length,
            "photon_energy": photon_energy,
            "phonon_temperature": phonon_temperature,
            "cooling_exponent": cooling_exponent,
            "phonon_warming": phonon_warming,
        }
        self._warned = True  # nothing to check without a film
        return self

    @property
    def phonon_temperature(self) -> float:
        """Phonon (or bath) temperature over T_c."""
        return self._bath

    @property
    def gap_model(self) -> GapModel:
        """Which gap."""
        return self._gap_model

    @cached_property
    def response(self) -> Response:
        """Tabulated response of the film under this tip."""
        if isinstance(self.tip, HotTip):
            tip, film = self.tip, self.film
            assert film is not None
            hottest = tip.temperature / film.material.critical_temperature
            if hottest < 2 * max(1.0, self._bath):
                raise ValueError(
                    f"A hot tip must be at least twice as hot as T_c and as the phonons, but this one is at {hottest:.3g} T_c. "
                    "Give it a higher `temperature`."
                )
            reference = tip.power_density(self._bath, film)
            hottest = 0.9 * tip.temperature / film.material.critical_temperature  # the table reaches on, the electrons do not
            return response_of(
                lambda T: np.asarray(tip.power_density(np.minimum(T, hottest), film)) / reference,
                self._bath,
                self._exponent,
                gap_model=self._gap_model,
                phonon_warming=self._warming,
                highest_temperature=min(HIGHEST_TEMPERATURE, 0.9 * hottest),
            )
        assert self.photon_energy is not None
        return microwave_response(self.photon_energy, self._bath, self._exponent, gap_model=self._gap_model, phonon_warming=self._warming)

    @cached_property
    def problem(self) -> SpotProblem:
        """Eq. (1) without its drive."""
        shape = dipole_shape if isinstance(self.tip, HotTip) else microwave_shape
        return SpotProblem(self.response, shape, self.relaxation_length, self._outer_radius)

    @property
    def outer_radius(self) -> float:
        """Edge of the domain over z0, at the smallest drives."""
        return self.problem.domain(1e-6)

    def drive(
        self, *, current: Quantity | None = None, voltage: Quantity | None = None, source_power: Any = None, line_loss: float | str = 0.0
    ) -> float:
        """j_max/j* of a tip current, a tip voltage or a source power; see `MicrowaveTip.drive`. For a hot tip, its own."""
        if isinstance(self.tip, HotTip):
            assert self.film is not None
            _ = self.response  # refuses a tip that is too cold to heat
            power = self.tip.power_density(self._bath, self.film)
            return float(np.sqrt(power / (self.film.material.cooling_power_at_Tc * self.film.thickness)))
        if self.tip is None or self.film is None:
            raise ValueError("A dimensionless hot spot has no current, voltage or source power: give `drive`, j_max/j*.")
        return self.tip.drive(self.film, current=current, voltage=voltage, source_power=source_power, line_loss=line_loss)

    def states(
        self,
        drive: float | None = None,
        *,
        current: Quantity | None = None,
        voltage: Quantity | None = None,
        source_power: Any = None,
        line_loss: float | str = 0.0,
    ) -> States:
        """Every steady state, stable and unstable.

        Args:
            drive: j_max/j*, peak (rms) current density over its natural scale; give this or one of the next three.
            current: Amplitude of the tip current, A.
            voltage: Amplitude of the tip voltage, V.
            source_power: Power of the source, such as "-10 dBm" or "1 mW".
            line_loss: Loss between source and tip, such as "3 dB".

        Raises:
            ValueError: For no drive, several, or one that is not positive.
            ConvergenceError: When a branch of states cannot be followed.

        Example:
            >>> spot = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=0.16)
            >>> [state.kind for state in spot.states(1.2)]
            ['cold', 'unstable', 'hot']
        """
        others = [o for o in (current, voltage, source_power) if o is not None]
        if isinstance(self.tip, HotTip):
            if drive is not None or others:
                raise ValueError("A hot tip is driven by its temperature alone: call `states()` without arguments, or change the tip.")
            drive = self.drive()
        elif drive is None:
            drive = self.drive(current=current, voltage=voltage, source_power=source_power, line_loss=line_loss)
        elif others:
            raise ValueError("Give one of `drive`, `current`, `voltage` and `source_power`, not several.")
        drive = checked_positive("drive", drive, "j_max/j*, the peak current density over its natural scale,")
        checks = self.checks(drive)
        if not self._warned:
            self._warned = True
            warn(checks)
        states = States(self, drive, tuple(State(self, drive, s) for s in find_states(self.problem, drive)), tuple(checks))
        worst = max((abs(s.energy_balance) for s in states), default=0.0)
        if worst > _BALANCED:
            warnings.warn(
                f"The heat of a state at drive {drive:g} balances only to {worst:.1e}: its grid is too coarse.",
                AccuracyWarning,
                stacklevel=2,
            )
        return states

    def checks(self, drive: float) -> list[Check]:
        """Assumptions of the model with their numbers; none for a hot tip or without a film."""
        if not isinstance(self.tip, MicrowaveTip) or self.film is None:
            return []
        return check_assumptions(self.film, self.tip, drive, self._bath)

    branch = branch
    fold_curve = fold_curve
    hysteresis = hysteresis
    evolve = evolve
    sweep = sweep

    @property
    def folds(self) -> Folds:
        """The folds in the drive: where states appear and vanish, from the cold end of the branch; empty where there is one state.

        Example:
            >>> spot = HotSpot.dimensionless(cooling_exponent=5, phonon_temperature=0.3, photon_energy=2.0, relaxation_length=0.16)
            >>> print(spot.folds)
            j_max/j* = 1.59758048, highest temperature 0.766... T_c
            j_max/j* = 1.06341978, highest temperature 0.99... T_c
        """
        from quenchmap.spot.window import Folds

        window = hysteresis_window(self.problem)
        return Folds(window.folds if window else ())

    def hysteresis_window(self) -> HysteresisWindow | None:
        """Drives between which hot and cold states coexist; None where they never do."""
        return hysteresis_window(self.problem)

    def hot_branch_end(self, drive: float) -> Fold:
        """Largest Lambda/z0 at which the hot state of a drive exists; see `quenchmap.spot.window.hot_branch_end`."""
        return hot_branch_end(self.problem, drive)

    def maxwell_radii(self, drive: float) -> tuple[float, ...]:
        """Radii of the walls in the limit Lambda/z0 -> 0, Eq. (4), m (over z0 without a film); empty below the Maxwell drive."""
        if self.problem.maxwell is None:
            return ()
        unit = self.scales.length if self.scales else 1.0
        return tuple(unit * r for r in self.problem.radius_at(drive, self.problem.maxwell[0]))

    def absorbed_power(self, state: State) -> tuple[float, float]:
        """Near-field and plasmon power of a state; see `State.absorbed_power`."""
        if isinstance(self.tip, MicrowaveTip) and self.film is not None:
            power = absorbed_power(
                self.film, self.tip, state.drive, state.radius, state.temperature, phonon_temperature=self._bath, gap_model=self._gap_model
            )
            return power.near_field, power.plasmon
        return state.observable("heat").value, 0.0

    def at_frequency(self, frequency: Quantity) -> HotSpot:
        """The same hot spot at another frequency (photon energy over k_B T_c without a film)."""
        from quenchmap.spot.variation import changed

        if isinstance(self.tip, HotTip):
            raise ValueError("A hot tip has no frequency.")
        return changed(self, "photon_energy" if self.film is None else "frequency", frequency)

    def __repr__(self) -> str:
        if self.film is None:
            return "HotSpot.dimensionless(" + ", ".join(f"{k}={v:g}" for k, v in self.parameters.items()) + ")"
        return f"HotSpot({self.film!r}, {self.tip!r}, phonon_temperature={self.parameters['phonon_temperature']:g})"
