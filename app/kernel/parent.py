"""How a command that works without a window ends: by a signal, or with whoever started it (its input then closes);
and the key that it is handed."""

import argparse
import os
import signal
import sys
import threading
from types import FrameType

from app.kernel.errors import KnownError

_OPTION = "--with-parent"
_KEY_DIGITS = 64


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


def key_from_stdin(*, closing: bool) -> bytes:
    """The store's key as whoever started this process hands it over: 64 hexadecimal digits on standard input.

    `closing`: nothing more is expected there. KnownError ward.node_key_missing.
    """
    # Past Python's buffer: `end_with_parent` reads on behind it.
    read, source = b"", sys.stdin.fileno()
    while len(read) < _KEY_DIGITS and (part := os.read(source, _KEY_DIGITS - len(read))):
        read += part
    if closing:
        # Not only closed: whatever is opened next would become the standard input.
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, source)
        os.close(nothing)
    try:
        key = bytes.fromhex(read.decode("ascii"))
    except ValueError:
        key = b""
    if len(key) * 2 != _KEY_DIGITS:
        raise KnownError("ward.node_key_missing")
    return key
