"""One visit as it stands: which encounter it is, everything that stops the form, what was done, and going on."""

import pytest

from app.clinic.danger_signs.service import DangerSignService
from app.clinic.people.model import PersonRecord
from app.clinic.people.service import PeopleService
from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.problems import InputError
from app.clinic.reception.model import Outcome
from app.clinic.reception.service import ReceptionService
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.session import Session
from app.store.store import Store
from tests.clinic.conftest import someone


@pytest.fixture
def danger(store: Store) -> DangerSignService:
    return DangerSignService(store)


@pytest.fixture
def reception(store: Store) -> ReceptionService:
    return ReceptionService(store)


def pressure(systolic: int, diastolic: int) -> list[NewObservation]:
    return [NewObservation("systolic_mmhg", systolic), NewObservation("diastolic_mmhg", diastolic)]


def test_her_arrival_of_today_is_the_visit_also_after_it_was_closed(
    danger: DangerSignService, reception: ReceptionService, nurse: Session, joana: PersonRecord, fake_clock: FakeClock
) -> None:
    first = reception.arrive(nurse, joana.id)
    assert danger.encounter_of_today(nurse, joana.id) == first.id
    reception.attend(nurse, first.id)
    reception.close(nurse, first.id, Outcome.RESOLVED)
    assert danger.encounter_of_today(nurse, joana.id) == first.id
    fake_clock.advance(60)
    second = reception.arrive(nurse, joana.id)
    assert danger.encounter_of_today(nurse, joana.id) == second.id
    reception.withdraw(nurse, second.id, "Pessoa errada")
    assert danger.encounter_of_today(nurse, joana.id) == first.id


def test_without_arrival_the_visit_is_the_same_all_day_and_another_tomorrow(
    danger: DangerSignService, nurse: Session, joana: PersonRecord, fake_clock: FakeClock
) -> None:
    today = danger.encounter_of_today(nurse, joana.id)
    assert len(today) == 36
    fake_clock.advance(3600)
    assert danger.encounter_of_today(nurse, joana.id) == today
    fake_clock.advance(24 * 3600)
    assert danger.encounter_of_today(nurse, joana.id) != today


def test_going_on_is_decided_only_after_every_step_and_ends_with_the_next_finding(
    danger: DangerSignService, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    visit = danger.encounter_of_today(nurse, pregnancy.person_id)
    where = (nurse, pregnancy.person_id, visit)
    assert not danger.situation(*where).may_go_on
    danger.record(*where, {"fever": True})
    standing = danger.situation(*where)
    assert standing.stops
    assert [one.sign.code for one in standing.found] == ["fever"]
    with pytest.raises(KnownError, match=r"danger_signs\.not_done_yet"):
        danger.go_on(*where, "O SAMU já está a caminho")
    for action in standing.actions:
        danger.note_done(*where, action.code)
    again = danger.note_done(*where, standing.actions[0].code)
    assert len(again.done) == len(standing.actions)
    with pytest.raises(KnownError, match=r"danger_signs\.reason_missing"):
        danger.go_on(*where, " ")
    fake_clock.advance(60)
    gone_on = danger.go_on(*where, "O SAMU já está a caminho")
    assert gone_on.may_go_on
    assert not gone_on.stops
    assert gone_on.went_on is not None
    assert gone_on.went_on.value == "O SAMU já está a caminho"
    fake_clock.advance(60)
    danger.record(*where, {"convulsing": True})
    assert danger.situation(*where).stops


def test_an_obstetric_emergency_of_cab_32_stops_the_form_beside_the_signs_of_the_who(
    danger: DangerSignService, nurse: Session, pregnancy: Pregnancy
) -> None:
    where = (nurse, pregnancy.person_id, danger.encounter_of_today(nurse, pregnancy.person_id))
    danger.record(*where, {}, emergencies=["ruptured_membranes"])
    standing = danger.situation(*where)
    assert [one.sign.code for one in standing.found] == ["ruptured_membranes"]
    assert standing.found[0].source.mark.value == "second_hand"
    assert standing.stops
    with pytest.raises(KnownError, match=r"danger_signs\.unknown_sign"):
        danger.record(*where, {}, emergencies=["ruptured_membrane"])


def test_a_severe_pressure_is_found_with_both_of_its_rows_and_goes_when_it_is_struck_out(
    danger: DangerSignService, nurse: Session, pregnancy: Pregnancy, pregnancies: PregnancyService
) -> None:
    where = (nurse, pregnancy.person_id, danger.encounter_of_today(nurse, pregnancy.person_id))
    standing = danger.measure(*where, pressure(162, 100))
    (found,) = standing.found
    assert found.sign.code == "hypertensive_crisis"
    assert {row.value for row in found.rows} == {162, 100}
    for row in found.rows:
        pregnancies.correct(nurse, row.id, None, "Aparelho com defeito")
    assert danger.situation(*where).found == ()


def test_suspected_preeclampsia_is_found_with_the_reading_that_decided(
    danger: DangerSignService, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    where = (nurse, pregnancy.person_id, danger.encounter_of_today(nurse, pregnancy.person_id))
    danger.measure(*where, [*pressure(150, 95), NewObservation("urine_protein", "2+")])
    assert danger.situation(*where).found == ()
    fake_clock.advance(600)
    standing = danger.measure(*where, pressure(148, 92))
    assert [one.sign.code for one in standing.found] == ["suspected_preeclampsia"]
    assert {row.value for row in standing.found[0].rows} == {148, 92}


def test_a_reading_that_cannot_be_is_refused_and_nothing_is_kept(
    danger: DangerSignService, nurse: Session, joana: PersonRecord
) -> None:
    where = (nurse, joana.id, danger.encounter_of_today(nurse, joana.id))
    with pytest.raises(InputError):
        danger.measure(*where, pressure(90, 140))
    assert danger.situation(*where).readings == {}


def test_the_visit_of_somebody_else_is_refused(
    danger: DangerSignService, reception: ReceptionService, nurse: Session, joana: PersonRecord, people: PeopleService
) -> None:
    other = people.register(nurse, someone(full_name="Rita Fictícia Souza", mother_name="Ana Fictícia Souza"))
    arrival = reception.arrive(nurse, joana.id)
    with pytest.raises(KnownError, match=r"danger_signs\.other_person"):
        danger.situation(nurse, other.id, arrival.id)
