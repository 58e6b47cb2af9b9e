"""Who a message is for: addresses, what she agreed to, and the facts that its text names; read for many at once."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, select

from app.clinic.dating import due_date, gestational_age
from app.clinic.people.merged import merged_into, survivors
from app.reminders.placeholders import Facts, Moment
from app.store.listed import among
from app.store.tables import consent, person, person_attribute, pregnancy_list

_CHUNK: Final = 5000
"""People at a time: one long call into the database would hold the window."""


@dataclass(frozen=True)
class Recipient:
    """One person as she stands now; whoever was merged into another is that other one.

    `addresses`: email, phone, telegram; `agreed`: consents that are given now; `zone`, `language`: None where the
    unit's own holds.
    """

    person_id: str
    shown_name: str
    addresses: Mapping[str, str]
    agreed: frozenset[str]
    attributes: Mapping[str, Any]
    lmp: date | None
    class_code: str | None

    @property
    def zone(self) -> str | None:
        """Her own time zone, if she lives in another."""
        return self.attributes.get("time_zone")

    @property
    def language(self) -> str | None:
        """pt_BR or en, if she has said."""
        return self.attributes.get("language")


def read_recipients(connection: Connection, person_ids: Iterable[str]) -> dict[str, Recipient]:
    """By the identifiers that were asked for; who is not known is left out."""
    wanted = list(dict.fromkeys(person_ids))
    moved = survivors(connection, wanted)
    found: dict[str, Recipient] = {}
    living = list(dict.fromkeys(moved.get(one, one) for one in wanted))
    for start in range(0, len(living), _CHUNK):
        found |= _read(connection, living[start : start + _CHUNK])
    return {one: found[moved.get(one, one)] for one in wanted if moved.get(one, one) in found}


def facts_of(one: Recipient, today: date, unit_name: str, unit_phone: str | None, event: str | None) -> Facts:
    """What a text may say of her today."""
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
        class_name=one.class_code,
        treatment_phase=one.attributes.get("treatment_phase"),
    )


def read_event(event: str | None) -> tuple[str, Moment | None]:
    """(kind, day or moment) of `visit/2026-03-09T14:30`; ("", None) where there is none."""
    if not event:
        return "", None
    kind, _, moment = event.partition("/")
    return kind, datetime.fromisoformat(moment) if "T" in moment else date.fromisoformat(moment)


def _read(connection: Connection, ids: Sequence[str]) -> dict[str, Recipient]:
    table = person
    columns = (table.c.id, table.c.number, table.c.full_name, table.c.social_name, table.c.phone, table.c.email)
    people = connection.execute(select(*columns).where(among(table.c.id, ids))).mappings().all()
    # What was said under a record that is merged now was said by her.
    whose = {**{one: one for one in ids}, **merged_into(connection, ids)}
    agreed, attributes = _agreed(connection, whose), _attributes(connection, whose)
    pregnancies = _pregnancies(connection, [one["number"] for one in people])
    return {one["id"]: _recipient(one, agreed, attributes, pregnancies) for one in people}


def _recipient(
    row: RowMapping,
    agreed: Mapping[str, frozenset[str]],
    attributes: Mapping[str, Mapping[str, Any]],
    pregnancies: Mapping[int, RowMapping],
) -> Recipient:
    own = attributes.get(row["id"], {})
    addresses = {"phone": row["phone"], "email": row["email"], "telegram": own.get("telegram_chat")}
    current = pregnancies.get(row["number"])
    lmp = current["lmp"] if current else None
    return Recipient(
        person_id=row["id"],
        shown_name=row["social_name"] or row["full_name"],
        addresses={kind: address for kind, address in addresses.items() if address},
        agreed=agreed.get(row["id"], frozenset()),
        attributes=own,
        lmp=date.fromisoformat(lmp) if lmp else None,
        class_code=current["class_code"] if current else None,
    )


def _agreed(connection: Connection, whose: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The latest answer for each channel counts; of two at one instant the refusal."""
    columns = (consent.c.person_id, consent.c.channel, consent.c.given)
    in_order = (consent.c.recorded_at, consent.c.given.desc())
    latest: dict[tuple[str, str], int] = {}
    for one in connection.execute(select(*columns).where(among(consent.c.person_id, list(whose))).order_by(*in_order)):
        latest[whose[one.person_id], one.channel] = one.given
    found: dict[str, set[str]] = {}
    for (person_id, channel), given in latest.items():
        if given:
            found.setdefault(person_id, set()).add(channel)
    return {person_id: frozenset(channels) for person_id, channels in found.items()}


def _attributes(connection: Connection, whose: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    table = person_attribute
    wanted = select(table.c.person_id, table.c.code, table.c.value).where(among(table.c.person_id, list(whose)))
    found: dict[str, dict[str, Any]] = {}
    for one in connection.execute(wanted.order_by(table.c.recorded_at, table.c.id)):
        own = found.setdefault(whose[one.person_id], {})
        own.pop(one.code, None)
        if one.value is not None:
            own[one.code] = json.loads(one.value)
    return found


def _pregnancies(connection: Connection, numbers: Sequence[int]) -> dict[int, RowMapping]:
    table = pregnancy_list
    columns = (table.c.person_number, table.c.lmp, table.c.class_code)
    wanted = select(*columns).where(among(table.c.person_number, numbers), table.c.status == "current")
    return {one["person_number"]: one for one in connection.execute(wanted).mappings()}
