"""Ending a pregnancy, taking a wrong outcome back, and the others of the same woman."""

from datetime import date

from pytestqt.qtbot import QtBot

from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import Pregnancy, PregnancyStatus
from app.clinic.prenatal.outcomes import NewOutcome, OutcomeKind
from app.security.session import Session
from app.station import Station
from tests.ui.clinical import Desk, words_in
from tests.ui.pregnancy.opened import OpenedRecord
from ui.corrections.strike_out import StrikeOutForm
from ui.pregnancy.outcome.page import OutcomePage
from ui.pregnancy.record import PregnancyRecord
from ui.widgets.confirm_sheet import ConfirmSheet

BIRTH = NewOutcome(OutcomeKind.BIRTH, date(2026, 2, 20), "Parto normal; menina, 3.250 g")


def _page(record: PregnancyRecord) -> OutcomePage:
    page = OutcomePage(record.host)
    record.host.cover(page)
    return page


def _confirm(desk: Desk, page: OutcomePage) -> None:
    sheet = page.window().findChild(ConfirmSheet)
    assert isinstance(sheet, ConfirmSheet)
    sheet.yes.click()
    desk.settle()


def test_nothing_ends_before_kind_and_day_are_told_and_somebody_confirms(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    desk, record = opened_record("summary")
    page = _page(record)
    assert page.form is not None
    page.form.submit()
    assert page.form.fields["kind"].error
    assert page.form.fields["day"].error
    page.form.choose(OutcomeKind.BIRTH)
    page.form.day.set_day(date(2026, 2, 20))
    page.form.submit()
    assert station.outcomes.outcome(nurse, pregnancy.id) is None
    _confirm(desk, page)
    assert record.pages.currentIndex() == 0
    found = station.outcomes.outcome(nurse, pregnancy.id)
    assert found is not None
    assert found.kind is OutcomeKind.BIRTH


def test_what_is_known_of_the_newborn_is_kept_in_words(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    desk, record = opened_record("summary")
    page = _page(record)
    assert page.form is not None
    page.form.choose(OutcomeKind.BIRTH)
    page.form.day.set_day(date(2026, 2, 20))
    page.form.way.set_value("caesarean")
    page.form.place.set_value("Maternidade Sintética")
    child = page.form.newborns[0]
    child.sex.set_value("girl")
    child.grams.set_value(9000)
    page.form.submit()
    assert child.fields[1].error
    child.grams.set_value(3250)
    child.first.set_value(8)
    child.fifth.set_value(9)
    page.form.submit()
    _confirm(desk, page)
    found = station.outcomes.outcome(nurse, pregnancy.id)
    assert found is not None
    assert found.details == "Cesárea; Maternidade Sintética; menina, 3.250 g, Apgar 8/9"


def test_after_a_birth_the_head_counts_the_days_and_visits_go_on(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    station.outcomes.record(nurse, pregnancy.id, BIRTH)
    _, record = opened_record("summary")
    assert record.head.after.text() == "Puérpera, 10 dias"
    assert "acompanhar até 03/04/2026" in words_in(record.head)
    assert "Registrar consulta" in words_in(record.section)
    assert not record.risk.card.save_button.isEnabled()


def test_a_wrong_outcome_is_struck_out_and_the_pregnancy_goes_on(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy, qtbot: QtBot
) -> None:
    outcome = station.outcomes.record(nurse, pregnancy.id, BIRTH)
    desk, record = opened_record("summary")
    page = _page(record)
    page._strike(outcome)
    sheet = page.window().findChild(StrikeOutForm)
    assert isinstance(sheet, StrikeOutForm)
    sheet.reason.set_value("Era de outra mulher")
    sheet.submit()
    desk.settle()
    assert station.pregnancies.get(nurse, pregnancy.id).status is PregnancyStatus.CURRENT
    assert record.head.age.figure.text() == "21s5d"


def test_an_earlier_pregnancy_is_reached_from_the_head(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy, woman: PersonRecord
) -> None:
    station.outcomes.record(nurse, pregnancy.id, NewOutcome(OutcomeKind.LOSS, date(2025, 12, 1)))
    station.pregnancies.open(nurse, woman.id, date(2026, 1, 20))
    desk, record = opened_record("summary")
    assert record.head.more.text() == "2 gestações"
    record.head.more.click()
    desk.settle()
    page = record.pages.currentWidget()
    assert page is not None
    assert "Perda em 01/12/2025" in words_in(page)
    assert "Gestação atual" in words_in(page)
