"""Lines of long calls: to a function, to a notebook, to nobody."""

import threading

import nbformat
import pytest
from nbclient import NotebookClient

from quenchmap.progress import percent, telling

_CELLS = """
import time
from quenchmap.progress import telling
with telling(True) as tell:
    tell("too early to be shown")
    time.sleep(0.6)
    tell("Finding folds")
    with telling(True) as inner:
        inner("a call inside is silent")
    time.sleep(0.2)
    tell("Measuring the states")
    print(handled())
"""
_SPY = """
from IPython.core import display_functions as shown
shown_lines = []
send = shown.publish_display_data
def spy(data, *more, **how):
    shown_lines.append(data["text/plain"])
    send(data, *more, **how)
shown.publish_display_data = spy
def handled():
    return shown_lines
"""


def test_a_function_gets_every_line():
    lines = []
    with telling(lines.append) as tell:
        tell("one")
        tell("two")
    assert lines == ["one", "two"]


@pytest.mark.parametrize("progress", [True, False])
def test_nothing_is_printed_where_nobody_looks(progress, capfd):
    with telling(progress) as tell:
        tell("one")
    assert capfd.readouterr() == ("", "")


def test_a_terminal_shows_the_line(monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with telling(True) as tell:
        tell("Finding folds")
    assert "Finding folds" in capsys.readouterr().err


def test_threads_are_silent(monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)

    def work():
        with telling(True) as tell:
            tell("Finding folds")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert capsys.readouterr().err == ""


def test_each_percent_is_told_once():
    lines = []
    tell = percent(lines.append, "Time")
    for fraction in (0.0, 0.001, 0.0101, 0.5, 1.0):
        tell(fraction)
    assert lines == ["Time: 0 %", "Time: 1 %", "Time: 50 %", "Time: 100 %"]


def test_a_notebook_shows_the_line_while_it_lasts():
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(_SPY), nbformat.v4.new_code_cell(_CELLS)])
    NotebookClient(book, timeout=60, kernel_name="python3").execute()
    texts = [output.get("data", {}).get("text/plain", output.get("text", "")) for output in book.cells[1].outputs]
    assert "Finding folds (1 s)" in "".join(texts)
    assert "Measuring the states (1 s)" in "".join(texts)
    assert not any("too early" in text or "inside" in text for text in texts)
    assert "" in texts  # gone at the end
