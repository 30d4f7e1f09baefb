"""Run a module of Python that ends with the program that started it: `python -m quenchmap.explorer.tied MODULE ARGUMENTS`.

Its standard input is a pipe that the other program holds open and never writes to. When that program ends, however it does (`kill -9`, no
memory left), the system closes the pipe, and the module is told as by Ctrl-C.
"""

import os
import runpy
import signal
import sys
import threading
import time

_PATIENCE = 30.0  # seconds from Ctrl-C to a harder end


def _watch() -> None:
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(_PATIENCE)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # shells start programs in the background deaf to it
    threading.Thread(target=_watch, daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
