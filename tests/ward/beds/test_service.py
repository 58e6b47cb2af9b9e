"""Who lies where with which device: what is refused, what is kept, and that none of it leaves the station."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from app.kernel.errors import KnownError
from app.store.tables import (
    audit,
    change_log,
    field_history,
    person,
    person_merge,
    ward_bed,
    ward_device_end,
    ward_stay_step,
)
from app.ward.alarms.limits import AgeClass
from app.ward.beds.ages import proposed_age
from app.ward.beds.model import DeviceClass, Occupant
from app.ward.beds.service import BedService
from tests.store.rows import person_row
from tests.ward.beds.conftest import CPF, Place


def occupant(place: Place, number: int) -> Occupant | None:
    return place.service.beds(place.nurse)[number].occupant


def labels(place: Place) -> list[str]:
    return [bed.label for bed in place.service.beds(place.nurse)]


def test_a_person_of_the_records_is_found_by_the_bracelet_however_its_number_is_written(place: Place) -> None:
    registered = place.register()
    place.admit(0, "529.982.247-25")
    one = occupant(place, 0)
    assert one is not None
    assert (one.person_id, one.name, one.identifier) == (registered, "Maria da Silva Souza", "529.982.247-25")
    assert place.service.look_up(place.nurse, registered) is not None


def test_whoever_is_in_no_record_lies_there_by_the_identifier_alone(place: Place) -> None:
    place.admit(0, "  pulseira-77 ")
    one = occupant(place, 0)
    assert one is not None
    assert (one.person_id, one.name, one.identifier) == ("", "", "pulseira-77")
    assert place.service.look_up(place.nurse, "pulseira-77") is None


def test_a_transfer_keeps_the_stay_and_takes_the_devices_along(place: Place) -> None:
    stay = place.admit(0, device="monitor-1")
    place.clock.advance(60)
    place.service.transfer(place.nurse, place.bed[0], place.bed[1])
    moved = occupant(place, 1)
    assert occupant(place, 0) is None and moved is not None
    assert (moved.stay, [one.device for one in moved.devices]) == (stay, ["monitor-1"])
    assert moved.in_bed_since > moved.admitted_at


def test_a_transfer_leaves_the_named_devices_with_nobody_and_takes_the_others_along(place: Place) -> None:
    place.admit(0, device="monitor-1")
    place.service.put_on(place.nurse, place.bed[0], "pump-1", DeviceClass.A, life_support=True)
    place.service.transfer(place.nurse, place.bed[0], place.bed[1], leave=["monitor-1"])
    place.admit(0, "pulseira-2", device="monitor-1")
    moved = occupant(place, 1)
    assert moved is not None and [one.device for one in moved.devices] == ["pump-1"]


def test_a_discharge_clears_the_devices_and_every_step_stays_written_down(place: Place) -> None:
    place.admit(0, device="monitor-1")
    place.service.transfer(place.nurse, place.bed[0], place.bed[1])
    place.service.discharge(place.nurse, place.bed[1])
    assert occupant(place, 1) is None
    with place.store.read() as connection:
        steps = connection.execute(select(ward_stay_step.c.kind).order_by(ward_stay_step.c.number)).scalars().all()
        ends = connection.execute(select(ward_device_end.c.kind)).scalars().all()
    assert (steps, ends) == (["admitted", "transferred", "discharged"], ["discharged"])
    place.admit(1, "pulseira-1", device="monitor-1")


def test_a_device_that_was_taken_off_may_be_put_on_elsewhere(place: Place) -> None:
    place.admit(0, device="monitor-1")
    place.service.take_off(place.nurse, "monitor-1")
    place.admit(1, "pulseira-2", device="monitor-1")


@pytest.mark.parametrize(
    ("code", "act"),
    [
        ("ward.bed_occupied", lambda p: p.service.admit(p.nurse, p.bed[0], "outra", AgeClass.ADULT)),
        ("ward.bed_occupied", lambda p: p.service.transfer(p.nurse, p.bed[1], p.bed[0])),
        ("ward.bed_occupied", lambda p: p.service.remove_bed(p.nurse, p.bed[0])),
        ("ward.person_in_bed", lambda p: p.service.admit(p.nurse, p.bed[2], "pulseira-1", AgeClass.ADULT)),
        ("ward.device_at_bed", lambda p: p.service.put_on(p.nurse, p.bed[1], "monitor-1", DeviceClass.A)),
        ("ward.device_at_bed", lambda p: p.service.put_on(p.nurse, p.bed[0], "monitor-1", DeviceClass.A)),
        ("ward.bed_free", lambda p: p.service.discharge(p.nurse, p.bed[2])),
        ("ward.bed_free", lambda p: p.service.put_on(p.nurse, p.bed[2], "x", DeviceClass.A)),
        ("ward.bed_not_found", lambda p: p.service.discharge(p.nurse, "nowhere")),
        ("ward.device_not_placed", lambda p: p.service.take_off(p.nurse, "x")),
        ("ward.device_missing", lambda p: p.service.put_on(p.nurse, p.bed[0], " ", DeviceClass.A)),
        ("ward.identifier_missing", lambda p: p.service.admit(p.nurse, p.bed[2], " ", AgeClass.ADULT)),
        ("ward.bed_label_missing", lambda p: p.service.add_bed(p.nurse, " ")),
        ("ward.bed_label_taken", lambda p: p.service.add_bed(p.nurse, "leito  01")),
        ("ward.bed_text_too_long", lambda p: p.service.rename_bed(p.nurse, p.bed[0], "x" * 41)),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(place: Place, code: str, act: Callable[[Place], object]) -> None:
    place.admit(0, device="monitor-1")
    place.admit(1, "pulseira-2")
    before = place.service.beds(place.nurse)
    with pytest.raises(KnownError) as refused:
        act(place)
    assert refused.value.code == code
    assert place.service.beds(place.nurse) == before


def test_a_person_whose_records_were_merged_is_still_known_to_lie_in_a_bed(place: Place) -> None:
    losing = place.register()
    place.admit(0, losing)
    surviving = "22222222-2222-4222-8222-222222222222"
    with place.store.write(place.nurse.actor) as writing:
        writing.create(person, {**person_row(5), "id": surviving, "full_name": "Ana Fictícia Lima"})
        row = {"losing_id": losing, "surviving_id": surviving, "status": "merged", "number": 1}
        writing.create(person_merge, {**row, "reason": "teste", "taken_fields": "{}", "moved_pregnancies": "[]"})
    one = occupant(place, 0)
    assert one is not None and (one.person_id, one.name) == (surviving, "Ana Fictícia Lima")
    with pytest.raises(KnownError, match="person_in_bed"):
        place.admit(1, surviving)


def test_beds_are_renamed_ordered_and_taken_out_of_use_and_what_they_were_is_kept(place: Place) -> None:
    place.service.rename_bed(place.nurse, place.bed[0], "Isolamento")
    place.service.order_beds(place.nurse, [place.bed[2]])
    place.service.remove_bed(place.nurse, place.bed[1])
    assert labels(place) == ["Leito 03", "Isolamento"]
    with place.store.read() as connection:
        kept = connection.execute(select(func.count()).select_from(ward_bed)).scalar_one()
        old = select(field_history.c.old_value).where(field_history.c.field == "label")
        assert (kept, connection.execute(old).scalar_one()) == (3, '"Leito 01"')
    assert place.service.add_bed(place.nurse, "Leito 02").place == 4


def test_nothing_of_the_beds_is_in_the_change_log_and_all_of_it_in_the_audit_trail(place: Place) -> None:
    place.admit(0, CPF, device="monitor-1")
    place.service.rename_bed(place.nurse, place.bed[0], "Isolamento")
    place.service.transfer(place.nurse, place.bed[0], place.bed[1])
    place.service.discharge(place.nurse, place.bed[1])
    with place.store.read() as connection:
        travels = connection.execute(select(change_log.c.entity)).scalars().all()
        trail = connection.execute(select(audit.c.action).order_by(audit.c.number)).scalars().all()
    assert not [entity for entity in travels if entity.startswith("ward_")]
    assert trail[-5:] == [
        "ward_admitted",
        "ward_device_on",
        "ward_bed_renamed",
        "ward_transferred",
        "ward_discharged",
    ]


def test_another_service_over_the_same_store_sees_who_lies_where(place: Place) -> None:
    stay = place.admit(2)
    seen = BedService(place.store).beds(place.nurse)[2].occupant
    assert seen is not None and seen.stay == stay


def test_a_wrong_admission_is_corrected_without_touching_the_devices_at_the_bed(place: Place) -> None:
    wrong = place.admit(0, "pulseira-1", device="monitor-1")
    place.clock.advance(60)
    right = place.service.correct_admission(place.nurse, place.bed[0], "pulseira-2", AgeClass.CHILD)
    assert right.stay != wrong and (right.identifier, right.age) == ("pulseira-2", AgeClass.CHILD)
    assert [(one.device, one.device_class) for one in right.devices] == [("monitor-1", DeviceClass.A)]
    with place.store.read() as connection:
        ends = connection.execute(select(ward_device_end.c.kind)).scalars().all()
        steps = connection.execute(select(ward_stay_step.c.kind).where(ward_stay_step.c.stay_id == wrong)).scalars()
        assert (ends, set(steps)) == (["corrected"], {"admitted", "discharged"})
    assert right.corrects == wrong
    place.clock.advance(60)
    place.service.transfer(place.nurse, place.bed[0], place.bed[2])
    moved = occupant(place, 2)
    assert moved is not None and moved.corrects == wrong
    place.admit(1, "pulseira-1")
    again = occupant(place, 1)
    assert again is not None and again.corrects == ""


def test_only_the_age_class_of_an_admission_may_be_corrected_too(place: Place) -> None:
    place.admit(0, CPF)
    assert place.service.correct_admission(place.nurse, place.bed[0], CPF, AgeClass.NEWBORN).age is AgeClass.NEWBORN


def test_a_correction_cannot_put_one_person_into_two_beds(place: Place) -> None:
    place.admit(0, "pulseira-1")
    place.admit(1, "pulseira-2")
    with pytest.raises(KnownError, match="person_in_bed"):
        place.service.correct_admission(place.nurse, place.bed[1], "pulseira-1", AgeClass.ADULT)
    one = occupant(place, 1)
    assert one is not None and one.identifier == "pulseira-2"


def test_an_admission_that_was_a_mistake_is_undone_and_the_trail_says_so(place: Place) -> None:
    place.admit(0, device="monitor-1")
    place.service.discharge(place.nurse, place.bed[0], by_mistake=True)
    assert occupant(place, 0) is None
    with place.store.read() as connection:
        last = connection.execute(select(audit.c.action).order_by(audit.c.number.desc()).limit(1)).scalar_one()
    assert last == "ward_admission_undone"


def test_looking_a_person_up_tells_the_birth_and_proposes_the_age_class(place: Place) -> None:
    place.register()
    found = place.service.look_up(place.nurse, CPF)
    assert found is not None and found.birth is not None and found.age is AgeClass.ADULT


@pytest.mark.parametrize(
    ("born", "age"),
    [
        (date(2026, 3, 10), AgeClass.NEWBORN),
        (date(2026, 2, 10), AgeClass.NEWBORN),
        (date(2026, 2, 9), AgeClass.CHILD),
        (date(2011, 3, 11), AgeClass.CHILD),
        (date(2011, 3, 10), AgeClass.ADULT),
        (date(2026, 3, 11), AgeClass.NEWBORN),
    ],
)
def test_the_age_class_that_is_proposed_changes_on_the_day_that_its_file_says(born: date, age: AgeClass) -> None:
    assert proposed_age(born, date(2026, 3, 10)) is age
