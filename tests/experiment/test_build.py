"""Descriptions become the objects of the physics, or say what they lack."""

from pathlib import Path

import pytest

from quenchmap.experiment.build import hot_spot, material
from quenchmap.experiment.description import Experiment, MaterialDescription
from quenchmap.experiment.reading import read
from quenchmap.material.film import Film
from quenchmap.tip.hot import HotTip
from quenchmap.tip.microwave import MicrowaveTip

EXAMPLES = Path(__file__).parents[2] / "examples"
WHOLE = {
    "phonon_temperature": "3 K",
    "drive": 1.2,
    "film": {"material": "NbN", "thickness": "10 nm"},
    "tip": {"height": "100 nm", "frequency": "417 GHz"},
}
HOT = WHOLE | {"drive": None, "tip": {"height": "100 nm", "temperature": "300 K", "radius": "50 nm", "conductivity": "1e7 S/m"}}


def described(**changes: object) -> Experiment:
    return Experiment.model_validate(WHOLE | changes)


def test_a_description_builds_the_hot_spot_it_describes():
    spot = hot_spot(described())
    assert spot.film == Film("NbN", "10 nm")
    assert spot.tip == MicrowaveTip("100 nm", "417 GHz")
    assert spot.phonon_temperature == pytest.approx(0.3)
    assert spot.gap_model == "sheahen"


def test_a_tip_with_a_temperature_is_a_hot_tip():
    assert hot_spot(Experiment.model_validate(HOT)).tip == HotTip("100 nm", "300 K", "50 nm", "1e7 S/m")


def test_the_files_of_the_examples_are_whole():
    for name in ("nbn", "inox"):
        spot = hot_spot(read(EXAMPLES / f"{name}.toml"))
        assert spot.relaxation_length < 0.5


def test_a_material_like_another_keeps_the_other_values():
    nbn = material(MaterialDescription(like="NbN", critical_temperature="8 K"), None)
    assert (nbn.critical_temperature, nbn.cooling_exponent, nbn.name) == (8.0, 5.0, "NbN")


def test_a_sheet_resistance_is_that_of_the_film():
    assert material(MaterialDescription(like="NbN", sheet_resistance="500 ohm"), "20 nm").normal_resistivity == pytest.approx(1e-5)
    with pytest.raises(ValueError, match="`sheet_resistance` is that of the film and needs its thickness"):
        material(MaterialDescription(like="NbN", sheet_resistance="500 ohm"), None)


def test_a_new_material_is_made_from_its_values():
    own = MaterialDescription(
        name="mine", critical_temperature="5 K", normal_resistivity="100 uohm*cm", cooling_exponent=5, cooling_coefficient="1e9 W/m**3/K**5"
    )
    assert material(own, None).critical_temperature == 5.0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"drive": None}, "The run lacks `drive`. Add it to the file, or give: --drive 1.2"),
        (
            {"film": {}, "phonon_temperature": None},
            "The run lacks `film.material`, `film.thickness` and `phonon_temperature`. Add them to the file, "
            "or give: --material NbN --thickness '10 nm' --phonon-temperature '3 K'",
        ),
        ({"current": "1 mA"}, "One of `drive` and `current` says how strong the drive is, but 2 came. Keep one."),
        ({"tip": HOT["tip"]}, "A hot tip heats by its temperature and takes no `drive`. Remove it."),
        ({"tip": {"height": "1 um", "frequency": "1 GHz", "conductivity": "1 S/m"}}, "`conductivity` is that of a hot tip"),
        (
            {"tip": HOT["tip"] | {"frequency": "1 GHz"}, "drive": None},
            "A tip with a `temperature` is a hot tip, which takes no `frequency`",
        ),
        ({"film": {"material": {"critical_temperature": "3 K"}, "thickness": "1 nm"}}, "not in the catalogue also needs cooling_exponent"),
        ({"film": {"material": "NbM", "thickness": "1 nm"}}, "The catalogue has no material 'NbM'. Did you mean NbN"),
        ({"film": {"material": "NbN", "thickness": "-1 nm"}}, "`thickness` is of the film and must be positive"),
        ({"phonon_temperature": "-3 K"}, "`phonon_temperature` is the temperature of the phonons in K and must be positive"),
    ],
)
def test_what_is_missing_or_contradictory_is_named(changes, sentence):
    with pytest.raises(ValueError, match=r".+") as caught:
        hot_spot(described(**changes))
    assert sentence in str(caught.value)
