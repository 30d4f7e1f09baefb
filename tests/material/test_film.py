"""A film of a catalogued or an own material, and its contact with the substrate."""

import pytest
from numpy.testing import assert_allclose

from quenchmap.material.catalogue import material
from quenchmap.material.film import Film


def test_sheet_resistances_of_the_papers_films():
    """10 nm of InOx and NbN of Table I: 5 kOhm and 400 Ohm per square."""
    assert_allclose(Film("InOx", thickness="10 nm").sheet_resistance, 5000)
    assert_allclose(Film("NbN", thickness="10 nm").sheet_resistance, 400)


def test_perfect_contact_does_not_warm_the_phonons():
    assert Film("NbN", "10 nm").phonon_warming == 0.0


def test_phonons_warm_so_that_the_heat_gets_into_the_substrate():
    """sigma_K (T_ph^4 - T_bath^4) = Q d, for Q = Sigma T_c^n / 2 and a bath at 0.3 T_c: eta is its dimensionless form."""
    film = Film("NbN", "10 nm", boundary_conductance="200 W/m**2/K**4")
    Tc, Q = 10.0, 0.5 * film.material.cooling_power_at_Tc
    T_phonon = Tc * (0.3**4 + film.phonon_warming * 0.5) ** 0.25
    assert_allclose(200 * (T_phonon**4 - 3.0**4), Q * 10e-9)


def test_phonon_warming_is_inverse_to_the_conductance():
    weak, strong = (Film("InOx", "20 nm", boundary_conductance=s).phonon_warming for s in (100.0, 500.0))
    assert_allclose(weak, 5 * strong)


def test_name_and_material_make_the_same_film():
    assert Film("nbn", "10 nm") == Film(material("NbN"), 1e-8) == Film("NbN", thickness="0.01 um")


def test_unknown_material_is_refused_with_the_close_matches():
    with pytest.raises(ValueError, match=r"'NbM'.*Did you mean NbN"):
        Film("NbM", "10 nm")


@pytest.mark.parametrize("thickness", [0.0, -1e-8, float("nan"), "10 K", "10", "thin"])
def test_refuses_a_thickness_that_is_none(thickness):
    with pytest.raises(ValueError, match="`thickness`"):
        Film("NbN", thickness)


@pytest.mark.parametrize("conductance", [0.0, -100.0, float("inf"), "200 W/m**2/K"])
def test_refuses_a_boundary_conductance_that_is_none(conductance):
    with pytest.raises(ValueError, match="`boundary_conductance`"):
        Film("NbN", "10 nm", boundary_conductance=conductance)


def test_refuses_what_is_no_material():
    with pytest.raises(TypeError, match="name of one in the catalogue"):
        Film(10, "10 nm")


def test_replace_changes_one_argument():
    film = Film("NbN", "10 nm", boundary_conductance=200.0)
    thicker = film.replace(thickness="20 nm")
    assert (thicker.thickness, thicker.boundary_conductance, thicker.material) == (2e-8, 200.0, film.material)
    assert film.replace(boundary_conductance=None).phonon_warming == 0.0
    assert film.replace(material="InOx").material.name == "InOx"
    with pytest.raises(TypeError, match=r"no `thicknes`.*Did you mean thickness"):
        film.replace(thicknes=1e-8)


def test_shows_the_film_and_its_material():
    film = Film("NbN", "10 nm", boundary_conductance=200.0)
    for shown in ("NbN film, 10 nm thick", "400 Ω", "phonon warming η = 2.5", "critical temperature"):
        assert shown in str(film)
        assert shown in film._repr_html_()
