"""How this process is called where several of one machine, or of several machines, may hold the same lease."""

import os
import socket
import sys

_HOST_LENGTH = 30


def holder_name(suffix: str) -> str:
    """`host-pid-suffix`; `suffix` (without hyphen) tells two holders inside one process apart."""
    return f"{socket.gethostname()[:_HOST_LENGTH]}-{os.getpid()}-{suffix}"


def has_ended(holder: str) -> bool:
    """Whether a holder of a lease was a process of this machine that has ended, killed perhaps, without a word.

    Asked only where asking does no harm (on Windows the same call would end the process); elsewhere the lease ends by
    itself.
    """
    return _asked(holder) is False


def is_alive(holder: str) -> bool:
    """Whether a holder of a lease is a process of this machine that runs; False too where that cannot be asked."""
    return _asked(holder) is True


def process_of(holder: str) -> str:
    """The number of its process."""
    return holder.rpartition("-")[0].rpartition("-")[2]


def _asked(holder: str) -> bool | None:
    """Whether it runs; None where that cannot be asked."""
    host, _, number = holder.rpartition("-")[0].rpartition("-")
    if sys.platform == "win32" or host != socket.gethostname()[:_HOST_LENGTH] or not number.isdigit():
        return None
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        # It is another user's, and so it is there.
        return True
    return True
