"""A transient as a moving picture: the profile, with the drive above."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from quenchmap.drawing import BLACK, BLUE, GREY, LABELS, figure, shade_normal, styled
from quenchmap.spot.evolution.figure import length_scale, shown_radius, time_scale
from quenchmap.storage import check_writable, whole_file

if TYPE_CHECKING:
    from quenchmap.spot.evolution.result import Evolution

_FRAMES_PER_SECOND = 20
_DPI = 100


def checked_path(path: str | Path) -> Path:
    """A path that an animation can be written to.

    Raises:
        ValueError: For another ending than .gif and .mp4, and for .mp4 where ffmpeg is missing.
        OSError: Where the file cannot be written.
    """
    target = Path(path)
    if target.suffix.lower() not in (".gif", ".mp4"):
        raise ValueError(f"An animation is written as .gif or .mp4, but path={str(path)!r}. Give the file one of these endings.")
    if target.suffix.lower() == ".mp4":
        from matplotlib.animation import FFMpegWriter

        if not FFMpegWriter.isAvailable():
            raise ValueError(f"Writing {str(path)!r} needs the program ffmpeg, which is not installed. Write a .gif, or install ffmpeg.")
    check_writable(target)
    return target


@styled
def animate(evolution: Evolution, path: str | Path, *, frames: int = 120, times: Sequence[float] | None = None) -> None:
    """Write the animation; the file appears complete or not at all.

    Args:
        evolution: What to show.
        path: The file, .gif or .mp4.
        frames: Number of frames, spread evenly over the run.
        times: Times of the frames instead, in the evolution's unit of time.
    """
    import matplotlib.pyplot as plt
    from matplotlib.animation import FFMpegWriter, FuncAnimation

    target = checked_path(path)
    if times is None and not frames >= 2:
        raise ValueError(f"`frames` must be at least 2, but frames={frames!r}.")
    t = np.linspace(0, evolution.time[-1], frames) if times is None else np.asarray(times, float)
    scale, unit = time_scale(evolution)
    length, length_label = length_scale(evolution)
    r = np.linspace(0, shown_radius(evolution), 500)
    kelvin = evolution.spot.scales.temperature if evolution.spot.scales else 1.0
    T = evolution.temperature_at(t, r) / kelvin
    drive = evolution.drive(np.minimum(t, evolution.time[-1] * (1 - 1e-12)))

    fig, axes = figure(2, 1, width=5.6, height=2.2, height_ratios=[1, 3])
    above, below = axes[0, 0], axes[1, 0]
    fine = np.linspace(0, evolution.time[-1], 1000)
    above.step(fine / scale, evolution.drive(fine), where="post", color=GREY, linewidth=1.2)
    above.set_xlim(0, evolution.time[-1] / scale)
    above.set_ylim(0, 1.12 * max(drive.max(), 1e-3))
    above.set_xlabel(f"time ({unit})")
    above.set_ylabel(LABELS["peak_drive"])
    (now,) = above.plot([], [], "o", color=BLACK, markersize=5)
    below.set_xlim(0, r[-1] / length)
    below.set_ylim(0, max(1.1, 1.08 * T.max()))
    shade_normal(below)
    below.text(0.99, 0.985, "normal", ha="right", va="top", transform=below.transAxes, color="0.4", fontsize=9)
    below.set_xlabel(length_label)
    below.set_ylabel(LABELS["temperature"])
    (line,) = below.plot([], [], color=BLUE)
    clock = below.text(0.02, 0.04, "", transform=below.transAxes, fontsize=10)

    def draw(k: int) -> tuple[Any, ...]:
        line.set_data(r / length, T[k])
        now.set_data([t[k] / scale], [drive[k]])
        clock.set_text(f"{t[k] / scale:.3f} {unit}")
        return line, now, clock

    try:
        with whole_file(target) as part:
            if target.suffix.lower() == ".gif":
                _write_gif(fig, (line, now, clock), draw, len(t), part)
            else:
                FuncAnimation(fig, draw, frames=len(t), blit=False).save(str(part), writer=FFMpegWriter(_FRAMES_PER_SECOND), dpi=_DPI)
    finally:
        plt.close(fig)


def _write_gif(fig: Any, moving: Sequence[Any], draw: Callable[[int], Any], frames: int, path: Path) -> None:
    """The frames by Pillow; what stands still is drawn once."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    fig.set_dpi(_DPI)
    canvas = FigureCanvasAgg(fig)
    for artist in moving:
        artist.set_animated(True)
    canvas.draw()
    still = canvas.copy_from_bbox(fig.bbox)
    pictures = []
    for k in range(frames):
        canvas.restore_region(still)
        draw(k)
        for artist in moving:
            artist.axes.draw_artist(artist)
        pictures.append(Image.fromarray(np.array(canvas.buffer_rgba())).convert("RGB"))
    pictures[0].save(path, format="GIF", save_all=True, append_images=pictures[1:], duration=1000 // _FRAMES_PER_SECOND, loop=0)
