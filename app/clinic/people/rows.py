"""Between the person table and the dataclasses."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from app.clinic.people.merged import ids_of, surviving_id
from app.clinic.people.model import Channel, Consent, ConsentSource, NewPerson, PersonRecord, Sex
from app.clinic.text_keys import fold
from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.store.tables import account, consent, person

_OPTIONAL = (
    "social_name",
    "mother_name",
    "no_mother_reason",
    "cpf",
    "cns",
    "no_document_reason",
    "phone",
    "email",
)


def to_row(checked: NewPerson) -> dict[str, object]:
    """The columns of a person that `validation.check` has accepted; the reason falls away where the thing is known."""
    if checked.birth_date is None or checked.sex is None:
        raise ValueError("only a checked person can be stored")
    row: dict[str, object] = {name: getattr(checked, name) or None for name in _OPTIONAL}
    row |= {
        "full_name": checked.full_name,
        "name_key": fold(checked.full_name),
        "social_key": fold(checked.social_name),
        "mother_key": fold(checked.mother_name),
        "birth_date": checked.birth_date.isoformat(),
        "sex": checked.sex.value,
        "municipality_code": checked.municipality_code,
        "municipality_name": checked.municipality_name,
        "synthetic": int(checked.synthetic),
    }
    if checked.mother_name:
        row["no_mother_reason"] = None
    if checked.cpf or checked.cns:
        row["no_document_reason"] = None
    return row


def to_new_person(record: PersonRecord) -> NewPerson:
    """A record as the form would have typed it, to start a change from."""
    texts: dict[str, Any] = {name: getattr(record, name) or "" for name in _OPTIONAL}
    return NewPerson(
        full_name=record.full_name,
        birth_date=record.birth_date,
        sex=record.sex,
        municipality_code=record.municipality_code,
        municipality_name=record.municipality_name,
        synthetic=record.synthetic,
        **texts,
    )


def read_person(connection: Connection, person_id: str) -> PersonRecord:
    """The person, or whom it was merged into; KnownError people.not_found where nobody has this identifier."""
    found_id = surviving_id(connection, person_id)
    row = connection.execute(select(person).where(person.c.id == found_id)).mappings().one_or_none()
    if row is None:
        raise KnownError("people.not_found", person_id=person_id)
    return _to_record(row, read_consents(connection, found_id))


def _to_record(row: RowMapping, consents: Sequence[Consent]) -> PersonRecord:
    return PersonRecord(
        id=row["id"],
        full_name=row["full_name"],
        birth_date=date.fromisoformat(row["birth_date"]),
        sex=Sex(row["sex"]),
        municipality_code=row["municipality_code"],
        municipality_name=row["municipality_name"],
        synthetic=bool(row["synthetic"]),
        registered_at=from_text(row["recorded_at"]),
        consents={entry.channel: entry for entry in consents},
        **{name: row[name] for name in _OPTIONAL},
    )


def read_consents(connection: Connection, person_id: str) -> tuple[Consent, ...]:
    """Every consent ever given or taken back, oldest first, those of merged records included."""
    ids = ids_of(connection, surviving_id(connection, person_id))
    rows = connection.execute(
        select(consent, func.coalesce(account.c.display_name, consent.c.recorded_by).label("by"))
        .outerjoin(account, account.c.id == consent.c.recorded_by)
        .where(consent.c.person_id.in_(ids))
        .order_by(consent.c.recorded_at, consent.c.id)
    ).mappings()
    return tuple(
        Consent(
            Channel(row["channel"]),
            bool(row["given"]),
            ConsentSource(row["source"]),
            row["text_version"],
            from_text(row["recorded_at"]),
            row["by"],
        )
        for row in rows
    )
