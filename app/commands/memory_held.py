"""The most memory that this process has held since it began, where the system tells it."""

import sys


def most_megabytes() -> float | None:
    """In units of 2^20 bytes; None on Windows, which has no such count among Python's own modules."""
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415 - not on Windows

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


def grown_since(before: float | None) -> float | None:
    """By how much `most_megabytes` has grown since it was asked before; None where it is not told."""
    now = most_megabytes()
    return None if before is None or now is None else now - before


def in_figures(megabytes: float | None) -> float | str:
    """As a figure says it."""
    return "not measured here" if megabytes is None else megabytes
