"""Asks the server for the sending, renews it, takes the messages of the one before, and gives all of it back."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from app.kernel.actor import PROGRAM
from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.reminders.channels.registry import CHANNELS
from app.reminders.grant import NOBODY, GrantState, Kept, granted, is_due, keep, note_time, read_kept, refused, state_of
from app.reminders.outbox.handover import handed_over, has_open, in_flight, let_go, take_over
from app.reminders.outbox.recording import find_lost
from app.security.roles import Action
from app.security.session import Session, require
from app.store.settings import read_setting
from app.store.store import Store
from app.sync.client import Told
from app.sync.enrolling import ENROLMENT

RENEW_EVERY: Final = timedelta(hours=1)
"""The one who sends; it also takes what others have laid down for it."""
ASK_EVERY: Final = timedelta(minutes=10)
"""How often a station asks that has channels but not the sending."""
SIZE: Final = 200
_logger = logging.getLogger(__name__)


class SendingLine(Protocol):
    """What is asked of an open line to the server; each raises KnownError of the line."""

    def ask_for_sending(self) -> Told:
        """Ask, or renew."""
        ...

    def give_sending_back(self) -> None:
        """Nothing is on its way, and all was handed over."""
        ...

    def hand_over(self, messages: Sequence[Mapping[str, Any]]) -> None:
        """Lay messages down."""
        ...

    def messages_to_take(self, after: str) -> Sequence[Mapping[str, Any]]:
        """What the one before has laid down, by id, after one."""
        ...

    def say_taken(self, ids: Sequence[str]) -> None:
        """They are here now."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...


@dataclass(frozen=True)
class GrantStatus:
    """For the screen. `until`: how long it may go on without the server; `holder`: who sends instead, if it was told;
    `in_flight`: messages that giving back waits for; `asks`: whether it asks for the sending by itself."""

    state: GrantState
    until: datetime | None
    holder: str
    in_flight: int
    asks: bool = True


class GrantService:
    """One for each store. `open_line`: KnownError `sync.not_enrolled` where there is no network."""

    def __init__(self, store: Store, open_line: Callable[[], SendingLine]) -> None:
        self._store = store
        self._open_line = open_line

    def status(self) -> GrantStatus:
        """For everybody to see."""
        now = self._store.clock.now()
        with self._store.read() as connection:
            state, kept = state_of(connection, now), read_kept(connection)
            return GrantStatus(
                state=state,
                until=from_text(kept.until) if kept and state is GrantState.HELD else None,
                holder=kept.holder if kept else "",
                in_flight=in_flight(connection),
                asks=kept is None or kept.asks,
            )

    def may_send(self) -> bool:
        """For the program."""
        return self.status().state in (GrantState.ALONE, GrantState.HELD)

    def errand(self, _line: object = None) -> None:
        """For the rounds of sync: ask or renew where it is time, go on giving back. What fails is tried again later."""
        now = self._store.clock.now()
        with self._store.write(PROGRAM) as writing:
            note_time(writing, now)
            connection = writing.connection
            enrolled = read_setting(connection, ENROLMENT) is not None
            kept, state = read_kept(connection), state_of(connection, now)
            # Who has given it back by hand does not take it again by itself.
            wants = (kept is None or kept.asks) and any(
                _is_active(read_setting(connection, f"channel_{code}")) for code in CHANNELS
            )
        pause = RENEW_EVERY if state is GrantState.HELD else ASK_EVERY
        try:
            if enrolled and state is GrantState.GIVING_BACK:
                self._go_on_giving_back()
            elif enrolled and (wants or state is GrantState.HELD) and is_due(kept, now, pause):
                self._ask()
        except KnownError as error:
            _logger.info("the sending: %s", error.code)

    def ask(self, session: Session) -> GrantStatus:
        """Be the one who sends, because somebody asks for it; also takes a giving back that was begun back. KnownError
        of the line, `grant.not_here` (holder)."""
        require(session, Action.MANAGE_CHANNELS)
        self._ask()
        found = self.status()
        if found.state is GrantState.NOT_HERE:
            raise KnownError("grant.not_here", holder=found.holder or NOBODY)
        return found

    def give_back(self, session: Session) -> GrantStatus:
        """Send nothing more from here and let another one do it. From now on nothing is claimed; what is on its way is
        waited for by later rounds. KnownError `grant.not_here`, `grant.in_flight` (count), and of the line."""
        require(session, Action.MANAGE_CHANNELS)
        with self._store.write(session.actor) as writing:
            kept = read_kept(writing.connection)
            if kept is None or kept.state is GrantState.NOT_HERE:
                raise KnownError("grant.not_here", holder=(kept.holder if kept else "") or NOBODY)
            keep(writing, replace(kept, state=GrantState.GIVING_BACK))
            writing.audit("sending_given_back", "station", "sending")
        self._go_on_giving_back()
        return self.status()

    def _ask(self) -> None:
        asked_at = self._store.clock.now()
        with closing(self._open_line()) as line:
            told = line.ask_for_sending()
            now = self._store.clock.now()
            if told.granted:
                self._keep(granted(asked_at, now, told.seconds, told.not_before))
                self._take_over(line)
            else:
                self._keep(refused(asked_at, told.holder))
                with self._store.read() as connection:
                    waits = has_open(connection)
                if waits:
                    self._lay_down(line, now)
                    self._let_go()

    def _take_over(self, line: SendingLine) -> None:
        after = ""
        while rows := line.messages_to_take(after):
            with self._store.write(PROGRAM) as writing:
                taken = take_over(writing, rows)
            line.say_taken(taken)
            after = str(rows[-1]["id"])

    def _go_on_giving_back(self) -> None:
        now = self._store.clock.now()
        with self._store.write(PROGRAM) as writing:
            find_lost(writing, now)
            flying = in_flight(writing.connection)
        if flying:
            raise KnownError("grant.in_flight", count=flying)
        with closing(self._open_line()) as line:
            # Nothing is made or claimed here since the giving back began: what is laid down is all there is.
            self._lay_down(line, now)
            line.give_sending_back()
        self._let_go()
        self._keep(refused(now, "", asks=False))

    def _lay_down(self, line: SendingLine, now: datetime) -> None:
        after = ""
        while rows := self._rows(now, after):
            line.hand_over(rows)
            after = str(rows[-1]["id"])

    def _let_go(self) -> None:
        with self._store.write(PROGRAM) as writing:
            let_go(writing)

    def _keep(self, kept: Kept) -> None:
        with self._store.write(PROGRAM) as writing:
            keep(writing, kept)

    def _rows(self, now: datetime, after: str) -> list[dict[str, Any]]:
        with self._store.read() as connection:
            return handed_over(connection, now, after, SIZE)


def _is_active(setup: object) -> bool:
    return isinstance(setup, dict) and bool(setup.get("active"))
