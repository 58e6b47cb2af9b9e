"""Programs that tests start as processes of their own: to be killed, to hold a lock, to meet a full disk."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

OPEN = """
import sys, time
from pathlib import Path
from app.kernel.actor import PROGRAM
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.kernel.ids import TimeOrderedIds
from app.store.opening import open_store
from app.store.tables import rule_base, draft
path, clock = Path(sys.argv[1]), SystemClock()
def opened(**more):
    return open_store(path, bytes(range(32)), clock, TimeOrderedIds(clock), **more)
"""


def start(program: str, *arguments: object) -> "subprocess.Popen[str]":
    """Run `OPEN` + `program` with these arguments; its output is a pipe."""
    return subprocess.Popen(
        [sys.executable, "-c", OPEN + program, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def output_of(program: str, *arguments: object) -> Sequence[str]:
    """The lines that the program prints before it ends by itself."""
    child = start(program, *arguments)
    text, _ = child.communicate(timeout=60)
    return text.splitlines()
