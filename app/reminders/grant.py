"""Whether this store may send for its unit now (docs/reminders.md, "Who sends").

A station without a network always may. An enrolled one may while its grant holds: as long as the server hears of it,
and without the server until the lease ends. Asked inside the transaction that claims, so that nothing is claimed once
the sending was given back.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection

from app.kernel.clock import from_text, to_text
from app.kernel.errors import KnownError
from app.store.settings import read_setting, write_setting
from app.store.writing import Writing
from app.sync.enrolling import ENROLMENT

GRANT: Final = "sending_grant"
"""The setting."""
MARGIN: Final = timedelta(days=1)
"""The station ends this much before the server gives the sending to another: more than any message is on its way."""
NOBODY: Final = "–"
"""In the place of a name where nobody is known to send."""
_NOTE_EVERY: Final = timedelta(hours=6)


class GrantState(StrEnum):
    """Labels: texts `grant.state_<value>`."""

    ALONE = "alone"
    HELD = "held"
    GIVING_BACK = "giving_back"
    NOT_HERE = "not_here"


@dataclass(frozen=True)
class Kept:
    """What the station keeps of its grant; stored instants. `until`: by this station's own clock, counted from when it
    asked; `seen`: the latest time that its clock has shown, so that a clock set back lengthens nothing; `holder`: who
    sends instead, as far as it was told; `asks`: whether it asks by itself; not after a person gave it back."""

    state: GrantState
    asked_at: str
    until: str
    seen: str
    not_before: str | None = None
    holder: str = ""
    asks: bool = True


def read_kept(connection: Connection) -> Kept | None:
    """None where it has never asked."""
    raw: Any = read_setting(connection, GRANT)
    return Kept(**{**raw, "state": GrantState(raw["state"])}) if raw else None


def keep(writing: Writing, kept: Kept) -> None:
    """Store it."""
    write_setting(writing, GRANT, asdict(kept))


def state_of(connection: Connection, now: datetime) -> GrantState:
    """How it stands at this moment."""
    if read_setting(connection, ENROLMENT) is None:
        return GrantState.ALONE
    kept = read_kept(connection)
    if kept is None or (kept.state is GrantState.HELD and max(to_text(now), kept.seen) >= kept.until):
        return GrantState.NOT_HERE
    return kept.state


def may_send(connection: Connection, now: datetime) -> bool:
    """Whether messages may be claimed here."""
    return state_of(connection, now) in (GrantState.ALONE, GrantState.HELD)


def require_sending(connection: Connection, now: datetime) -> None:
    """For whoever makes messages. KnownError `grant.not_here` (holder)."""
    if not may_send(connection, now):
        kept = read_kept(connection)
        raise KnownError("grant.not_here", holder=(kept.holder if kept else "") or NOBODY)


def not_before(connection: Connection) -> str | None:
    """What is due earlier may have been sent by a station that is gone: it is not made here."""
    if read_setting(connection, ENROLMENT) is None:
        return None
    kept = read_kept(connection)
    return kept.not_before if kept else None


def note_time(writing: Writing, now: datetime) -> None:
    """Remember now and then how late it is."""
    kept = read_kept(writing.connection)
    if kept is not None and kept.state is GrantState.HELD and to_text(now - _NOTE_EVERY) > kept.seen:
        keep(writing, replace(kept, seen=to_text(now)))


def granted(asked_at: datetime, now: datetime, seconds: int, earliest: str | None) -> Kept:
    """A grant as the server has just given it."""
    until = asked_at + timedelta(seconds=seconds) - MARGIN
    return Kept(GrantState.HELD, to_text(asked_at), to_text(until), to_text(now), earliest)


def refused(asked_at: datetime, holder: str, *, asks: bool = True) -> Kept:
    """Another one has it."""
    at = to_text(asked_at)
    return Kept(GrantState.NOT_HERE, at, at, at, None, holder, asks)


def is_due(kept: Kept | None, now: datetime, every: timedelta) -> bool:
    """Whether it is time to ask (again); a clock that was set back asks at once."""
    if kept is None:
        return True
    return not from_text(kept.asked_at) <= now < from_text(kept.asked_at) + every
