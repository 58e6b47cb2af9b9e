"""Logs as JSON lines that name no person: only known fields, and of an exception only where it arose, not what it says.

What a database says of a row that it refuses is the row itself.
"""

import json
import logging
import traceback
from types import TracebackType
from typing import Final, TextIO

from app.kernel.clock import Clock, to_text
from app.kernel.errors import KnownError

_FIELDS: Final = (
    *("method", "route", "status", "milliseconds", "address", "fingerprint", "database", "signal", "count"),
    *("epoch", "held", "reported", "first"),
)
"""What a line may carry besides its message."""
_QUIET: Final = ("sqlalchemy", "asyncio", "psycopg")
_OURS: Final = "app."


class JsonLines(logging.Formatter):
    """One object a line."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {"time": to_text(self._clock.now()), "level": record.levelname.lower()}
        line["logger"] = record.name
        # Others' messages are kept without what was filled into them.
        ours = record.name.startswith(_OURS)
        line["message"] = record.getMessage() if ours else str(record.msg).splitlines()[0] if record.msg else ""
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1] is not None:
            line |= _failure(record.exc_info[1], record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)


def log_to(stream: TextIO, clock: Clock, level: int = logging.INFO) -> logging.Handler:
    """Write all logs of this process to a stream; the handler, to be taken away again."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines(clock))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    return handler


def _failure(error: BaseException, trace: TracebackType | None) -> dict[str, object]:
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    found: dict[str, object] = {"error": kind, "where": where[-12:]}
    if isinstance(error, KnownError):
        found["code"] = error.code
    cause = error.__cause__
    if cause is not None:
        found["cause"] = f"{type(cause).__module__}.{type(cause).__qualname__}"
    return found
