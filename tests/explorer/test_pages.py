"""Every page opens offline and shows what the Python interface gives, whatever its user does with the sliders."""

import json
import random
import subprocess
import sys
import warnings

import pytest

import quenchmap as qm
from quenchmap.errors import ValidityWarning

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def spot():
    film = qm.Film("NbN", thickness="10 nm")
    tip = qm.MicrowaveTip(height="100 nm", frequency="417 GHz", radius="50 nm")
    return qm.HotSpot(film, tip, phonon_temperature="3 K")


def states_of(spot, drive):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ValidityWarning)
        return spot.states(drive)


@pytest.mark.parametrize(
    ("path", "line"),
    [("material", "gap"), ("uniform", "states-hot"), ("spot", "profile-hot"), ("time", "waveform")],
)
def test_page_opens_and_draws(window, path, line):
    window.open(path)
    assert window.highest(line) > 0
    assert window.page.locator("nav a.here").inner_text() != ""


def test_page_of_samples_opens_and_draws(window):
    window.open("sample")
    window.until(lambda: "64 × 64" in window.page.locator(".numbers table").first.inner_text(), "the sample's card")


def test_first_address_leads_to_the_hot_spot(window):
    window.page.goto(window.server)
    window.page.wait_for_url("**/spot*")


def test_slider_moves_the_profile_to_what_python_gives(window, spot):
    window.open("spot")
    window.press("drive", "ArrowRight", 5)
    expected = states_of(spot, 1.25)
    window.until(lambda: window.text("drive").input_value() == "1.25", "the value")
    window.until(lambda: window.highest("profile-hot") == pytest.approx(expected.hot.maximum_temperature, rel=1e-5), "the profile")
    numbers = f"{expected.hot.maximum_temperature:.4g} K", f"{expected.hot.outer_radius * 1e9:.4g} nm"
    window.until(lambda: all(n in window.page.locator(".numbers table").first.inner_text() for n in numbers), "the table")


def test_frequency_moves_the_bistable_window_of_the_uniform_film(window):
    from quenchmap.balance.uniform import folds
    from quenchmap.material.response import microwave_response
    from quenchmap.units import BOLTZMANN, PLANCK

    window.open("uniform")
    window.write("tip-frequency", "300 GHz")
    expected = max(f.drive for f in folds(microwave_response(PLANCK * 300e9 / (BOLTZMANN * 10), 0.3, 5.0)))
    window.until(lambda: max(window.curve("states-cold")["x"]) == pytest.approx(expected, rel=1e-5), "the fold")


def test_wrong_input_shows_its_sentence_and_the_next_right_one_is_solved(window, spot):
    window.open("spot")
    window.write("tip-frequency", "417 GHzz")
    assert "`frequency` cannot be read as a quantity" in window.failure()
    assert "Traceback" not in window.page.content()
    window.write("tip-frequency", "417 GHz")
    window.page.wait_for_selector(".done")
    window.write("drive", "-1")
    assert "must be positive" in window.failure()
    window.write("drive", "1.3")
    window.until(
        lambda: window.highest("profile-hot") == pytest.approx(states_of(spot, 1.3).hot.maximum_temperature, rel=1e-5), "the profile"
    )


def test_link_reproduces_the_view(window, windows):
    window.open(
        "spot?film.material=InOx&film.thickness=20%20nm&tip.height=150%20nm&tip.frequency=100%20GHz&phonon_temperature=1%20K&drive=1.1"
    )
    assert window.text("film-thickness").input_value() == "20 nm"
    window.write("drive", "1.15")
    window.page.wait_for_url("**drive=1.15**")
    other = windows().open(window.page.url.removeprefix(window.server + "/"))
    assert other.text("drive").input_value() == "1.15"
    assert other.highest("profile-cold") == pytest.approx(window.highest("profile-cold"), rel=1e-6)


def test_cleared_field_is_still_cleared_when_its_link_is_opened(window, windows):
    window.open("spot")
    window.write("tip-radius", "")
    window.page.wait_for_url("**tip.radius=&**")
    assert "current=" not in window.page.url  # empty by default
    other = windows().open(window.page.url.removeprefix(window.server + "/"))
    assert other.text("tip-radius").input_value() == ""
    assert other.text("tip-height").input_value() == "100 nm"


def test_sample_is_made_of_a_material_of_the_user(window):
    window.open("sample?film.material.critical_temperature=7%20K&sample.kind=uniform")
    assert window.text("film-material-critical-temperature").input_value() == "7 K"
    window.until(lambda: "7 K" in window.page.locator(".numbers table").first.inner_text(), "its critical temperature")


@pytest.mark.parametrize("seed", [1])
def test_hundred_random_moves_end_on_the_right_value_in_two_windows_at_once(windows, spot, seed):
    """The last move wins in each window, whatever the other one asks for."""
    shuffled = random.Random(seed)
    pair = [windows().open("spot"), windows().open("spot")]
    steps = [0, 0]
    for _ in range(100):
        which, step = shuffled.randrange(2), shuffled.choice([-1, 1, 1])
        pair[which].press("drive", "ArrowRight" if step > 0 else "ArrowLeft")
        steps[which] += step
    for window, moved in zip(pair, steps):
        drive = round(1.2 + 0.01 * moved, 2)
        window.until(lambda window=window, drive=drive: float(window.text("drive").input_value()) == drive, f"drive {drive}")
        window.shows("profile-cold", states_of(spot, drive).cold.maximum_temperature)


def test_window_closed_while_it_solves_leaves_the_server_to_others(windows):
    gone = windows()
    gone.page.goto(f"{gone.server}/time?evolution.duration=3%20ns")
    gone.page.wait_for_selector(".busy")
    gone.page.close()
    windows().open("material")


def test_downloaded_run_gives_the_same_numbers_on_the_command_line(window, tmp_path):
    window.open(
        "spot?film.material=NbN&film.thickness=10%20nm&tip.height=100%20nm&tip.frequency=417%20GHz&phonon_temperature=3%20K&drive=1.37"
    )
    with window.page.expect_download() as waited:
        window.page.locator(".download-toml a, .download-toml button").first.click()
    path = tmp_path / "spot.toml"
    waited.value.save_as(path)
    command = [sys.executable, "-m", "quenchmap.cli.main", "spot", str(path), "--json"]
    printed = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert printed["drive"] == 1.37
    hot = printed["states"][-1]["observables"]["maximum_temperature"]["value"]
    assert window.highest("profile-hot") == pytest.approx(hot, rel=1e-5)


@pytest.mark.parametrize(("ending", "begins"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("nc", b"\x89HDF"), ("csv", b"temperature")])
def test_page_gives_away_figure_and_data(window, tmp_path, ending, begins):
    window.open("material")
    with window.page.expect_download() as waited:
        window.page.locator(f".download-{ending} a, .download-{ending} button").first.click()
    path = tmp_path / f"material.{ending}"
    waited.value.save_as(path)
    assert path.read_bytes().startswith(begins)
