"""What the server does by itself beside answering, again and again: it tells both units which referrals are late, and
carries out what was confirmed while a record was on hold, once the hold has ended by its day."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from app.central.holding import erase_due
from app.central.referrals import escalate_overdue
from app.kernel.clock import Clock

QUESTION_SECONDS: Final = 60.0
_logger = logging.getLogger(__name__)


@contextmanager
def rounds(engine: Engine, clock: Clock, seconds: float = QUESTION_SECONDS) -> Iterator[None]:
    """Ask at once and then every so often, until left; a database that does not answer is asked again."""
    stop = threading.Event()
    thread = threading.Thread(target=_ask, args=(engine, clock, seconds, stop), name="rounds", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _ask(engine: Engine, clock: Clock, seconds: float, stop: threading.Event) -> None:
    while True:
        try:
            told = escalate_overdue(engine, clock)
            erased = erase_due(engine, clock)
        except DBAPIError:
            _logger.exception("the database failed")
        else:
            if told:
                _logger.info("units were told of late referrals", extra={"count": told})
            if erased:
                _logger.info("erased what a record on hold had kept", extra={"count": erased})
        if stop.wait(seconds):
            return
