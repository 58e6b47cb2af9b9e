"""No image of this process's memory on disk: it holds keys and records.

Linux: no core dump by its limits (a program that is told of crashes through a pipe, such as systemd-coredump, gets
none either), and `PR_SET_DUMPABLE` 0, so that no other process of the same user reads this one's memory or
environment. macOS: the limit. Windows: neither stands; a dump is made only where an administrator has asked Windows
Error Reporting for it.
"""

import contextlib
import sys
from typing import Final

_PR_SET_DUMPABLE: Final = 4
_PR_GET_DUMPABLE: Final = 3


def keep_memory_private() -> None:
    """Before any key is read; what the system refuses is told by `is_private`, and is no reason not to work."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _prctl(_PR_SET_DUMPABLE, 0)


def is_private() -> bool | None:
    """Whether both stand; None where this system has no way to say so."""
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415 - not on Windows

    dumpable = _prctl(_PR_GET_DUMPABLE, 0)
    return resource.getrlimit(resource.RLIMIT_CORE)[0] == 0 and dumpable in (0, None)


def _prctl(what: int, value: int) -> int | None:
    if not sys.platform.startswith("linux"):
        return None
    import ctypes  # noqa: PLC0415 - nothing else needs it

    try:
        answer: int = ctypes.CDLL(None, use_errno=True).prctl(what, value, 0, 0, 0)
    except (OSError, AttributeError):
        return None
    return answer
