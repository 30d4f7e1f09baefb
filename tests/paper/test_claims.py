"""The verdicts of the paper's numbers and claims, section by section."""

import pytest

from quenchmap.paper import table
from quenchmap.paper.claim import Claim, of_order, rounds_to
from quenchmap.paper.claims.collection import SECTIONS, section

FAST = {
    "Sec. II and Table I": {
        "relaxation_length_InOx": "corrected",
        "relaxation_length_NbN": "agrees",
        "phonons_fixed": "corrected",
        "normal_cooling": "agrees",
        "exponents_similar": "agrees",
    },
    "Sec. III": {
        "three_solutions": "agrees",
        "below_critical_current": "corrected",
        "gap_limit": "agrees",
        "at_most_three": "corrected",
        "lower_bound": "agrees",
        "upper_bound_power": "corrected",
        "superconducting_part": "agrees",
        "never_two_normal": "agrees",
    },
    "Appendix A": {
        "gap_interpolation": "corrected",
        "zero_temperature_gap": "agrees",
        "conductivity_formula": "agrees",
        "cooling_formula": "corrected",
    },
    "Appendix B": {"tip_impedance": "agrees", "quantum_resistance": "corrected", "joule_heat": "agrees", "logarithm": "corrected"},
    "Appendix C": {
        "variational_form": "agrees",
        "equal_areas": "agrees",
        "free_energy_sign": "corrected",
        "wall_width": "corrected",
        "width_functional": "corrected",
    },
    "Appendix D": {"electric_length": "agrees", "magnetic_length": "agrees", "closed_form": "corrected", "dipole_terms": "agrees"},
    "Sec. V": {"hot_tip_maximum": "corrected", "hot_tip_too_weak": "agrees", "hot_tip_size": "agrees"},
}
SLOW = {
    "Abstract and Sec. I": {"two_stable_states": "agrees", "sub_micron": "agrees", "wall_20_nm": "corrected"},
    "Sec. IV": {
        "peak_current": "corrected",
        "peak_radius": "agrees",
        "power_prefactor": "corrected",
        "power_InOx": "corrected",
        "hot_ring_threshold": "corrected",
        "figure_4a": "agrees",
        "figure_4b": "agrees",
        "superconducting_core": "agrees",
        "merger": "agrees",
        "broadening": "agrees",
        "two_parameters": "agrees",
        "cold_survives": "agrees",
    },
    "Sec. VI": {"requires_short_length": "corrected", "geometry": "agrees", "height_change": "agrees"},
}


def check(name, verdicts):
    found = {c.key: c.verdict for c in section(name)}
    assert {key: found[key] for key in verdicts} == verdicts


@pytest.mark.parametrize("name", FAST)
def test_verdicts(name):
    check(name, FAST[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW)
def test_verdicts_that_need_many_states(name):
    check(name, SLOW[name])


def test_every_section_is_tested():
    assert {name for name, _ in SECTIONS} == {*FAST, *SLOW}


@pytest.mark.parametrize("name", FAST)
def test_claims_are_whole_sentences_with_reasons(name):
    claims = section(name)
    assert len({c.key for c in claims}) == len(claims)
    for claim in claims:
        assert claim.where
        assert claim.paper
        assert claim.found
        assert claim.reason or claim.verdict == "agrees", f"{claim.key} is {claim.verdict} without a reason"


def test_rounding_to_the_printed_digits():
    assert rounds_to("0.120", 0.1204)
    assert not rounds_to("0.120", 0.1206)
    assert rounds_to("6", 6.4)
    assert of_order(20, 55)
    assert not of_order(20, 90)


def test_table_formats_hold_every_claim():
    claims = [
        Claim("one", "Sec. I", "a | b", "1, 2", "agrees", value=1.5),
        Claim("two", "Sec. II", "c", "d", "not tested", "no time"),
    ]
    assert table.as_csv(claims).splitlines()[1] == 'one,Sec. I,a | b,"1, 2",agrees,,1.5'
    assert r"| Sec. I | a \| b | 1, 2 | agrees |  |" in table.as_markdown(claims)
    assert "2 claims: 1 agrees, 0 corrected, 1 not tested." in table.as_text(claims)
    assert '"verdict": "not tested"' in table.as_json(claims)
