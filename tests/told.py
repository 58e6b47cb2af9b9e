"""What the system tells other programs of the same user about a process of ours."""

import contextlib
import sys
from pathlib import Path


def told_of(process: int) -> bytes:
    """Arguments and environment, as far as they may be read; that they may not is as good (`app.support.hardening`)."""
    if sys.platform != "linux":
        return b""
    found = Path(f"/proc/{process}/cmdline").read_bytes()
    with contextlib.suppress(PermissionError):
        found += Path(f"/proc/{process}/environ").read_bytes()
    return found


def limits_of(process: int) -> str:
    """The limits of a process, for its core dumps."""
    return Path(f"/proc/{process}/limits").read_text(encoding="ascii")
