"""Between the tables of the beds and their values; who lies where is the last step of each stay."""

from collections.abc import Mapping, Sequence
from datetime import date
from json import dumps
from typing import Any

from sqlalchemy import Connection, Table, and_, func, select, union_all, update

from app.clinic.people.merged import ids_of, surviving_id
from app.clinic.text_keys import digits
from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.store.inserting import insert_rows
from app.store.tables import account, field_history, person, ward_bed, ward_device, ward_device_end
from app.store.tables import ward_stay as stay
from app.store.tables import ward_stay_step as step
from app.store.writing import Writing
from app.ward.alarms.limits import AgeClass
from app.ward.beds.model import BedView, DeviceClass, Occupant, PlacedDevice, StepKind

_CPF_DIGITS, _CNS_DIGITS = 11, 15
_later = step.alias("later")
_CURRENT = (
    select(
        step.c.bed_id,
        step.c.recorded_at.label("in_bed_since"),
        stay,
        func.coalesce(account.c.display_name, stay.c.recorded_by).label("admitted_by"),
    )
    .join(stay, stay.c.id == step.c.stay_id)
    .outerjoin(account, account.c.id == stay.c.recorded_by)
    .where(step.c.kind != StepKind.DISCHARGED.value)
    .where(~select(_later.c.id).where(_later.c.stay_id == step.c.stay_id, _later.c.number > step.c.number).exists())
)
_ended, _last = step.alias("ended"), step.alias("last")
_CORRECTED = (
    # Both were written in one transaction, and so at one moment.
    select(step.c.stay_id, _ended.c.stay_id.label("wrong"))
    .join(_ended, and_(_ended.c.recorded_at == step.c.recorded_at, _ended.c.kind == StepKind.DISCHARGED.value))
    .join(_last, and_(_last.c.stay_id == _ended.c.stay_id, _last.c.number == _ended.c.number - 1))
    .where(step.c.kind == StepKind.CORRECTED.value, _last.c.bed_id == step.c.bed_id)
    .order_by(_ended.c.id)
)
_PLACED = (
    select(ward_device)
    .outerjoin(ward_device_end, ward_device_end.c.device_id == ward_device.c.id)
    .where(ward_device_end.c.device_id.is_(None))
    .order_by(ward_device.c.recorded_at, ward_device.c.id)
)


_AUTHORED = (ward_bed, step, ward_device, ward_device_end)


def add_row(writing: Writing, table: Table, row: Mapping[str, object]) -> str:
    """Add a row that stays on this station: no event of the change log, so that it never travels."""
    filled = {"recorded_at": writing.at, "recorded_by": writing.actor.account_id, **row}
    if "id" in table.c and "id" not in filled:
        filled["id"] = writing.new_id()
    insert_rows(writing.connection, table, [filled])
    return str(filled.get("id", ""))


def change_bed(writing: Writing, bed: str, fields: Mapping[str, object]) -> None:
    """Set fields of a bed; what they were is kept in the field history, and does not travel either."""
    before = writing.connection.execute(select(ward_bed).where(ward_bed.c.id == bed)).mappings().one()
    changed = {name: value for name, value in fields.items() if before[name] != value}
    if not changed:
        return
    writing.connection.execute(update(ward_bed).where(ward_bed.c.id == bed).values(changed))
    for name, value in changed.items():
        row = {"entity": ward_bed.name, "entity_id": bed, "field": name, "reason": None}
        add_row(writing, field_history, {**row, "old_value": dumps(before[name]), "new_value": dumps(value)})


def read_beds(connection: Connection) -> list[BedView]:
    """The beds in use, in their order, with who lies there and which devices are with them."""
    devices: dict[str, list[PlacedDevice]] = {}
    for row in connection.execute(_PLACED).mappings():
        devices.setdefault(row["stay_id"], []).append(_placed(row))
    lying = {row["bed_id"]: row for row in connection.execute(_CURRENT).mappings()}
    corrected = corrected_stays(connection)
    names = _names(connection, [row["person_id"] for row in lying.values() if row["person_id"]])
    beds = select(ward_bed).where(ward_bed.c.active == 1).order_by(ward_bed.c.place, ward_bed.c.id)
    return [
        BedView(
            row["id"],
            row["ward"],
            row["label"],
            row["place"],
            _occupant(lying[row["id"]], names, devices, corrected) if row["id"] in lying else None,
        )
        for row in connection.execute(beds).mappings()
    ]


def corrected_stays(connection: Connection) -> dict[str, str]:
    """Stay → the stay that was a mistake, and that it took the place of."""
    return {row.stay_id: row.wrong for row in connection.execute(_CORRECTED)}


def _occupant(
    row: Any,
    names: Mapping[str, tuple[str, str]],
    devices: Mapping[str, Sequence[PlacedDevice]],
    corrected: Mapping[str, str],
) -> Occupant:
    person_id, name = names.get(row["person_id"] or "", ("", ""))
    return Occupant(
        stay=row["id"],
        person_id=person_id,
        name=name,
        identifier=row["identifier"],
        age=AgeClass(row["age_class"]),
        admitted_at=from_text(row["recorded_at"]),
        admitted_by=row["admitted_by"],
        in_bed_since=from_text(row["in_bed_since"]),
        devices=tuple(devices.get(row["id"], ())),
        corrects=corrected.get(row["id"], ""),
    )


def _placed(row: Any) -> PlacedDevice:
    return PlacedDevice(
        row["id"],
        row["device"],
        DeviceClass(row["device_class"]),
        bool(row["life_support"]),
        from_text(row["recorded_at"]),
    )


def _names(connection: Connection, person_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Person → who stands for it now, and the name to call by; whoever is not in the records is left out."""
    found: dict[str, tuple[str, str]] = {}
    for one in person_ids:
        living = surviving_id(connection, one)
        asked = select(person.c.full_name, person.c.social_name).where(person.c.id == living)
        row = connection.execute(asked).one_or_none()
        if row is not None:
            found[one] = (living, row.social_name or row.full_name)
    return found


def read_name(connection: Connection, person_id: str) -> str:
    """The name to call a person of the records by."""
    return _names(connection, [person_id])[person_id][1]


def read_birth(connection: Connection, person_id: str) -> date | None:
    """The date of birth of a person of the records, where it is known."""
    born = connection.execute(select(person.c.birth_date).where(person.c.id == person_id)).scalar_one_or_none()
    return date.fromisoformat(born) if born else None


def find_person(connection: Connection, identifier: str) -> str:
    """The person of the records with this CPF, CNS or own identifier, as a bracelet carries it; empty: nobody."""
    number = digits(identifier)
    wanted = person.c.id == identifier
    if len(number) == _CPF_DIGITS:
        wanted |= person.c.cpf == number
    elif len(number) == _CNS_DIGITS:
        wanted |= person.c.cns == number
    asked = select(person.c.id).where(wanted)
    found = {surviving_id(connection, one) for one in connection.execute(asked).scalars()}
    # Two records with one document are nobody's: whom it means, a person says in the records first.
    return found.pop() if len(found) == 1 else ""


def same_people(connection: Connection, person_id: str) -> frozenset[str]:
    """All identifiers of one person, those of merged records included; empty where there is none."""
    return frozenset(ids_of(connection, person_id)) if person_id else frozenset()


def bed_in(beds: Sequence[BedView], bed: str) -> BedView:
    """The bed of this identifier; KnownError ward.bed_not_found where it is not in use."""
    found = next((one for one in beds if one.bed == bed), None)
    if found is None:
        raise KnownError("ward.bed_not_found")
    return found


def occupied_bed(beds: Sequence[BedView], bed: str) -> tuple[BedView, Occupant]:
    """The bed and who lies there; KnownError ward.bed_free, .bed_not_found."""
    found = bed_in(beds, bed)
    if found.occupant is None:
        raise KnownError("ward.bed_free", bed=found.label)
    return found, found.occupant


def free_bed(beds: Sequence[BedView], bed: str) -> BedView:
    """The bed; KnownError ward.bed_occupied, .bed_not_found."""
    found = bed_in(beds, bed)
    if found.occupant is not None:
        raise KnownError("ward.bed_occupied", bed=found.label)
    return found


def revision(connection: Connection) -> int:
    """Greater as soon as any bed, stay or device was changed: rows of these are only ever added."""
    counted = select(func.count()).select_from(field_history).where(field_history.c.entity == ward_bed.name)
    parts = [counted, *(select(func.count()).select_from(table) for table in _AUTHORED)]
    return sum(connection.execute(part).scalar_one() for part in parts)


def last_author(connection: Connection) -> str:
    """The name of whoever wrote the latest of them; empty where nobody has."""
    latest = union_all(*(select(table.c.recorded_at, table.c.recorded_by) for table in _AUTHORED))
    ordered = latest.subquery()
    asked = (
        select(func.coalesce(account.c.display_name, ordered.c.recorded_by))
        .select_from(ordered.outerjoin(account, account.c.id == ordered.c.recorded_by))
        .order_by(ordered.c.recorded_at.desc())
        .limit(1)
    )
    return connection.execute(asked).scalar_one_or_none() or ""
