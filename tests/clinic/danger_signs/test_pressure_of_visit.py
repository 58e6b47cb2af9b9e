"""The blood pressure of an arrival, with the times of the record: second reading, emergency, pre-eclampsia."""

from collections.abc import Callable
from datetime import date

import pytest

from app.clinic.danger_signs.preeclampsia import Suspicion
from app.clinic.danger_signs.pressure import PressureState, SecondReading
from app.clinic.danger_signs.service import DangerSignService
from app.clinic.danger_signs.signs import who_danger_signs
from app.clinic.danger_signs.situation import EncounterPressure
from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.reception.service import ReceptionService
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.session import Session
from app.store.store import Store


class Visit:
    """One arrival of a woman in her 21st week, measured step by step."""

    def __init__(self, store: Store, nurse: Session, person_id: str) -> None:
        self.reception, self.danger = ReceptionService(store), DangerSignService(store)
        self.nurse, self.person_id = nurse, person_id
        self.id = self.reception.arrive(nurse, person_id).id

    def measure(self, systolic: int, diastolic: int) -> EncounterPressure:
        both = (NewObservation("systolic_mmhg", systolic), NewObservation("diastolic_mmhg", diastolic))
        self.reception.measure(self.nurse, self.id, both)
        return self.pressure()

    def pressure(self) -> EncounterPressure:
        return self.danger.pressure(self.nurse, self.person_id, self.id)


@pytest.fixture
def visit(store: Store, nurse: Session, pregnancy: Pregnancy) -> Visit:
    return Visit(store, nurse, pregnancy.person_id)


def test_a_high_reading_waits_for_the_second_after_rest(visit: Visit, fake_clock: FakeClock) -> None:
    assert visit.pressure().course.state is PressureState.NOT_MEASURED
    course = visit.measure(142, 88).course
    assert course.second_reading(fake_clock.now()) is SecondReading.RESTING
    fake_clock.advance(599)
    assert visit.measure(150, 95).course.state is PressureState.SECOND_DUE
    fake_clock.advance(1)
    assert visit.measure(141, 80).course.state is PressureState.HYPERTENSION


def test_a_severe_reading_is_an_emergency_until_it_is_corrected(
    visit: Visit, nurse: Session, pregnancies: PregnancyService, fake_clock: FakeClock
) -> None:
    assert visit.measure(160, 80).course.state is PressureState.EMERGENCY
    fake_clock.advance(900)
    assert visit.measure(120, 80).course.state is PressureState.EMERGENCY
    record = visit.reception.get(nurse, visit.id)
    (wrong,) = (row for row in record.observations if row.value == 160)
    pregnancies.correct(nurse, wrong.id, 106, "Digitado com engano")
    assert visit.pressure().course.state is PressureState.NORMAL


def test_preeclampsia_is_told_from_the_record_alone(visit: Visit, nurse: Session, fake_clock: FakeClock) -> None:
    visit.measure(150, 95)
    fake_clock.advance(600)
    found = visit.measure(150, 95).preeclampsia
    assert found is not None
    assert (found.suspicion, found.missing) == (Suspicion.UNKNOWN, ("protein", "symptoms"))
    visit.reception.measure(nurse, visit.id, (NewObservation("urine_protein", "1+"),))
    visit.danger.record(nurse, visit.person_id, visit.id, dict.fromkeys(who_danger_signs().signs, False))
    found = visit.pressure().preeclampsia
    assert found is not None
    assert found.suspicion is Suspicion.NOT_SUSPECTED
    fake_clock.advance(60)
    visit.reception.measure(nurse, visit.id, (NewObservation("urine_protein", "2+"),))
    found = visit.pressure().preeclampsia
    assert found is not None
    assert found.suspicion is Suspicion.SUSPECTED


def test_protein_without_hypertension_is_no_preeclampsia(visit: Visit, nurse: Session) -> None:
    visit.reception.measure(nurse, visit.id, (NewObservation("urine_protein", "2+"),))
    found = visit.measure(120, 70).preeclampsia
    assert found is not None
    assert found.suspicion is Suspicion.NOT_SUSPECTED


def test_signs_are_not_recorded_in_somebody_elses_arrival(
    visit: Visit, nurse: Session, register: Callable[..., PersonRecord]
) -> None:
    other = register(full_name="Bia Fictícia Melo", birth_date=date(1980, 1, 1))
    with pytest.raises(KnownError, match=r"danger_signs\.other_person"):
        visit.danger.record(nurse, other.id, visit.id, {"fever": True})
