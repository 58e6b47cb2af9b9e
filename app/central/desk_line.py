"""The way of the server's own copy of a unit to the journal: the calls that a station makes, without a network."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Engine

from app.central import shelf
from app.central.database import writing
from app.central.epochs import epochs
from app.central.granting import Granting, locked, require_holder
from app.central.handing_in import HandingIn
from app.central.journal import Journal, Sender
from app.central.paging import Page, Reader
from app.central.public.links import told_of_links
from app.sync.client import Told
from app.sync.delivered import Delivered
from app.sync.events import Event
from app.sync.recovering import Handed
from app.sync.round import Answer, Delivery
from app.sync.tail import Epoch, Kept


class DeskLine:
    """One copy's line. KnownError as the services behind it."""

    def __init__(self, engine: Engine, journal: Journal, reader: Reader, granting: Granting, sender: Sender) -> None:
        self._engine = engine
        self._journal = journal
        self._reader = reader
        self._granting = granting
        self._sender = sender

    def in_epoch(self, epoch: str) -> None:
        """Whose numbers this copy has; it may lie in another backup than the journal."""
        self._sender = replace(self._sender, epoch=epoch)

    def epochs(self) -> Sequence[Epoch]:
        """Every restore of the journal."""
        with self._engine.connect() as connection:
            return [Epoch(one.id, one.held, one.first) for one in epochs(connection)]

    def hand_in(self, events: Sequence[Kept]) -> Sequence[Handed]:
        """Bring back what the journal may lack."""
        taken = HandingIn(self._engine, self._journal.clock).take(self._sender, [one.to_wire() for one in events])
        return [Handed(one.event_id, one.verdict, one.number) for one in taken]

    def push(self, events: Sequence[Event]) -> Sequence[Answer]:
        """Send a batch."""
        results = self._journal.push(self._sender, [event.to_wire() for event in events])
        return [Answer(one.event_id, one.status, one.code, one.values) for one in results]

    def pull(self, after: int) -> Delivery:
        """The page after a number."""
        return _delivery(self._reader.page(self._sender.unit, after, epoch=self._sender.epoch))

    def history(self, person_id: str, after: int, until: int) -> Delivery:
        """One person's events up to a number."""
        return _delivery(self._reader.history(self._sender.unit, person_id, after, until))

    def links(self) -> Mapping[str, str]:
        """Where the pages for patients are, and the unit's key of their links."""
        return told_of_links(self._engine, self._sender.unit)

    def ask_for_sending(self) -> Told:
        """Ask, or renew."""
        answer = self._granting.ask(self._sender)
        return Told(answer.granted, answer.seconds, answer.not_before, answer.holder)

    def give_sending_back(self) -> None:
        """All was handed over."""
        self._granting.give_back(self._sender, 0)

    def hand_over(self, messages: Sequence[Mapping[str, Any]]) -> None:
        """Lay messages down."""
        with writing(self._engine).begin() as connection:
            locked(connection, self._sender.unit)
            shelf.put(connection, self._sender.unit, messages, self._sender.station_id)

    def messages_to_take(self, after: str) -> Sequence[Mapping[str, Any]]:
        """What lies there for the one who sends."""
        with writing(self._engine).begin() as connection:
            require_holder(connection, self._sender.unit, self._sender.station_id)
            return shelf.page(connection, self._sender.unit, after)

    def say_taken(self, ids: Sequence[str]) -> None:
        """They are here now."""
        with writing(self._engine).begin() as connection:
            require_holder(connection, self._sender.unit, self._sender.station_id)
            shelf.taken(connection, self._sender.unit, ids, self._sender.station_id)

    def close(self) -> None:
        """Nothing to hang up."""


def _delivery(page: Page) -> Delivery:
    events = [Delivered(one.number, one.verdict, one.against, one.event, one.unit) for one in page.events]
    return Delivery(events, page.through, page.more, page.head)
