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
    host, _, rest = holder.rpartition("-")[0].rpartition("-")
    if sys.platform == "win32" or host != socket.gethostname()[:_HOST_LENGTH] or not rest.isdigit():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
