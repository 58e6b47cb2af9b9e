"""When to try again: soon at first, then ever later, and never all stations at the same moment. Pure."""

from typing import Final

USUAL_SECONDS: Final = 60.0
"""Between two rounds while everything goes well."""
FIRST_SECONDS: Final = 5.0
LONGEST_SECONDS: Final = 900.0
_MOST_DOUBLINGS: Final = 20
"""More would say nothing new: the longest pause is reached long before."""


def pause_seconds(failures: int, draw: float) -> float:
    """How long to wait after this many failures in a row (0: the last round went well).

    `draw`: a random number, 0 ≤ draw < 1. The pause lies between half and the whole of what is due, so that stations
    that lost the server together do not come back together.
    """
    if failures < 0 or not 0.0 <= draw < 1.0:
        raise ValueError(f"failures {failures}, draw {draw}")
    due = USUAL_SECONDS
    if failures:
        due = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(failures - 1, _MOST_DOUBLINGS))
    return due * (0.5 + draw / 2)
