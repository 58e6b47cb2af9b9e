"""How a command that works without a window ends: by a signal, or with whoever started it (its input then closes)."""

import argparse
import os
import signal
import sys
import threading
from types import FrameType

_OPTION = "--with-parent"


def add_option(parser: argparse.ArgumentParser) -> None:
    """Declare the option."""
    parser.add_argument(_OPTION, action="store_true", help="end when standard input closes, as a child of the demo")


def end_with_parent(arguments: argparse.Namespace, stop: threading.Event) -> None:
    """Where it was asked for: set `stop` as soon as nobody holds the other end of standard input any more."""
    if not arguments.with_parent:
        return

    def waited() -> None:
        # Past Python's own buffer: a thread that holds its lock when the program ends makes Python abort.
        while os.read(sys.stdin.fileno(), 65_536):
            pass
        stop.set()

    threading.Thread(target=waited, name="with parent", daemon=True).start()


def stopped_by_signals() -> threading.Event:
    """Set by SIGTERM or SIGINT from now on."""
    stop = threading.Event()

    def noted(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, noted)
    return stop
