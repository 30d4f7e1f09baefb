"""What each page lets the user set, with the ends of its sliders."""

from __future__ import annotations

from quenchmap.explorer.control import Key
from quenchmap.material.catalogue import CATALOGUE

_MATERIAL = ("film", "material")

FILM = (
    Key((*_MATERIAL, "like"), "material", "NbN", choices=("", *CATALOGUE)),
    Key(("film", "thickness"), "thickness", "10 nm", (2, 50, 0.5), "nm"),
)
#: For a material of the user's own, or in place of single values of the catalogue's.
OWN_VALUES = (
    Key((*_MATERIAL, "name"), "name"),
    Key((*_MATERIAL, "critical_temperature"), "critical temperature"),
    Key((*_MATERIAL, "normal_resistivity"), "normal resistivity"),
    Key((*_MATERIAL, "cooling_exponent"), "cooling exponent n"),
    Key((*_MATERIAL, "cooling_coefficient"), "cooling coefficient Σ"),
    Key((*_MATERIAL, "diffusion_coefficient"), "diffusion coefficient"),
)
#: The same with the contact to the substrate, which samples do not know.
OWN_MATERIAL = (*OWN_VALUES, Key(("film", "boundary_conductance"), "boundary conductance"))
FREQUENCY = Key(("tip", "frequency"), "frequency", "417 GHz", (5, 1500, 1), "GHz")
PHONONS = Key(("phonon_temperature",), "phonon temperature", "3 K", (0.3, 12, 0.05), "K")
GAP = Key(("gap_model",), "gap", "sheahen", choices=("sheahen", "bcs"))
DRIVE = Key(("drive",), "drive j_max/j*", "1.2", (0.05, 3, 0.01))
TIP = (
    Key(("tip", "height"), "height of the tip", "100 nm", (20, 400, 1), "nm"),
    FREQUENCY,
    Key(("tip", "radius"), "radius of the tip", "50 nm", (5, 300, 1), "nm"),
)

MATERIAL = (*FILM, FREQUENCY, PHONONS, GAP)
UNIFORM = (*FILM, FREQUENCY, PHONONS, DRIVE, GAP)
SPOT = (*FILM, *TIP, PHONONS, DRIVE, GAP)

_WHEN = ("evolution",)
TIME = (
    *FILM,
    *TIP[:2],
    PHONONS,
    Key((*_WHEN, "waveform"), "how the drive changes", "step", choices=("", "step", "pulse", "ramp", "triangle")),
    Key((*_WHEN, "drive_before"), "drive before", "0.5", (0, 3, 0.01)),
    Key((*_WHEN, "drive_after"), "drive after", "2", (0.05, 3, 0.01)),
    Key((*_WHEN, "begins"), "begins at", "0.1 ns", (0, 5, 0.01), "ns"),
    Key((*_WHEN, "lasts"), "lasts"),
    Key((*_WHEN, "duration"), "followed for", "1 ns", (0.05, 10, 0.05), "ns"),
    Key((*_WHEN, "start"), "starts from", "", choices=("", "bath", "cold", "hot")),
)

_SAMPLE = ("sample",)
#: Of every sample, then those of one kind or another: which it takes, `quenchmap.experiment.sample.KINDS` says.
SAMPLE = (
    *FILM,
    Key(
        (*_SAMPLE, "kind"),
        "how the film differs",
        "gaussian",
        choices=("uniform", "gaussian", "lognormal", "granular", "percolating", "picture"),
    ),
    Key((*_SAMPLE, "size"), "size", "640 nm"),
    Key((*_SAMPLE, "cell"), "cell", "10 nm", (2.5, 40, 0.5), "nm"),
    Key((*_SAMPLE, "seed"), "seed", "1"),
    Key(
        (*_SAMPLE, "field"),
        "what differs",
        "",
        choices=("", "critical_temperature", "sheet_resistance", "cooling_coefficient", "thickness"),
    ),
    Key((*_SAMPLE, "amplitude"), "amplitude", "0.05", (0, 0.3, 0.005)),
    Key((*_SAMPLE, "correlation_length"), "correlation length", "60 nm", (10, 300, 5), "nm"),
    Key((*_SAMPLE, "grain_size"), "size of grains", "120 nm", (20, 400, 5), "nm"),
    Key((*_SAMPLE, "grain_spread"), "spread of Tc among grains", "0.05", (0, 0.3, 0.005)),
    Key((*_SAMPLE, "coverage"), "coverage", "0.7", (0.1, 1, 0.01)),
    Key((*_SAMPLE, "droplet_size"), "size of droplets", "120 nm", (20, 400, 5), "nm"),
    Key((*_SAMPLE, "background_resistance"), "resistance between droplets, relative", "10", (0.5, 50, 0.5)),
    Key((*_SAMPLE, "map"), "file of the map"),
    Key((*_SAMPLE, "between"), "black and white of a PNG", "8 K, 11 K"),
    Key((*_SAMPLE, "unit"), "unit of its numbers"),
)
UNDER_TIP = (
    Key(("tip", "height"), "height of the tip", "60 nm", (20, 400, 1), "nm"),
    FREQUENCY,
    PHONONS,
    DRIVE,
    Key((*_SAMPLE, "position"), "where the tip stands", "0 nm, 0 nm"),
    Key((*_SAMPLE, "protocol"), "state", "cold", choices=("cold", "hot")),
)
SHAPE = (
    Key((*_SAMPLE, "strip"), "width of a strip"),
    Key((*_SAMPLE, "constriction"), "constriction: width, length"),
    Key((*_SAMPLE, "hole"), "hole: x, y, radius"),
    Key((*_SAMPLE, "electrodes"), "electrodes"),
)
SCAN = (
    Key(("scan", "step"), "step of the scan", "50 nm", (5, 200, 5), "nm"),
    Key(("scan", "area"), "area that is scanned"),
    Key(("scan", "readout"), "read-out frequency", "1 GHz"),
)
