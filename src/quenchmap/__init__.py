"""Hot spots that a near-field microwave tip makes in thin disordered superconducting films.

The names of everyday use; each is loaded when it is first touched, so that `import quenchmap` costs nothing.

A spot, from what it is made of:

    Film, Material      a film, of a material in the catalogue or your own
    MicrowaveTip        a tip driven at one frequency
    HotTip              a tip that heats by its thermal fluctuations
    HotSpot             film + tip + phonon temperature; `.states(drive=...)` finds every steady state, `.evolve(...)` follows it in time
    waveform            how the drive changes in time: steps, pulses, ramps, tables

A film that differs from place to place:

    Sample              uniform, random, granular or percolating film, or your own picture; `.heat(...)` puts a tip above it
    Electrode           a stretch of its edge through which current enters or leaves
    Scan                a tip that goes from place to place over a sample; `.run("map.zarr")` computes the map
    Drag                how the tip is dragged along the lines of a scan while the film follows in time

Any saved result, restored: `load`; any result as a file for other programs, .csv, .nc or VTK: `write`.

A film driven uniformly:

    phase_diagram       stable states against frequency and drive

A superconductor, NumPy in and NumPy out (temperatures over T_c, energies over k_B T_c):

    conductivity, thermal_conductivity, electron_phonon_power, ac_resistivity, heat_capacity, gap

Further down: `quenchmap.material` (the same as differentiable JAX functions) and `quenchmap.errors`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quenchmap import errors, material
    from quenchmap.balance.phase_diagram import phase_diagram
    from quenchmap.experiment.results import load
    from quenchmap.export.files import write
    from quenchmap.material.doors import ac_resistivity, conductivity, electron_phonon_power, gap, heat_capacity, thermal_conductivity
    from quenchmap.material.film import Film
    from quenchmap.material.substance import Material
    from quenchmap.sample.electrode import Electrode
    from quenchmap.sample.sample import Sample
    from quenchmap.scan.drag import Drag
    from quenchmap.scan.scan import Scan
    from quenchmap.spot.evolution import waveform
    from quenchmap.spot.hotspot import HotSpot
    from quenchmap.tip.hot import HotTip
    from quenchmap.tip.microwave import MicrowaveTip

    __version__: str

__all__ = [
    "Drag",
    "Electrode",
    "Film",
    "HotSpot",
    "HotTip",
    "Material",
    "MicrowaveTip",
    "Sample",
    "Scan",
    "__version__",
    "ac_resistivity",
    "conductivity",
    "electron_phonon_power",
    "errors",
    "gap",
    "heat_capacity",
    "load",
    "material",
    "phase_diagram",
    "thermal_conductivity",
    "waveform",
    "write",
]

#: Where each name lives; nothing, or a folder and a dot, where it is itself a module.
_HOMES = {
    "Drag": "scan.drag",
    "Electrode": "sample.electrode",
    "Film": "material.film",
    "HotSpot": "spot.hotspot",
    "HotTip": "tip.hot",
    "Material": "material.substance",
    "MicrowaveTip": "tip.microwave",
    "Sample": "sample.sample",
    "Scan": "scan.scan",
    "ac_resistivity": "material.doors",
    "conductivity": "material.doors",
    "electron_phonon_power": "material.doors",
    "errors": "",
    "gap": "material.doors",
    "heat_capacity": "material.doors",
    "load": "experiment.results",
    "material": "",
    "phase_diagram": "balance.phase_diagram",
    "thermal_conductivity": "material.doors",
    "waveform": "spot.evolution.",
    "write": "export.files",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        value = version("quenchmap")
    elif name in _HOMES:
        home = _HOMES[name]
        is_module = home == "" or home.endswith(".")
        value = import_module(f"quenchmap.{home}{name}") if is_module else getattr(import_module(f"quenchmap.{home}"), name)
    else:
        hint = ""
        if not name.startswith("_"):
            from quenchmap.errors import closest

            hint = f" {closest(name, __all__)}"
        raise AttributeError(f"quenchmap has no {name!r}.{hint}")
    globals()[name] = value  # the next access is an ordinary one
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
