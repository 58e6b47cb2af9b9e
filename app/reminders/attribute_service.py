"""What is known of one person beyond her record: shown in the file's order, changed at the desk, its history kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, func, select

from app.clinic.people.merged import ids_of, surviving_id
from app.kernel.clock import Zone, from_text, local_date, usual_zone
from app.kernel.errors import KnownError
from app.reminders.attributes import Attribute, AttributeKind, attributes, stored_value
from app.reminders.called_back import CALLED_BACK, LONGEST_REASON, generation, reason_in, value_of
from app.reminders.channels import telegram
from app.reminders.criteria import MOST_DAYS
from app.reminders.linking import ChatState, LinkCode, chat_state, issue
from app.security.roles import Action
from app.security.session import Session, require
from app.store.settings import read_setting
from app.store.store import Store
from app.store.tables import account, person, person_attribute
from app.sync.enrolling import NETWORK_LINKS

_FAR: Final = timedelta(days=MOST_DAYS)
"""A date beyond it is a typing error; no condition could reach it either."""


@dataclass(frozen=True)
class HeldAttribute:
    """One attribute and what is known. `value`: bool, date or str (a code of its choices, a zone, a language); None,
    with no `at` and `by` "", where nobody has said; None with them where it was taken away."""

    attribute: Attribute
    value: object | None
    at: datetime | None
    by: str


@dataclass(frozen=True)
class LinkCall:
    """Links to her pages that were called back."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class LinkCalls:
    """`offered`: whether messages can hold links to her pages; `calls`: the latest first."""

    offered: bool
    calls: tuple[LinkCall, ...]


class AttributeService:
    """The attributes of the people of one store; who was merged into another is that other one."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._store = store
        self._zone = zone

    def of_person(self, session: Session, person_id: str) -> tuple[HeldAttribute, ...]:
        """All that are not hidden, in the file's order. KnownError people.not_found."""
        require(session, Action.VIEW_PERSON)
        with self._store.read() as connection:
            return _held(connection, _person(connection, person_id))

    def set(self, session: Session, person_id: str, values: Mapping[str, object | None]) -> tuple[HeldAttribute, ...]:
        """Keep what differs from what is known; None takes a value away.

        Raises KnownError attributes.unknown (code), attributes.bad_value (code, value), attributes.far_date (code,
        value, years), people.not_found.
        """
        require(session, Action.CHANGE_PERSON)
        stored = {code: self._checked(code, value) for code, value in values.items()}
        with self._store.write(session.actor) as writing:
            living = _person(writing.connection, person_id)
            before = _rows(writing.connection, living)
            known = {one.code: one.value for one in before}
            changed = {code: value for code, value in stored.items() if known.get(code) != value}
            said = {"person_id": living, "recorded_at": writing.after(before[-1].recorded_at if before else None)}
            rows = [{**said, "code": code, "value": value} for code, value in changed.items()]
            if rows:
                writing.append_many(person_attribute, rows)
                writing.audit("attributes_changed", "person", living, attributes=sorted(changed))
            return _held(writing.connection, living)

    def history(self, session: Session, person_id: str) -> tuple[HeldAttribute, ...]:
        """Every value that was ever said or taken away, the latest first. KnownError people.not_found."""
        require(session, Action.VIEW_PERSON)
        with self._store.read() as connection:
            rows = _rows(connection, _person(connection, person_id))
        offered = _offered()
        return tuple(_one(offered[row["code"]], row) for row in reversed(rows) if row["code"] in offered)

    def issue_link_code(self, session: Session, person_id: str) -> LinkCode:
        """A code with which she links her chat to herself by showing it to the bot: shown now, and never again.
        KnownError people.not_found."""
        require(session, Action.SCHEDULE_MESSAGES)
        with self._store.write(session.actor) as writing:
            living = _person(writing.connection, person_id)
            found = issue(writing, living, telegram.DESCRIPTION.code)
            writing.audit("link_code_issued", "person", living, channel=telegram.DESCRIPTION.code)
            return found

    def chat(self, session: Session, person_id: str) -> ChatState:
        """How her chat stands. KnownError people.not_found."""
        require(session, Action.VIEW_PERSON)
        with self._store.read() as connection:
            return chat_state(connection, _person(connection, person_id), self._store.clock.now())

    def link_calls(self, session: Session, person_id: str) -> LinkCalls:
        """Whether she is sent links to pages of her own, and when these were called back. KnownError
        people.not_found."""
        require(session, Action.VIEW_PERSON)
        with self._store.read() as connection:
            return _link_calls(connection, _person(connection, person_id))

    def call_back_links(self, session: Session, person_id: str, reason: str) -> LinkCalls:
        """Every link to her pages that was made until now opens nothing, as soon as the server has heard of it; those
        of later messages are good. KnownError attributes.reason_missing, attributes.reason_too_long (length, most),
        people.not_found."""
        require(session, Action.CHANGE_PERSON)
        if not reason.strip():
            raise KnownError("attributes.reason_missing")
        if len(reason.strip()) > LONGEST_REASON:
            raise KnownError("attributes.reason_too_long", length=len(reason.strip()), most=LONGEST_REASON)
        with self._store.write(session.actor) as writing:
            living = _person(writing.connection, person_id)
            rows = _rows(writing.connection, living)
            before = generation(row["value"] for row in rows if row["code"] == CALLED_BACK)
            value = stored_value(CALLED_BACK, value_of(before + 1, reason.strip()))
            said = {"person_id": living, "recorded_at": writing.after(rows[-1].recorded_at if rows else None)}
            writing.append(person_attribute, {**said, "code": CALLED_BACK, "value": value})
            writing.audit("links_called_back", "person", living, reason=reason.strip())
            return _link_calls(writing.connection, living)

    def _checked(self, code: str, value: object | None) -> str | None:
        if code not in _offered():
            raise KnownError("attributes.unknown", code=code)
        stored = stored_value(code, value)
        today = local_date(self._store.clock.now(), self._zone())
        if isinstance(value, date) and abs(value - today) > _FAR:
            raise KnownError("attributes.far_date", code=code, value=value, years=_FAR.days // 365)
        return stored


def _offered() -> dict[str, Attribute]:
    return {code: one for code, one in attributes().items() if not one.hidden}


def _person(connection: Connection, person_id: str) -> str:
    living = surviving_id(connection, person_id)
    if connection.execute(select(person.c.id).where(person.c.id == living)).first() is None:
        raise KnownError("people.not_found", person_id=person_id)
    return living


def _rows(connection: Connection, living: str) -> list[RowMapping]:
    """The earliest first."""
    table = person_attribute
    by = func.coalesce(account.c.display_name, table.c.recorded_by).label("by")
    wanted = select(table.c.code, table.c.value, table.c.recorded_at, by)
    wanted = wanted.outerjoin(account, account.c.id == table.c.recorded_by)
    mine = wanted.where(table.c.person_id.in_(ids_of(connection, living)))
    return list(connection.execute(mine.order_by(table.c.recorded_at, table.c.id)).mappings())


def _link_calls(connection: Connection, living: str) -> LinkCalls:
    told: Any = read_setting(connection, NETWORK_LINKS)
    rows = [row for row in _rows(connection, living) if row["code"] == CALLED_BACK and row["value"] is not None]
    calls = [LinkCall(from_text(row["recorded_at"]), row["by"], reason_in(row["value"])) for row in reversed(rows)]
    return LinkCalls(isinstance(told, dict) and bool(told.get("address")), tuple(calls))


def _held(connection: Connection, living: str) -> tuple[HeldAttribute, ...]:
    last = {row["code"]: row for row in _rows(connection, living)}
    return tuple(_one(one, last.get(code)) for code, one in _offered().items())


def _one(attribute: Attribute, row: RowMapping | None) -> HeldAttribute:
    if row is None:
        return HeldAttribute(attribute, None, None, "")
    return HeldAttribute(attribute, _value(attribute, row["value"]), from_text(row["recorded_at"]), row["by"])


def _value(attribute: Attribute, stored: str | None) -> object | None:
    read: Any = json.loads(stored) if stored is not None else None
    return date.fromisoformat(read) if read is not None and attribute.kind is AttributeKind.DATE else read
