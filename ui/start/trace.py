"""When the program reached a point of its start, for `bench start`: nothing unless PLANTAO_START_TRACE is set."""

import os
import sys
import time


def reached(point: str) -> None:
    """Write `plantao-start POINT SECONDS` (the machine's monotonic clock) to standard error."""
    if os.environ.get("PLANTAO_START_TRACE"):
        print(f"plantao-start {point} {time.monotonic():.6f}", file=sys.stderr, flush=True)
