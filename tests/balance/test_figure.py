"""Figures say what the numbers say, and leave matplotlib as they found it."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from quenchmap import drawing
from quenchmap.balance.figure import plot_balance, plot_branches, plot_phase_diagram
from quenchmap.balance.phase_diagram import phase_diagram
from quenchmap.balance.uniform import folds, uniform_states
from quenchmap.material.response import microwave_response

FILM = microwave_response(2.0, 0.3, 5.0)


def test_crossings_of_heating_and_cooling_are_marked_filled_when_stable():
    axes = plot_balance(FILM, 1.2)
    marks = [line for line in axes.lines if line.get_marker() == "o"]
    assert [float(np.asarray(m.get_xdata())[0]) for m in marks] == [s.temperature for s in uniform_states(FILM, 1.2)]
    assert [m.get_markerfacecolor() for m in marks] == ["black", "white", "black"]


def test_branches_are_drawn_apart_and_meet_at_the_folds():
    axes = plot_branches(FILM)
    assert [line.get_label() for line in axes.lines] == ["cold", "unstable", "hot"]
    ends = [float(np.asarray(line.get_ydata())[-1]) for line in axes.lines[:2]]
    assert ends == [f.temperature for f in folds(FILM)]


def test_curves_to_compare_keep_one_colour_and_one_name_each():
    axes = drawing.figure()[1][0, 0]
    for color, w in zip(drawing.CYCLE, (2.0, 4.0)):
        plot_branches(microwave_response(w, 0.3, 5.0), color=color, label=f"{w}", axes=axes)
    assert axes.get_legend_handles_labels()[1] == ["2.0", "4.0"]
    assert {line.get_color() for line in axes.lines} == set(drawing.CYCLE[:2])


def test_phase_diagram_names_its_regions():
    diagram = phase_diagram(np.linspace(0.1, 3, 60), np.linspace(0.02, 2, 80), phonon_temperature=0.8, cooling_exponent=5.0)
    axes = plot_phase_diagram(diagram)
    assert {"SC", "normal", "SC / SC", "SC / normal"} <= {t.get_text() for t in axes.texts}


def test_the_users_settings_stay(tmp_path):
    before = dict(mpl.rcParams)
    axes = plot_branches(FILM)
    drawing.save(axes.figure, tmp_path / "branches.png")
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("ending", [".png", ".pdf", ".svg"])
def test_a_figure_is_written_whole(tmp_path, ending):
    fig, _ = drawing.figure()
    drawing.save(fig, tmp_path / f"figure{ending}", close=True)
    assert [p.name for p in tmp_path.iterdir()] == [f"figure{ending}"]
    assert not plt.fignum_exists(fig.number)


def test_an_unknown_ending_is_refused_before_anything_is_written(tmp_path):
    fig, _ = drawing.figure()
    with pytest.raises(ValueError, match=r"\.png, \.pdf or \.svg, but path=.*figure\.txt"):
        drawing.save(fig, tmp_path / "figure.txt")
    assert list(tmp_path.iterdir()) == []
