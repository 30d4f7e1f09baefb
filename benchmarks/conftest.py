"""What a benchmark measured beside its time is told at the end of the run, with the load of the machine, which spoils ratios."""

import os

import pytest

_TOLD: dict[str, dict[str, object]] = {}


@pytest.fixture(autouse=True)
def told(request):
    yield
    benchmark = request.node.funcargs.get("benchmark")
    if benchmark is not None:
        load = ", ".join(f"{x:.1f}" for x in os.getloadavg())
        _TOLD[f"{request.node.name} (load {load})"] = dict(benchmark.extra_info)


def pytest_terminal_summary(terminalreporter):
    for name, measured in _TOLD.items():
        terminalreporter.write_line(name)
        for what, value in measured.items():
            terminalreporter.write_line(f"  {what}: {value}")
