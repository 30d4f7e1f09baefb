"""Figure 6: where the domain wall stands, as the Maxwell construction on the real functions."""

import numpy as np
from matplotlib.figure import Figure

from quenchmap import drawing
from quenchmap.balance.maxwell import potential
from quenchmap.balance.uniform import local_branches
from quenchmap.paper import captions
from quenchmap.precision import jnp
from quenchmap.tip.shape import microwave_shape


@drawing.styled
def figure_6() -> Figure:
    """Left: the inner wall of Fig. 4b for Lambda/z0 -> 0 between R1 and R2. Right: the equal areas of Eq. (4) at j(R)."""
    fig, grid = drawing.figure(1, 2, width=4.8, height=3.8)
    left, right = grid[0]
    film, point, window, drive = captions.response(), captions.maxwell(), captions.bistable_window(), captions.DRIVES["4b"]

    radii = [captions.spot().problem.radius_at(drive, j)[0] for j in (window.j1, point.drive, window.j2)]
    r = np.linspace(0.2, 0.75, 2001)
    local = local_branches(film, drive * np.sqrt(np.asarray(microwave_shape(jnp.asarray(r)))))
    three = local.states == 3
    left.plot(r, np.where(three | (r < radii[0]), local.low, np.nan), label=r"$T_l$", **drawing.LINES["cold"])
    left.plot(r, local.unstable, label=r"$T_u$", **drawing.LINES["unstable"])
    left.plot(r, np.where(three | (r > radii[2]), local.high, np.nan), label=r"$T_h$", **drawing.LINES["hot"])
    left.plot([radii[1]] * 2, [point.low, point.high], color="black", linewidth=2.2, label="wall")
    left.set_ylim(0.35, 1.25)
    for name, radius in zip(("R_1", "R", "R_2"), radii):
        left.axvline(radius, color=drawing.GREY, linewidth=0.9, linestyle=":")
        left.text(radius + 0.005, 0.37, f"${name}$", fontsize=11)
    left.set_xlim(r[0], r[-1])
    drawing.shade_normal(left)
    drawing.label(left, x="radius", y="temperature")
    left.legend(loc="upper left")

    T = np.unique(
        np.concatenate(
            [np.linspace(0.45, 1.08, 1200), *(k + np.array([-1, 1])[:, None] * np.geomspace(1e-6, 0.02, 60) for k in film.kinks)], axis=None
        )
    )
    surplus = film.thermal_conductivity(T) * (point.drive**2 * film.absorption(T) - film.cooling(T))
    right.plot(T, surplus, color="black", linewidth=1.4)
    right.axhline(0, color=drawing.GREY, linewidth=0.8)
    for low, high, color, hatch in ((point.low, point.unstable, drawing.SKY, "//"), (point.unstable, point.high, drawing.ORANGE, "\\\\")):
        inside = (low <= T) & (high >= T)
        right.fill_between(T[inside], surplus[inside], color=color, alpha=0.6, hatch=hatch, edgecolor="white", linewidth=0)
    for name, at in (("T_l", point.low), ("T_u", point.unstable), ("T_h", point.high)):
        right.plot(at, 0, "o", color="black", markersize=5)
        right.annotate(f"${name}$", (at, 0), (4, 6), textcoords="offset points")
    right.set_xlim(T[0], T[-1])
    right.set_ylim(-0.2, 0.35)
    area = float(np.diff(potential(film, point.drive, np.array([point.high, point.unstable])))[0])
    drawing.label(right, x="temperature", y=r"$\mathcal{K}\,[j^2\,\mathrm{Re}\,1/\sigma - Q]$ / $\mathcal{K}(T_c)\Sigma T_c^n$")
    right.set_title(rf"$j(R) = j_M = {point.drive:.4f}\,j_*$, both areas {area:.4f}", loc="left")
    return fig
