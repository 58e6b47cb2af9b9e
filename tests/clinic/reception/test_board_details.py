"""What the board says beside the arrival: why she came, calls that nobody answered, the second blood pressure."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.clinic.danger_signs.pressure import PressureState
from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.prenatal.outcomes import NewOutcome, OutcomeKind, OutcomeService
from app.clinic.problems import InputError
from app.clinic.reception.model import ArrivalState, BoardRow, Colour, EventKind, Hearing
from app.clinic.reception.service import LONGEST_REASON, ReceptionService
from app.clinic.scores.maternal import Finding
from app.kernel.clock import FakeClock, local_date
from app.security.session import Session
from app.store.store import Store

HIGH = (NewObservation("systolic_mmhg", 150), NewObservation("diastolic_mmhg", 95))
Register = Callable[..., PersonRecord]


@pytest.fixture
def reception(store: Store) -> ReceptionService:
    return ReceptionService(store)


def only(reception: ReceptionService, nurse: Session) -> BoardRow:
    (row,) = reception.board(nurse).rows
    return row


def test_what_she_says_at_the_desk_stands_until_somebody_listens(
    reception: ReceptionService, nurse: Session, joana: PersonRecord
) -> None:
    one = reception.arrive(nurse, joana.id, reason="  tontura ")
    assert (one.state, one.reason, one.colour) == (ArrivalState.WAITING, "tontura", None)
    assert one.since == one.arrived_at
    assert only(reception, nurse).arrival == one
    assert reception.hear(nurse, one.id, Hearing("Dor de cabeça", Colour.GREEN)).reason == "Dor de cabeça"
    said, heard = reception.get(nurse, one.id).events
    assert (said.kind, said.content) == (EventKind.ARRIVED, {"reason": "tontura"})
    assert reception.take_back(nurse, heard.id, "engano").reason == "tontura"
    assert reception.take_back(nurse, said.id, "engano").reason is None


def test_a_reason_too_long_registers_nobody(reception: ReceptionService, nurse: Session, joana: PersonRecord) -> None:
    with pytest.raises(InputError):
        reception.arrive(nurse, joana.id, reason="x" * (LONGEST_REASON + 1))
    assert reception.board(nurse).rows == ()


def test_the_board_says_to_which_room_and_how_often_in_vain(
    reception: ReceptionService, nurse: Session, joana: PersonRecord
) -> None:
    one = reception.arrive(nurse, joana.id).id
    assert (only(reception, nurse).called_to, only(reception, nurse).not_answered) == ("", 0)
    reception.call(nurse, one, "Sala 2")
    reception.not_answered(nurse, one)
    reception.call(nurse, one, " Sala 3 ")
    row = only(reception, nurse)
    assert (row.called_to, row.not_answered) == ("Sala 3", 1)
    vain = next(event for event in reception.get(nurse, one).events if event.kind is EventKind.NOT_ANSWERED)
    reception.take_back(nurse, vain.id, "engano")
    assert only(reception, nurse).not_answered == 0


def test_a_high_pressure_in_pregnancy_asks_on_the_board_for_the_second_reading(
    reception: ReceptionService, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    one = reception.arrive(nurse, pregnancy.person_id).id
    assert only(reception, nurse).pressure is None
    reception.hear(nurse, one, Hearing("Consulta", Colour.GREEN, HIGH))
    course = only(reception, nurse).pressure
    assert course is not None
    assert (course.state, course.second_from) == (PressureState.SECOND_DUE, fake_clock.now() + timedelta(minutes=10))
    fake_clock.advance(11 * 60)
    reception.measure(nurse, one, (NewObservation("systolic_mmhg", 120), NewObservation("diastolic_mmhg", 80)))
    course = only(reception, nurse).pressure
    assert course is not None
    assert course.state is PressureState.NOT_CONFIRMED


def test_the_second_reading_is_not_asked_of_somebody_who_is_not_pregnant(
    reception: ReceptionService, nurse: Session, joana: PersonRecord
) -> None:
    one = reception.arrive(nurse, joana.id).id
    reception.hear(nurse, one, Hearing("Consulta", Colour.GREEN, HIGH))
    row = only(reception, nurse)
    assert (row.pregnant, row.postpartum, row.pressure) == (False, False, None)


def test_a_woman_after_birth_is_known_as_such_until_day_42(
    reception: ReceptionService,
    store: Store,
    nurse: Session,
    pregnancy: Pregnancy,
    pregnancies: PregnancyService,
    fake_clock: FakeClock,
) -> None:
    one = reception.arrive(nurse, pregnancy.person_id).id
    assert (only(reception, nurse).pregnant, only(reception, nurse).postpartum) == (True, False)
    today = local_date(fake_clock.now(), "America/Fortaleza")
    OutcomeService(store).record(nurse, pregnancy.id, NewOutcome(OutcomeKind.BIRTH, today - timedelta(days=42)))
    reception.hear(nurse, one, Hearing("Sangramento", Colour.YELLOW, HIGH))
    row = only(reception, nurse)
    assert (row.pregnant, row.postpartum) == (False, True)
    assert row.pressure is not None
    assert reception.aids(nurse, one).maternal is not None
    fake_clock.advance(24 * 3600)
    reception.no_show(nurse, one)
    reception.arrive(nurse, pregnancy.person_id)
    assert not only(reception, nurse).postpartum


FAST = (NewObservation("systolic_mmhg", 100), NewObservation("pulse_bpm", 90))


@pytest.mark.parametrize("ended", [OutcomeKind.BIRTH, OutcomeKind.LOSS])
def test_the_shock_index_is_for_a_woman_after_birth_and_for_nobody_else(
    reception: ReceptionService,
    store: Store,
    nurse: Session,
    pregnancy: Pregnancy,
    joana: PersonRecord,
    fake_clock: FakeClock,
    ended: OutcomeKind,
) -> None:
    assert pregnancy.person_id == joana.id
    one = reception.arrive(nurse, joana.id).id
    reception.hear(nurse, one, Hearing("Consulta", Colour.GREEN, FAST))
    assert reception.aids(nurse, one).shock is None
    today = local_date(fake_clock.now(), "America/Fortaleza")
    OutcomeService(store).record(nurse, pregnancy.id, NewOutcome(ended, today - timedelta(days=42)))
    row, shock = only(reception, nurse), reception.aids(nurse, one).shock
    assert (row.postpartum, row.gave_birth) == (True, ended is OutcomeKind.BIRTH)
    if ended is OutcomeKind.LOSS:
        assert shock is None
        return
    assert shock is not None
    assert shock.alerts
    assert reception.aids(nurse, one, pregnant=True).shock is None
    fake_clock.advance(24 * 3600)
    assert reception.aids(nurse, one).shock is None


def test_whoever_is_pregnant_again_soon_after_a_birth_has_no_shock_index(
    reception: ReceptionService,
    store: Store,
    nurse: Session,
    pregnancy: Pregnancy,
    pregnancies: PregnancyService,
    fake_clock: FakeClock,
) -> None:
    today = local_date(fake_clock.now(), "America/Fortaleza")
    OutcomeService(store).record(nurse, pregnancy.id, NewOutcome(OutcomeKind.BIRTH, today - timedelta(days=30)))
    one = reception.arrive(nurse, pregnancy.person_id).id
    assert reception.aids(nurse, one).shock is not None
    pregnancies.open(nurse, pregnancy.person_id, None)
    assert reception.aids(nurse, one).shock is None
    assert not only(reception, nurse).gave_birth


def test_hearsay_of_a_birth_gives_no_shock_index(
    reception: ReceptionService, nurse: Session, joana: PersonRecord
) -> None:
    one = reception.arrive(nurse, joana.id).id
    aids = reception.aids(nurse, one, postpartum=True)
    assert (aids.maternal is None, aids.shock) == (False, None)


def test_the_aids_take_what_is_being_typed_before_what_is_stored(
    reception: ReceptionService, nurse: Session, joana: PersonRecord, pregnancy: Pregnancy
) -> None:
    one = reception.arrive(nurse, pregnancy.person_id).id
    reception.hear(nurse, one, Hearing("Consulta", Colour.GREEN, (NewObservation("pulse_bpm", 80),)))
    aids = reception.aids(nurse, one, typed={"pulse_bpm": 130})
    assert aids.maternal is not None
    assert aids.maternal.met == ("pulse_high",)
    assert [x.finding for x in aids.maternal.findings if x.criterion.code == "systolic_low"] == [Finding.NOT_MEASURED]
    assert aids.refusal == "scores.not_in_pregnancy"
    assert reception.get(nurse, one).observations[0].value == 80
