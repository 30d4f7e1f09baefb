import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from quenchmap.sample.measured import from_csv

NX, NY = 10, 9
TC = 8 + 0.1 * np.arange(NX) + 0.2 * np.arange(NY)[:, None]
ROWS = [(0.05 * ix + 3, 0.05 * iy - 7, TC[iy, ix]) for iy in range(NY) for ix in range(NX)]  # um


def table(path, rows=ROWS, head="x (um),y (um),Tc (K)", separator=","):
    path.write_text("\n".join([head, *(separator.join(f"{v:.10g}" if isinstance(v, float) else str(v) for v in row) for row in rows)]))
    return path


def test_points_in_any_order_and_unit_make_the_same_sample(tmp_path, film):
    plain = from_csv(table(tmp_path / "a.csv"), film)
    assert plain.shape == (NY, NX)
    assert plain.cell == pytest.approx(50e-9, rel=1e-9)
    assert_allclose(plain.critical_temperature, TC, rtol=1e-9)
    shuffled = [ROWS[k] for k in np.random.default_rng(1).permutation(len(ROWS))]
    millis = [(1e3 * x, 1e3 * y, 1e3 * T) for x, y, T in shuffled]
    other = from_csv(table(tmp_path / "b.csv", millis, "# measured\nX [nm];Y [nm];critical temperature [mK]", ";"), film)
    assert_allclose(other.critical_temperature, TC, rtol=1e-9)
    assert other.cell == pytest.approx(plain.cell)


def test_several_fields_come_from_one_table_and_others_are_left_out(tmp_path, film):
    rows = [(*row, 300 + 10 * k, "note") for k, row in enumerate(ROWS)]
    sample = from_csv(table(tmp_path / "a.csv", rows, "x (um),y (um),Tc (K),resistance (ohm),remark"), film)
    assert_allclose(sample.sheet_resistance, 300 + 10 * np.arange(90).reshape(NY, NX))
    assert_allclose(sample.thickness, film.thickness)


def test_small_errors_of_the_stage_do_not_matter(tmp_path, film):
    wobble = 0.0004 * np.random.default_rng(2).standard_normal((len(ROWS), 2)).clip(-2, 2)
    rows = [(x + a, y + b, T) for (x, y, T), (a, b) in zip(ROWS, wobble)]
    sample = from_csv(table(tmp_path / "a.csv", rows), film)
    assert_allclose(sample.critical_temperature, TC, rtol=1e-9)
    assert sample.cell == pytest.approx(50e-9, rel=0.01)


def test_points_without_a_value_are_holes_only_where_the_user_says_so(tmp_path, film):
    empty = [(x, y, "" if k == 34 else "NaN" if k == 35 else T) for k, (x, y, T) in enumerate(ROWS)]
    with pytest.raises(ValueError, match=r"no 'Tc \(K\)' in 2 rows, the first in line 36.*missing_is_hole=True"):
        from_csv(table(tmp_path / "a.csv", empty), film)
    sample = from_csv(tmp_path / "a.csv", film, missing_is_hole=True)
    assert_array_equal(np.argwhere(~sample.present), [[3, 4], [3, 5]])
    missing = ROWS[:34] + ROWS[36:]
    with pytest.raises(ValueError, match=r"lacks 2 points of its 10 × 9 raster, the first at \(3\.2 µm, -6\.85 µm\)"):
        from_csv(table(tmp_path / "b.csv", missing), film)
    assert_array_equal(from_csv(tmp_path / "b.csv", film, missing_is_hole=True).present, sample.present)
    flags = [(*row, int(k not in (34, 35))) for k, row in enumerate(ROWS)]
    assert_array_equal(from_csv(table(tmp_path / "c.csv", flags, "x (um),y (um),Tc (K),present"), film).present, sample.present)


def test_tables_that_are_no_map_are_refused_in_one_sentence(tmp_path, film):
    def with_x(change):
        return [(change(x), y, T) for x, y, T in ROWS]

    for rows, head, message in (
        (ROWS, "x (um),y (um),Tk (K)", r"no column of a sample's field; its columns are x \(um\), y \(um\), Tk \(K\).*Did you mean Tc|tc"),
        (ROWS, "x (um),z (um),Tc (K)", r"no column 'y'"),
        (ROWS, "x,y (um),Tc (K)", r"column 'x' .* has no unit.*'x \(um\)'"),
        (ROWS, "x (um),y (um),Tc", r"column 'Tc' .* has no unit.*'Tc \(K\)'"),
        (ROWS, "x (um),y (um),Tc (ohm)", "wrong unit"),
        (ROWS, "x (um),y (um),x (um)", "two columns 'x"),
        ([(*row, 1.0) for row in ROWS], "x (um),y (um),Tc (K),critical_temperature (K)", "two columns for critical_temperature"),
        ([*ROWS[:5], (1.0, 2.0), *ROWS[6:]], "x (um),y (um),Tc (K)", "Line 7 .* has 2 columns, but the head has 3"),
        ([*ROWS[:5], (1.0, "a", 2.0), *ROWS[6:]], "x (um),y (um),Tc (K)", r"Line 7 .* has 'a' in 'y \(um\)', which is no number"),
        ([*ROWS[:5], ("", -7.0, 2.0), *ROWS[6:]], "x (um),y (um),Tc (K)", "Line 7 .* has no x"),
        ([*ROWS[:5], (3.25, -7.0, "inf"), *ROWS[6:]], "x (um),y (um),Tc (K)", "not finite"),
        ([*ROWS, ROWS[5]], "x (um),y (um),Tc (K)", r"Lines 7 and 92 .* same point \(1 points come twice\)"),
        (with_x(lambda x: x**2), "x (um),y (um),Tc (K)", "The x of .* are not equally spaced"),
        (with_x(lambda x: 2 * x), "x (um),y (um),Tc (K)", "square cells, but the points of .* are 100 nm apart in x and 50 nm in y"),
        (with_x(lambda x: 1.0), "x (um),y (um),Tc (K)", "have one x"),
        ([(x, y, -T) for x, y, T in ROWS], "x (um),y (um),Tc (K)", "must not be negative"),
        (ROWS[:30], "x (um),y (um),Tc (K)", "at least 8 cells"),
        ([], "x (um),y (um),Tc (K)", "no rows of numbers"),
    ):
        with pytest.raises(ValueError, match=message):
            from_csv(table(tmp_path / "bad.csv", rows, head), film)
    with pytest.raises(FileNotFoundError, match="There is no file"):
        from_csv(tmp_path / "none.csv", film)
