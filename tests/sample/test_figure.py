import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from quenchmap import drawing
from quenchmap.sample.electrode import Electrode
from quenchmap.sample.figure import draw_electrodes, image, map_axes
from quenchmap.sample.sample import Sample


@pytest.fixture(scope="module")
def sample(film) -> Sample:
    return (
        Sample.gaussian(film, "400 nm", "200 nm", "10 nm", amplitude=0.05, correlation_length="40 nm", seed=1)
        .with_hole(("100 nm", 0), radius="40 nm")
        .with_patch(("-100 nm", 0), radius="30 nm", critical_temperature=0)
        .with_electrodes(Electrode("left", ("-50 nm", "50 nm")), "right")
    )


def colour_bars(axes):
    return [other for other in axes.figure.axes if other is not axes]


def test_the_map_stands_where_the_sample_is_with_y_upward(sample):
    axes = sample.plot()
    drawn = axes.images[0]
    assert_allclose(drawn.get_extent(), [-200, 200, -100, 100])
    assert drawn.origin == "lower"
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("x (nm)", "y (nm)")
    assert colour_bars(axes)[0].get_ylabel() == "$T_c$ (K)"
    shown = drawn.get_array()
    assert_array_equal(shown.mask, ~sample.superconducting)  # holes and normal metal have looks of their own
    assert drawn.get_clim() == pytest.approx(
        (sample.critical_temperature[~shown.mask].min(), sample.critical_temperature[~shown.mask].max())
    )
    assert [t.get_text() for t in axes.get_legend().get_texts()] == ["hole", "normal ($T_c = 0$)", "electrode"]


def test_electrodes_are_lines_along_their_spans(sample):
    left, right = sample.plot().lines
    assert_allclose(left.get_xdata(), [-200, -200])
    assert_allclose(left.get_ydata(), [-50, 50])
    assert_allclose(right.get_ydata(), [-100, 100])


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("sheet_resistance", "sheet resistance (Ω)"),
        ("thickness", "thickness (nm)"),
        ("cooling_coefficient", r"$\Sigma$ (W m$^{-3}$ K$^{-5}$)"),
        ("relative_conductivity", r"$\sigma_N/\sigma_{N0}$"),
    ],
)
def test_every_field_can_be_drawn_even_when_it_is_the_same_everywhere(sample, field, label):
    axes = sample.plot(field=field)
    assert colour_bars(axes)[0].get_ylabel() == label
    low, high = axes.images[0].get_clim()
    assert low < high
    with pytest.raises(ValueError, match="Did you mean thickness"):
        sample.plot(field="thicknes")


def test_a_scale_bar_has_a_round_length(sample):
    axes = sample.plot(scale_bar=True)
    bar = axes.lines[0]
    assert float(np.ptp(bar.get_xdata())) == pytest.approx(50)
    assert "50 nm" in [t.get_text() for t in axes.texts]
    assert not axes.get_xlabel()


def test_any_map_can_be_drawn_on_the_cells_of_a_sample(sample, tmp_path):
    """For temperatures and currents, side by side."""
    axes = map_axes(sample.width, sample.height, columns=2)
    for panel in axes[0]:
        T = sample.x[None] ** 2 + sample.y[:, None] ** 2
        image(panel, sample.x, sample.y, T, label="something", limits=(0, 1), present=sample.present, cmap="cividis")
        draw_electrodes(panel, sample.electrodes, sample.x)
    assert axes[0, 0].images[0].get_clim() == (0, 1)
    assert axes[0, 0].images[0].get_cmap().name == "cividis"
    drawing.save(axes[0, 0].figure, tmp_path / "map.png", close=True)


@pytest.mark.parametrize("size", [("4 um", "0.4 um"), ("0.4 um", "4 um"), ("400 um", "400 um")])
def test_labels_lie_within_the_figure_whatever_the_shape(film, size):
    sample = Sample.uniform(film, *size, cell=f"{float(size[0].split()[0]) / 20} um" if size[0] != "4 um" else "20 nm")
    axes = sample.plot()
    fig = axes.figure
    fig.canvas.draw()
    frame = fig.bbox
    for box in (a.get_tightbbox() for a in fig.axes):
        assert box.x0 >= frame.x0 - 1
        assert box.x1 <= frame.x1 + 1
        assert box.y0 >= frame.y0 - 1
        assert box.y1 <= frame.y1 + 1
