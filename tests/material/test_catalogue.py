"""The catalogue: Table I exactly, and honest starting points for the other materials."""

import pytest

from quenchmap.material.catalogue import CATALOGUE, Value, entry, material
from quenchmap.material.substance import Material

EVERY = pytest.mark.parametrize("name", CATALOGUE)


def test_has_table_I_exactly():
    inox, nbn = material("InOx"), material("NbN")
    assert (inox.critical_temperature, inox.normal_resistivity, inox.cooling_exponent, inox.cooling_coefficient) == (3.5, 5e-5, 6, 2e9)
    assert (nbn.critical_temperature, nbn.normal_resistivity, nbn.cooling_exponent, nbn.cooling_coefficient) == (10, 4e-6, 5, 5e9)
    for m in (inox, nbn):
        assert "Table I" in m.source
        assert m.assumptions == ("diffusion_coefficient",)  # the paper gives none


def test_has_the_materials_of_the_field():
    assert set(CATALOGUE) == {"InOx", "NbN", "TiN", "NbTiN", "grAl", "MoSi", "WSi", "Al"}


@EVERY
def test_every_value_has_a_source_or_is_an_assumption(name):
    made = material(name)
    assert isinstance(made, Material)
    for field, value in entry(name).values.items():
        assert bool(value.source) != bool(value.assumption)
        assert (field in made.assumptions) == bool(value.assumption)
    assert str(entry(name)).startswith(name)


@EVERY
def test_every_material_is_a_metal_with_short_coherence_length_in_the_dirty_limit(name):
    """Resistivity, D and T_c must fit each other: N0 of metals per spin, and j* below j_c, or the model means nothing."""
    m = material(name)
    per_eV = m.density_of_states * 1.602e-19
    assert 1e27 < per_eV < 6e28
    assert m.dirty_coherence_length < (200e-9 if name == "Al" else 15e-9)
    assert m.characteristic_current_density < 0.5 * m.critical_current_density(0.0)


def test_cooling_times_are_those_the_sources_measured():
    """gamma T / (n Sigma T^(n-1)) within a factor 1.5 of TiN 5.5 ns at 4.2 K, NbTiN 16 ps at 10 K, WSi 140 to 190 ps at 3.4 K."""
    for name, T, measured in (("TiN", 4.2, 5.5e-9), ("NbTiN", 10.0, 16e-12), ("WSi", 3.4, 165e-12)):
        m = material(name)
        time = m.thermal_time * (m.critical_temperature / T) ** (m.cooling_exponent - 2)
        assert measured / 1.5 < time < measured * 1.5


@pytest.mark.parametrize("name", ["nbn", "NBN", "Nb N", "niobium nitride", "Niobium_Nitride"])
def test_case_spaces_and_hyphens_do_not_matter(name):
    assert material(name) == material("NbN")


def test_both_spellings_of_aluminium():
    assert material("granular aluminum") == material("granular Al") == material("grAl")
    assert material("aluminum") == material("Al")


@pytest.mark.parametrize(
    ("name", "message"),
    [("NbM", "Did you mean NbN"), ("inox2", "Did you mean InOx"), ("lead", "Known: .*InOx.*NbN"), ("", "Known")],
)
def test_unknown_name_is_refused_with_close_matches(name, message):
    with pytest.raises(ValueError, match=message):
        material(name)


@pytest.mark.parametrize("both_or_neither", [{}, {"source": "a", "assumption": "b"}])
def test_value_needs_either_a_source_or_an_assumption(both_or_neither):
    with pytest.raises(ValueError, match="either a source or an assumption"):
        Value("1 K", **both_or_neither)
