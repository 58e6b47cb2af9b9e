"""Managing the beds of this station: who lies where, with which device. The node sees each change within a second."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from app.kernel.clock import Zone, local_date, usual_zone
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import ward_bed, ward_device, ward_device_end, ward_stay, ward_stay_step
from app.store.writing import Writing
from app.ward.alarms.limits import AgeClass
from app.ward.beds.ages import proposed_age
from app.ward.beds.model import (
    LONGEST_IDENTIFIER,
    LONGEST_LABEL,
    BedView,
    DeviceClass,
    EndKind,
    FoundPerson,
    Occupant,
    PlacedDevice,
    StepKind,
)
from app.ward.beds.rows import (
    add_row,
    bed_in,
    change_bed,
    find_person,
    free_bed,
    occupied_bed,
    read_beds,
    read_birth,
    read_name,
    same_people,
)
from app.ward.infrastructure.service import InfrastructureService, read_infrastructure


class BedService:
    """The beds of one store. What is changed stays on this station."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._store, self._zone = store, zone
        self.infrastructure = InfrastructureService(store)

    def beds(self, session: Session) -> tuple[BedView, ...]:
        """The beds in use, in their order."""
        require(session, Action.VIEW_WARD)
        with self._store.read() as connection:
            return tuple(read_beds(connection))

    def add_bed(self, session: Session, label: str, ward: str = "") -> BedView:
        """One more bed, behind the others. KnownError ward.bed_label_missing, .bed_label_taken, .bed_text_too_long."""
        require(session, Action.MANAGE_BEDS)
        with self._store.write(session.actor) as writing:
            last = writing.connection.execute(select(func.max(ward_bed.c.place))).scalar_one_or_none() or 0
            row = {"ward": _short(ward.strip(), LONGEST_LABEL), "label": _new_label(writing, label)}
            bed = add_row(writing, ward_bed, {**row, "place": last + 1, "active": 1})
            writing.audit("ward_bed_added", "ward_bed", bed, label=row["label"])
            return bed_in(read_beds(writing.connection), bed)

    def rename_bed(self, session: Session, bed: str, label: str) -> None:
        """Another label; raises as `add_bed`, and ward.bed_not_found."""
        require(session, Action.MANAGE_BEDS)
        with self._store.write(session.actor) as writing:
            before = bed_in(read_beds(writing.connection), bed)
            chosen = _new_label(writing, label, bed)
            change_bed(writing, bed, {"label": chosen})
            writing.audit("ward_bed_renamed", "ward_bed", bed, before=before.label, label=chosen)

    def order_beds(self, session: Session, beds: Sequence[str]) -> None:
        """The order on the screen; beds that are not named come behind, as they stood."""
        require(session, Action.MANAGE_BEDS)
        with self._store.write(session.actor) as writing:
            standing = [one.bed for one in read_beds(writing.connection)]
            named = [one for one in dict.fromkeys(beds) if one in standing]
            ordered = [*named, *(one for one in standing if one not in named)]
            for place, one in enumerate(ordered, 1):
                change_bed(writing, one, {"place": place})
            writing.audit("ward_beds_ordered", "ward_bed", "", beds=ordered)

    def remove_bed(self, session: Session, bed: str) -> None:
        """Take a free bed out of use; its rows stay. KnownError ward.bed_occupied, .bed_not_found."""
        require(session, Action.MANAGE_BEDS)
        with self._store.write(session.actor) as writing:
            found = free_bed(read_beds(writing.connection), bed)
            change_bed(writing, bed, {"active": 0})
            writing.audit("ward_bed_removed", "ward_bed", bed, label=found.label)

    def look_up(self, session: Session, identifier: str) -> FoundPerson | None:
        """Whom a bracelet or a typed identifier means, for the form before admission; None: not in the records."""
        require(session, Action.MANAGE_BEDS)
        code = _identifier(identifier)
        with self._store.write(session.actor) as writing:
            person_id = find_person(writing.connection, code)
            if not person_id:
                return None
            lies = _where(writing, read_beds(writing.connection), code, person_id)
            writing.audit("ward_looked_up", "person", person_id)
            birth = read_birth(writing.connection, person_id)
            age = proposed_age(birth, local_date(self._store.clock.now(), self._zone())) if birth else None
            return FoundPerson(person_id, read_name(writing.connection, person_id), lies, birth, age)

    def admit(self, session: Session, bed: str, identifier: str, age: AgeClass) -> Occupant:
        """Somebody lies in this bed from now on: a person of the records, else the identifier alone.

        KnownError ward.identifier_missing, .bed_text_too_long, .bed_not_found, .bed_occupied, .person_in_bed.
        """
        require(session, Action.MANAGE_BEDS)
        code = _identifier(identifier)
        with self._store.write(session.actor) as writing:
            beds = read_beds(writing.connection)
            free_bed(beds, bed)
            stay, person_id = _begin_stay(writing, beds, bed, code, age)
            writing.audit("ward_admitted", "ward_stay", stay, bed=bed, person=person_id)
            return occupied_bed(read_beds(writing.connection), bed)[1]

    def correct_admission(self, session: Session, bed: str, identifier: str, age: AgeClass) -> Occupant:
        """Somebody else lies here than was admitted: a new stay, with the devices that stand here; limits begin anew.

        What was recorded goes on with the new stay; the log of alarms says for ever under which it was. Raises as
        `admit`, and ward.bed_free.
        """
        require(session, Action.MANAGE_BEDS)
        code = _identifier(identifier)
        with self._store.write(session.actor) as writing:
            beds = read_beds(writing.connection)
            _, wrong = occupied_bed(beds, bed)
            _end_devices(writing, wrong.devices, EndKind.CORRECTED)
            _step(writing, wrong.stay, StepKind.DISCHARGED, None)
            others = [one for one in beds if one.bed != bed]
            stay, person_id = _begin_stay(writing, others, bed, code, age, StepKind.CORRECTED)
            for one in wrong.devices:
                _add_device(writing, stay, one.device, one.device_class, one.life_support)
            told = {"bed": bed, "before_stay": wrong.stay, "person": person_id}
            writing.audit("ward_admission_corrected", "ward_stay", stay, **told)
            return occupied_bed(read_beds(writing.connection), bed)[1]

    def transfer(self, session: Session, bed: str, to: str, *, leave: Collection[str] = ()) -> None:
        """Whoever lies in `bed` lies in `to` from now on; the devices go along but for those in `leave`: taken off.

        KnownError ward.bed_not_found, .bed_free (nobody to transfer), .bed_occupied (`to`).
        """
        require(session, Action.MANAGE_BEDS)
        with self._store.write(session.actor) as writing:
            beds = read_beds(writing.connection)
            _, occupant = occupied_bed(beds, bed)
            free_bed(beds, to)
            left = [one for one in occupant.devices if one.device in leave]
            _end_devices(writing, left, EndKind.TRANSFERRED)
            _step(writing, occupant.stay, StepKind.TRANSFERRED, to)
            told = {"from_bed": bed, "bed": to, "person": occupant.person_id, "left": [one.device for one in left]}
            writing.audit("ward_transferred", "ward_stay", occupant.stay, **told)

    def discharge(self, session: Session, bed: str, *, by_mistake: bool = False) -> None:
        """Whoever lies here leaves; all devices are taken off. KnownError ward.bed_not_found, .bed_free.

        `by_mistake`: nobody ever lay here, the admission was one; the audit trail says so.
        """
        require(session, Action.MANAGE_BEDS)
        with self._store.write(session.actor) as writing:
            _, occupant = occupied_bed(read_beds(writing.connection), bed)
            _end_devices(writing, occupant.devices, EndKind.DISCHARGED)
            _step(writing, occupant.stay, StepKind.DISCHARGED, None)
            act = "ward_admission_undone" if by_mistake else "ward_discharged"
            writing.audit(act, "ward_stay", occupant.stay, bed=bed, person=occupant.person_id)

    def put_on(
        self, session: Session, bed: str, device: str, device_class: DeviceClass, *, life_support: bool = False
    ) -> None:
        """A device is with whoever lies here from now on.

        KnownError ward.device_missing, .bed_text_too_long, .bed_not_found, .bed_free, .device_at_bed (with its bed),
        .device_of_the_ward (class C, or what is watched as infrastructure).
        """
        require(session, Action.MANAGE_BEDS)
        name = _short(device.strip(), LONGEST_IDENTIFIER)
        if not name:
            raise KnownError("ward.device_missing")
        with self._store.write(session.actor) as writing:
            plant = {one.device for one in read_infrastructure(writing.connection)}
            if device_class is DeviceClass.C or name in plant:
                raise KnownError("ward.device_of_the_ward", device=name)
            beds = read_beds(writing.connection)
            _, occupant = occupied_bed(beds, bed)
            stands = _bed_with(beds, name)
            if stands is not None:
                raise KnownError("ward.device_at_bed", device=name, bed=stands[0].label)
            _add_device(writing, occupant.stay, name, device_class, life_support)
            told = {"device": name, "device_class": device_class.value, "life_support": life_support}
            writing.audit("ward_device_on", "ward_stay", occupant.stay, bed=bed, **told)

    def take_off(self, session: Session, device: str) -> None:
        """A device is with nobody any more. KnownError ward.device_not_placed."""
        require(session, Action.MANAGE_BEDS)
        with self._store.write(session.actor) as writing:
            stands = _bed_with(read_beds(writing.connection), device.strip())
            if stands is None:
                raise KnownError("ward.device_not_placed", device=device.strip())
            bed, occupant, placed = stands
            _end_devices(writing, (placed,), EndKind.TAKEN_OFF)
            writing.audit("ward_device_off", "ward_stay", occupant.stay, bed=bed.bed, device=placed.device)


def _begin_stay(
    writing: Writing,
    beds: Sequence[BedView],
    bed: str,
    code: str,
    age: AgeClass,
    kind: StepKind = StepKind.ADMITTED,
) -> tuple[str, str]:
    """The new stay and its person, empty where the records know none; nobody lies in two of `beds`."""
    person_id = find_person(writing.connection, code)
    lies = _where(writing, beds, code, person_id)
    if lies:
        raise KnownError("ward.person_in_bed", bed=lies)
    row = {"person_id": person_id or None, "identifier": code, "age_class": age.value}
    stay = add_row(writing, ward_stay, row)
    _step(writing, stay, kind, bed)
    return stay, person_id


def _add_device(writing: Writing, stay: str, device: str, device_class: DeviceClass, life_support: bool) -> None:
    row = {"stay_id": stay, "device": device, "device_class": device_class.value}
    add_row(writing, ward_device, {**row, "life_support": int(life_support)})


def _step(writing: Writing, stay: str, kind: StepKind, bed: str | None) -> None:
    table = ward_stay_step
    last = select(func.max(table.c.number)).where(table.c.stay_id == stay)
    number = (writing.connection.execute(last).scalar_one_or_none() or 0) + 1
    add_row(writing, table, {"stay_id": stay, "number": number, "kind": kind.value, "bed_id": bed})


def _end_devices(writing: Writing, devices: Sequence[PlacedDevice], kind: EndKind) -> None:
    for one in devices:
        add_row(writing, ward_device_end, {"device_id": one.put_on, "kind": kind.value})


def _bed_with(beds: Sequence[BedView], device: str) -> tuple[BedView, Occupant, PlacedDevice] | None:
    return next(
        (
            (bed, bed.occupant, placed)
            for bed in beds
            if bed.occupant is not None
            for placed in bed.occupant.devices
            if placed.device == device
        ),
        None,
    )


def _where(writing: Writing, beds: Sequence[BedView], code: str, person_id: str) -> str:
    """The label of the bed where this person, or whoever has this identifier, lies already; else empty."""
    people = same_people(writing.connection, person_id)
    lying = ((bed.label, bed.occupant) for bed in beds if bed.occupant is not None)
    return next((label for label, one in lying if one.person_id in people or one.identifier == code), "")


def _new_label(writing: Writing, label: str, own: str = "") -> str:
    chosen = _short(" ".join(label.split()), LONGEST_LABEL)
    if not chosen:
        raise KnownError("ward.bed_label_missing")
    others = (one.label for one in read_beds(writing.connection) if one.bed != own)
    if any(one.casefold() == chosen.casefold() for one in others):
        raise KnownError("ward.bed_label_taken", bed=chosen)
    return chosen


def _identifier(identifier: str) -> str:
    code = _short(identifier.strip(), LONGEST_IDENTIFIER)
    if not code:
        raise KnownError("ward.identifier_missing")
    return code


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise KnownError("ward.bed_text_too_long", most=most)
    return text
