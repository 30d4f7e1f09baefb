"""The last solve asked for wins, whatever the order in which solves end."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from quenchmap.explorer.address import given, query
from quenchmap.explorer.latest import Latest


@pytest.fixture
def pool():
    with ThreadPoolExecutor(1) as pool:
        yield pool


def until(holds):
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_of_many_solves_asked_for_only_the_running_and_the_last_are_begun(pool):
    begun, delivered, gate = [], [], threading.Event()

    def solve(k):
        def work(check):
            begun.append(k)
            gate.wait(10)
            check()
            yield k

        return work

    latest = Latest(pool, lambda number, result: delivered.append((number, result)))
    latest.ask(solve(0))
    until(lambda: begun == [0])
    for k in range(1, 50):
        latest.ask(solve(k))
    gate.set()
    until(lambda: delivered)
    assert begun == [0, 49]
    assert delivered == [(50, 49)]


def test_overtaken_solve_stops_between_its_results(pool):
    delivered, first = [], threading.Event()

    def slow(check):
        yield "first"
        first.wait(10)
        yield "second"

    def quick(check):
        yield "other"

    latest = Latest(pool, lambda _, result: delivered.append(result))
    latest.ask(slow)
    until(lambda: delivered == ["first"])
    latest.ask(quick)
    first.set()
    until(lambda: "other" in delivered)
    assert delivered == ["first", "other"]


def test_closed_page_gets_nothing_and_leaves_the_pool_to_others(pool):
    delivered, gate = [], threading.Event()

    def work(check):
        gate.wait(10)
        yield "late"

    gone, other = (Latest(pool, lambda _, result: delivered.append(result)) for _ in range(2))
    gone.ask(work)
    gone.close()
    gate.set()
    other.ask(lambda check: iter(["here"]))
    until(lambda: delivered == ["here"])


def test_address_carries_a_description_and_comes_back():
    written = {("film", "material", "like"): "NbN", ("tip", "height"): "100 nm", ("sample", "position"): "1 nm, -2 nm", ("drive",): "1.2"}
    assert given("?" + query(written, {"file": "a b.zarr"})) == (written, {"file": "a b.zarr"})
    assert given("?" + query({("drive",): ""}, {"file": ""})) == ({("drive",): ""}, {})  # a cleared field, and nothing else that is empty
    with pytest.raises(ValueError, match="too long"):
        given("?drive=" + "1" * 5000)
