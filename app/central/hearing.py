"""What the server does by itself with its copies of units: hear what providers have told, keep the copies up."""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Engine, delete, select
from sqlalchemy.exc import DBAPIError

from app.central.database import writing
from app.central.desks import Desks
from app.central.tables import heard_news
from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.privacy.erasure_service import ErasureService
from app.reminders.channels.interface import Feedback, FeedbackKind
from app.reminders.channels.registry import describe
from app.reminders.hearing import Hearing

ROUND_SECONDS: Final = 15.0
"""How often the copies are brought up to the journal where no provider calls."""
_AT_ONCE: Final = 200
_logger = logging.getLogger(__name__)


def hear_news(engine: Engine, desks: Desks) -> int:
    """Bring what providers have told into the journal, oldest first; how many calls. Done again after a crash: the
    same news counts once."""
    with engine.connect() as connection:
        wanted = select(heard_news).order_by(heard_news.c.received_at, heard_news.c.id).limit(_AT_ONCE)
        rows = connection.execute(wanted).mappings().all()
    heard = 0
    for cnes in dict.fromkeys(row["unit"] for row in rows):
        desk = desks.find(cnes)
        if desk is None:
            continue
        # First down: consent and attempts that came since decide whose news it is.
        desk.sync()
        hearing, own = Hearing(desk.store), [row for row in rows if row["unit"] == cnes]
        for row in own:
            hearing.hear(describe(row["channel"]), [from_stored(one) for one in json.loads(row["news"])])
        desk.sync()
        with writing(engine).begin() as connection:
            connection.execute(delete(heard_news).where(heard_news.c.id.in_([row["id"] for row in own])))
        heard += len(own)
    return heard


def keep_up(desks: Desks) -> None:
    """Every copy to the journal's end, and its grant renewed where it has one."""
    for cnes in desks.units():
        desk = desks.find(cnes)
        if desk is not None:
            desk.sync()
            # The unit's copy here holds what its stations hold: what two people there agreed to erase goes here too.
            ErasureService(desk.store).carry_out_due()
            desk.reminders.grant.errand()


class DeskRounds:
    """A thread beside the server; `wake` where there is news."""

    def __init__(self, engine: Engine, desks: Desks, seconds: float = ROUND_SECONDS) -> None:
        self._engine = engine
        self._desks = desks
        self._seconds = seconds
        self._stop = threading.Event()
        self._woken = threading.Event()

    def wake(self) -> None:
        """Something was told."""
        self._woken.set()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Until left; a database that does not answer is asked again."""
        thread = threading.Thread(target=self._run, name="desks", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            self._woken.set()
            thread.join()
            self._desks.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._woken.clear()
            try:
                while hear_news(self._engine, self._desks):
                    pass
                keep_up(self._desks)
            except (DBAPIError, KnownError):
                _logger.warning("a copy of a unit could not be kept up", exc_info=True)
                self._woken.clear()
            except Exception:
                # Our own mistake must not end the hearing for ever.
                _logger.exception("a copy of a unit failed in a way that it should not")
                self._woken.clear()
            self._woken.wait(self._seconds)


def from_stored(raw: dict[str, Any]) -> Feedback:
    """As `hooks.to_stored` kept it."""
    at = from_text(raw["at"]) if raw["at"] else None
    return Feedback(**{**raw, "kind": FeedbackKind(raw["kind"]), "at": at})
