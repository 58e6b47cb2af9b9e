"""A whole network in one process, for the demo: stations on disk, the server beside them, a clock that all share.

Everything goes the way it goes between machines (journal, scope, histories, the server's stamps);
only the line is a call.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, insert

from app.central.database import open_database
from app.central.journal import Journal, Sender
from app.central.paging import Page, Reader
from app.central.referrals import escalate_overdue
from app.central.tables import station, unit
from app.kernel.clock import Clock, to_text
from app.settings import StationProfile, StationRole
from app.store.store import Store
from app.sync.delivered import Delivered
from app.sync.events import Event
from app.sync.round import Answer, Delivery, Round

_KINDS = {StationRole.PRIMARY_CARE: "primary_care", StationRole.HOSPITAL: "hospital"}


class MovedClock:
    """A clock that stands where it was put: what happened during a week is written in one go."""

    def __init__(self, clock: Clock, start: datetime) -> None:
        self._clock = clock
        self._now = start

    def now(self) -> datetime:
        """Where it was put."""
        return self._now

    def monotonic(self) -> float:
        """Durations are those of today."""
        return self._clock.monotonic()

    def put(self, now: datetime) -> None:
        """Go on; never back."""
        self._now = max(self._now, now)


class DemoNetwork:
    """The server with its stations; `meet` lets all of them talk to it once."""

    def __init__(self, engine: Engine, clock: MovedClock) -> None:
        self._engine = engine
        self.clock = clock
        self._rounds: list[Round] = []

    def join(self, store: Store, profile: StationProfile) -> None:
        """Take a station in."""
        sender = Sender(f"demo-{profile.cnes}", profile.cnes)
        with self._engine.begin() as connection:
            connection.execute(
                insert(unit).values(cnes=profile.cnes, name=profile.unit_name, kind=_KINDS[profile.role])
            )
            row = {"id": sender.station_id, "unit": profile.cnes, "name": profile.unit_name, "public_key": "demo"}
            at = to_text(self.clock.now())
            connection.execute(insert(station).values(**row, status="active", enrolled_at=at))
        self._rounds.append(Round(store, _Line(Journal(self._engine, self.clock), Reader(self._engine), sender)))

    def meet(self) -> None:
        """Every station pushes and pulls, those that joined first before the others; the server sees who is late."""
        escalate_overdue(self._engine, self.clock)
        for one in self._rounds:
            one.run()


@contextmanager
def demo_network(folder: Path, clock: MovedClock) -> Iterator[DemoNetwork]:
    """Its database lies in `folder`, which is made where it is missing."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = open_database(f"sqlite:///{folder / 'central.db'}")
    try:
        yield DemoNetwork(engine, clock)
    finally:
        engine.dispose()


class _Line:
    """The way to the server: a call."""

    def __init__(self, journal: Journal, reader: Reader, sender: Sender) -> None:
        self._journal = journal
        self._reader = reader
        self._sender = sender

    def push(self, events: Sequence[Event]) -> Sequence[Answer]:
        results = self._journal.push(self._sender, [event.to_wire() for event in events])
        return [Answer(one.event_id, one.status, one.code, one.values) for one in results]

    def pull(self, after: int) -> Delivery:
        return _delivery(self._reader.page(self._sender.unit, after))

    def history(self, person_id: str, after: int, until: int) -> Delivery:
        return _delivery(self._reader.history(self._sender.unit, person_id, after, until))


def _delivery(page: Page) -> Delivery:
    events = [Delivered(one.number, one.verdict, one.against, one.event) for one in page.events]
    return Delivery(events, page.through, page.more)
