"""Logs as JSON lines that name no person: only known fields, and of an exception only where it arose, not what it says.

What a database says of a row that it refuses is the row itself.
"""

import json
import logging
from typing import Final, TextIO

from app.kernel.clock import Clock, to_text
from app.kernel.errors import KnownError
from app.support.telling import chain, places, sentence, type_name

_FIELDS: Final = (
    *("method", "route", "status", "milliseconds", "address", "fingerprint", "database", "signal", "count"),
    *("epoch", "held", "reported", "first", "input", "unit"),
)
"""What a line may carry besides its message: technical, and none of a person. `address` is the server's own."""
_QUIET: Final = ("sqlalchemy", "asyncio", "psycopg", "apscheduler", "urllib3", "alembic", "uvicorn")
"""Libraries whose lower lines say nothing here: what they fill in is left out (`telling.sentence`)."""


class JsonLines(logging.Formatter):
    """One object a line."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {"time": to_text(self._clock.now()), "level": record.levelname.lower()}
        line["logger"] = record.name
        line["message"] = sentence(record)
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1] is not None:
            line |= _failure(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=lambda value: f"<{type(value).__name__}>")


def log_to(stream: TextIO, clock: Clock, level: int = logging.INFO) -> logging.Handler:
    """Write all logs of this process to a stream; the handler, to be taken away again."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines(clock))
    listen(handler, level)
    return handler


def listen(handler: logging.Handler, level: int = logging.INFO) -> None:
    """Give all logs of this process to a handler, too."""
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _failure(error: BaseException) -> dict[str, object]:
    first, *others = chain(error)
    module, name = type(first).__module__, type(first).__qualname__
    found: dict[str, object] = {"error": f"{module}.{name}", "where": list(places(first.__traceback__))}
    if isinstance(first, KnownError):
        found["code"] = first.code
    if others:
        found["cause"] = type_name(type(others[0]))
    return found
