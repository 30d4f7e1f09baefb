"""From a slider to its picture on the page of the hot spot, in headless Chromium, against the whole search of states that follows it.

Times are the browser's own: from the key that moves the slider to the frame after the new profile has been drawn.
"""

import numpy as np
from tests.explorer.conftest import browser, folder, server, window, windows

__all__ = ["browser", "folder", "server", "window", "windows"]

MOVES = 20
WATCH = """() => {
    const line = Bokeh.documents.map(d => d.get_model_by_name('profile-hot')).find(r => r);
    document.addEventListener('keydown', () => { window.asked = performance.now(); window.drawn = 0 }, true);
    line.data_source.properties.data.change.connect(() => requestAnimationFrame(() => requestAnimationFrame(() => {
        if (!window.drawn) window.drawn = performance.now() })));
}"""
DONE = "() => window.drawn > 0 && document.querySelector('body') && window.drawn - window.asked"


def test_slider_to_picture(benchmark, window):
    window.open("spot")
    window.page.evaluate(WATCH)
    pictures, tables = [], []

    def move():
        window.press("drive", "ArrowRight")
        pictures.append(window.page.wait_for_function(DONE).json_value())
        window.page.wait_for_selector(".status .done")
        tables.append(window.page.evaluate("() => performance.now() - window.asked"))

    move()  # what compiles
    pictures.clear()
    tables.clear()
    benchmark.pedantic(move, rounds=MOVES)
    picture, table = (np.percentile(times, (50, 90)) for times in (pictures, tables))
    benchmark.extra_info["picture after, ms (median, one in ten)"] = [round(x) for x in picture]
    benchmark.extra_info["table after, ms (median, one in ten)"] = [round(x) for x in table]
