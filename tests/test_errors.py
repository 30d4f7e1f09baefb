"""What quenchmap says when it cannot answer."""

import pytest

from quenchmap.errors import AccuracyWarning, ConvergenceError, NoSuchStateError, ValidityWarning, checked_positive, closest


def test_a_failed_solve_says_how_far_it_came_and_what_to_try():
    error = ConvergenceError("The cold state", residual=3.21e-4, iterations=25, remedy="Refine the grid.")
    assert str(error) == "The cold state did not converge: scaled residual 3.21e-04 after 25 iterations. Refine the grid."
    assert (error.residual, error.iterations) == (3.21e-4, 25)
    assert isinstance(error, RuntimeError)


def test_kinds_of_errors_can_be_caught_by_what_python_users_expect():
    assert issubclass(NoSuchStateError, LookupError)
    assert issubclass(ValidityWarning, UserWarning)
    assert issubclass(AccuracyWarning, UserWarning)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("inoxx", "Did you mean InOx?"),
        ("NbT", "Did you mean NbTiN or NbN?"),
        ("lead", "Known: InOx, NbN, NbTiN."),
        ("", "Known: InOx, NbN, NbTiN."),
    ],
)
def test_close_matches_are_suggested(name, sentence):
    found = closest(name, ["NbN", "InOx", "NbTiN"])
    assert sorted(found.replace("?", "").split()) == sorted(sentence.replace("?", "").split())


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_only_positive_finite_numbers_pass(value):
    with pytest.raises(ValueError, match=r"`height` is the height in m and must be positive and finite, but height="):
        checked_positive("height", value, "the height in m")
    assert checked_positive("height", 1, "the height in m") == 1.0
