"""A visit after birth asks for the pulse and tells the shock index; one of the pregnancy, or after a loss, does not."""

from datetime import date

import pytest

from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.prenatal.outcomes import NewOutcome, OutcomeKind
from app.clinic.prenatal.schedules import Professional
from app.clinic.prenatal.visits_service import NewVisit
from app.security.session import Session
from app.station import Station
from tests.ui.clinical import Desk, words_in
from tests.ui.pregnancy.opened import OpenedRecord
from ui.pregnancy.record import PregnancyRecord
from ui.pregnancy.visits.form import VisitForm
from ui.pregnancy.visits.section import VisitsSection

BORN = date(2026, 2, 20)
AFTER = date(2026, 2, 25)


def _end(station: Station, nurse: Session, pregnancy: Pregnancy, kind: OutcomeKind = OutcomeKind.BIRTH) -> None:
    station.outcomes.record(nurse, pregnancy.id, NewOutcome(kind, BORN))


def _visit(day: date, **readings: int) -> NewVisit:
    return NewVisit(
        day, Professional.NURSE, vitals=tuple(NewObservation(code, value) for code, value in readings.items())
    )


def _section(record: PregnancyRecord) -> VisitsSection:
    assert isinstance(record.section, VisitsSection)
    return record.section


def _form(desk: Desk, record: PregnancyRecord) -> VisitForm:
    section = _section(record)
    section.open_form()
    desk.settle()
    assert section.form is not None
    return section.form


def _opened(section: VisitsSection, visit_id: str) -> str:
    section.open_detail(visit_id)
    return words_in(section.beside.panel)


def test_the_index_follows_what_is_typed_in_a_visit_after_birth_and_the_pulse_is_kept(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    _end(station, nurse, pregnancy)
    desk, record = opened_record("visits")
    form = _form(desk, record)
    shock, numbers = form.measures.shock, form.measures.numbers
    assert words_in(shock) == ""
    numbers["pulse_bpm"].set_value(90)
    assert shock.words.text() == "Índice de choque: falta a pressão medida junto com o pulso"
    numbers["systolic_mmhg"].set_value(10)
    assert "falta a pressão" in shock.words.text()
    numbers["systolic_mmhg"].set_value(0)
    assert "falta a pressão" in shock.words.text()
    numbers["systolic_mmhg"].set_value(101)
    assert shock.words.text() == "Índice de choque 0,89: Na faixa usual (0,52 a 0,89)"
    assert shock.alert.isHidden()
    numbers["systolic_mmhg"].set_value(100)
    assert (shock.alert.text(), shock.alert.isVisible()) == ("Índice de choque 0,90: Alerta (≥ 0,9)", True)
    assert shock.words.isHidden()
    assert "Nathan et al." in words_in(shock)
    numbers["diastolic_mmhg"].set_value(60)
    form.day.set_day(AFTER)
    form.save()
    desk.settle()
    kept = {one.code: one.value for one in station.visits.measured(nurse, pregnancy.id)[AFTER]}
    assert kept == {"pulse_bpm": 90, "systolic_mmhg": 100, "diastolic_mmhg": 60}


def test_a_visit_entered_late_of_a_day_before_the_birth_has_no_index(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    _end(station, nurse, pregnancy)
    desk, record = opened_record("visits")
    form = _form(desk, record)
    form.measures.numbers["pulse_bpm"].set_value(110)
    form.measures.numbers["systolic_mmhg"].set_value(100)
    assert form.measures.shock.isVisible()
    form.day.set_day(BORN)
    assert not form.measures.shock.isVisible()
    form.day.set_day(AFTER)
    assert form.measures.shock.isVisible()


def test_neither_in_pregnancy_nor_after_a_loss_is_the_index_asked_for(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    desk, record = opened_record("visits")
    form = _form(desk, record)
    assert "pulse_bpm" not in form.measures.numbers
    assert not form.measures.shock.isVisible()
    _end(station, nurse, pregnancy, OutcomeKind.LOSS)
    station.visits.record(nurse, pregnancy.id, _visit(AFTER, pulse_bpm=110, systolic_mmhg=100))
    _, record = opened_record("visits")
    (visit,) = station.visits.list(nurse, pregnancy.id)
    assert "choque" not in _opened(_section(record), visit.id)


@pytest.mark.parametrize(
    ("readings", "said"),
    [
        ({"pulse_bpm": 89, "systolic_mmhg": 100}, "Índice de choque 0,89: Na faixa usual (0,52 a 0,89)"),
        ({"pulse_bpm": 90, "systolic_mmhg": 100}, "Índice de choque 0,90: Alerta (≥ 0,9)"),
        ({"systolic_mmhg": 100}, "Índice de choque: falta o pulso medido junto com a pressão"),
        ({"weight_kg": 60}, ""),
    ],
)
def test_an_opened_visit_after_birth_tells_the_index_of_what_was_measured_together(
    opened_record: OpenedRecord,
    station: Station,
    nurse: Session,
    pregnancy: Pregnancy,
    readings: dict[str, int],
    said: str,
) -> None:
    before = station.visits.record(nurse, pregnancy.id, _visit(date(2026, 2, 10), pulse_bpm=120, systolic_mmhg=100))
    _end(station, nurse, pregnancy)
    after = station.visits.record(nurse, pregnancy.id, _visit(AFTER, **readings))
    _, record = opened_record("visits")
    shown = _opened(_section(record), after.id)
    assert said in shown
    assert ("choque" in shown) is bool(said)
    assert "choque" not in _opened(_section(record), before.id)
