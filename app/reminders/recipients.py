"""Who a message is for: addresses, what she agreed to, and the facts that its text names; read for many at once."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import Connection, Select, select

from app.clinic.dating import due_date, gestational_age
from app.clinic.people.merged import merged_into, survivors
from app.clinic.risk.loader import default_rule_base
from app.reminders.attributes import LANGUAGES, attributes
from app.reminders.called_back import CALLED_BACK, generation
from app.reminders.placeholders import Facts, Moment
from app.store.listed import among_listed, listed
from app.store.tables import consent, person, person_attribute, pregnancy_list

_CHUNK: Final = 5000
"""People at a time: one long call into the database would hold the window."""
_FETCHED: Final = 500
"""Rows at a time, for the same reason."""


class Recipient(Struct, frozen=True):
    """One person as she stands now; whoever was merged into another is that other one.

    `links`: how often the links to her pages were called back; `addresses`: email, phone, telegram; `agreed`: consents
    that are given now; `zone`, `language`: None where the unit's own holds.
    """

    person_id: str
    shown_name: str
    addresses: Mapping[str, str]
    agreed: frozenset[str]
    attributes: Mapping[str, Any]
    lmp: date | None
    class_code: str | None
    links: int = 0

    @property
    def zone(self) -> str | None:
        """Her own time zone, if she lives in another. It may have come from outside: one that is none, or that this
        machine does not know yet, must not stop the messages of everybody else."""
        zone = self.attributes.get("time_zone")
        return zone if zone is not None and _is_zone(zone) else None

    @property
    def language(self) -> str | None:
        """pt_BR or en, if she has said."""
        return self.attributes.get("language")


@lru_cache
def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def read_recipients(connection: Connection, person_ids: Iterable[str]) -> dict[str, Recipient]:
    """By the identifiers that were asked for; who is not known is left out."""
    wanted = list(dict.fromkeys(person_ids))
    if not wanted:
        return {}
    moved = survivors(connection, wanted)
    found: dict[str, Recipient] = {}
    living = list(dict.fromkeys(moved.get(one, one) for one in wanted))
    for start in range(0, len(living), _CHUNK):
        found |= _read(connection, living[start : start + _CHUNK])
    return {one: found[moved.get(one, one)] for one in wanted if moved.get(one, one) in found}


def facts_of(
    one: Recipient,
    today: date,
    unit_name: str,
    unit_phone: str | None,
    event: str | None,
    language: str = LANGUAGES[0],
) -> Facts:
    """What a text in this language may say of her today: words, never our codes."""
    kind, moment = read_event(event)
    surgery = one.attributes.get("surgery_date")
    return Facts(
        patient_name=one.shown_name,
        unit_name=unit_name,
        today=today,
        unit_phone=unit_phone,
        event=moment,
        visit=moment if kind == "visit" else None,
        surgery=date.fromisoformat(surgery) if surgery else None,
        age=gestational_age(one.lmp, today) if one.lmp else None,
        due_date=due_date(one.lmp) if one.lmp else None,
        class_name=_class_name(one.class_code, language),
        treatment_phase=_phase(one.attributes.get("treatment_phase"), language),
    )


def _class_name(code: str | None, language: str) -> str | None:
    """As the rules that come with the program call it; a municipality's own class by its code."""
    known = {one.code: one.label for one in default_rule_base().classes}
    return known[code].in_language(language) if code in known else code


def _phase(code: str | None, language: str) -> str | None:
    choices = attributes()["treatment_phase"].choices
    return choices[code][language] if code is not None and code in choices else code


def read_event(event: str | None) -> tuple[str, Moment | None]:
    """(kind, day or moment) of `visit/2026-03-09T14:30`; ("", None) where there is none."""
    if not event:
        return "", None
    kind, _, moment = event.partition("/")
    return kind, datetime.fromisoformat(moment) if "T" in moment else date.fromisoformat(moment)


# Made once: for a few people at a time, making the statements would take longer than asking them.
_PEOPLE: Final = select(
    person.c.id, person.c.number, person.c.full_name, person.c.social_name, person.c.phone, person.c.email
).where(among_listed(person.c.id))
_CONSENTS: Final = (
    select(consent.c.person_id, consent.c.channel, consent.c.given)
    .where(among_listed(consent.c.person_id))
    .order_by(consent.c.recorded_at, consent.c.given.desc())
)
_ATTRIBUTES: Final = (
    select(person_attribute.c.person_id, person_attribute.c.code, person_attribute.c.value)
    .where(among_listed(person_attribute.c.person_id))
    .order_by(person_attribute.c.recorded_at, person_attribute.c.id)
)
_PREGNANCIES: Final = select(pregnancy_list.c.person_number, pregnancy_list.c.lmp, pregnancy_list.c.class_code).where(
    among_listed(pregnancy_list.c.person_number), pregnancy_list.c.status == "current"
)


def _read(connection: Connection, ids: Sequence[str]) -> dict[str, Recipient]:
    people = connection.execute(_PEOPLE, listed(ids)).all()
    # What was said under a record that is merged now was said by her.
    whose = {**{one: one for one in ids}, **merged_into(connection, ids)}
    agreed, (attributes, calls) = _agreed(connection, whose), _attributes(connection, whose)
    pregnancies = _pregnancies(connection, [row[1] for row in people])
    found = {}
    for person_id, number, full_name, social_name, phone, email in people:
        own = attributes.get(person_id, {})
        lmp, class_code = pregnancies.get(number, (None, None))
        addresses = {}
        for kind, address in (("phone", phone), ("email", email), ("telegram", own.get("telegram_chat"))):
            if address:
                addresses[kind] = address
        found[person_id] = Recipient(
            person_id=person_id,
            shown_name=social_name or full_name,
            addresses=addresses,
            agreed=agreed.get(person_id, frozenset()),
            attributes=own,
            lmp=date.fromisoformat(lmp) if lmp else None,
            class_code=class_code,
            links=generation(calls.get(person_id, ())),
        )
    return found


def _agreed(connection: Connection, whose: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The latest answer for each channel counts; of two at one instant the refusal."""
    latest: dict[str, dict[str, int]] = {}
    for person_id, channel, given in _rows(connection, _CONSENTS, list(whose)):
        latest.setdefault(whose[person_id], {})[channel] = given
    return {
        person_id: frozenset([channel for channel, given in answers.items() if given])
        for person_id, answers in latest.items()
    }


def _attributes(
    connection: Connection, whose: Mapping[str, str]
) -> tuple[dict[str, dict[str, Any]], dict[str, list[str]]]:
    """The latest values of each person, and every call-back of her links."""
    found: dict[str, dict[str, Any]] = {}
    calls: dict[str, list[str]] = {}
    for person_id, code, value in _rows(connection, _ATTRIBUTES, list(whose)):
        if code == CALLED_BACK:
            calls.setdefault(whose[person_id], []).append(value)
            continue
        own = found.setdefault(whose[person_id], {})
        own.pop(code, None)
        if value is not None:
            own[code] = json.loads(value)
    return found, calls


def _pregnancies(connection: Connection, numbers: Sequence[int]) -> dict[int, tuple[str | None, str | None]]:
    """Person's number → (last period, class) of her current pregnancy."""
    return {number: (lmp, code) for number, lmp, code in _rows(connection, _PREGNANCIES, numbers)}


def _rows(connection: Connection, statement: Select[Any], wanted: Sequence[str] | Sequence[int]) -> Iterator[Any]:
    """The driver's own rows, some hundreds at a time: SQLAlchemy's way to each one costs as much as finding it."""
    for some in connection.execute(statement, listed(wanted)).partitions(_FETCHED):
        yield from some
