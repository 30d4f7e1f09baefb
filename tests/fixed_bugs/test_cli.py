"""Bugs of the command line that were mended, each with the run that showed it."""

import subprocess
import sys

#: Ctrl-C in a callback of the garbage collector, where Python drops it, and then some work.
DROPPED = """
import gc, os, signal, sys, time
from quenchmap.cli import main

def callback(phase, info):
    gc.callbacks.remove(callback)
    os.kill(os.getpid(), signal.SIGINT)
    for _ in range(10):
        pass

def work():
    gc.callbacks.append(callback)
    gc.collect()
    print("working", flush=True)
    time.sleep(20)

signal.signal(signal.SIGINT, signal.default_int_handler)
main.import_module("quenchmap.cli.materials").command = lambda: main.typer.main.get_command(command)
command = main.typer.Typer()
command.command()(work)
sys.argv = ["quenchmap", "materials"]
main.app()
"""


def test_ctrl_c_in_a_callback_of_the_garbage_collector_ends_the_run():
    run = subprocess.run([sys.executable, "-c", DROPPED], capture_output=True, text=True, check=False)
    assert run.stdout == "working\n"
    assert run.returncode == 130, run.stderr
    assert run.stderr == "Interrupted; nothing half-written is left.\n"
