"""Danger signs: asked, ticked, the emergency card, the second reading, the sheet on paper."""

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtWidgets import QLineEdit, QWidget

from app.clinic.people.model import NewPerson, PersonRecord, Sex
from app.clinic.pregnancies.model import NewObservation
from app.security.roles import Role
from ui.commands.screenshots.stage import Stage
from ui.danger_signs.card import EmergencyCard
from ui.papers.emergency_paper import emergency_offer
from ui.papers.issue import Issue
from ui.papers.paper import PaperSize
from ui.papers.printing import picture
from ui.pregnancy.danger import RecordDanger
from ui.pregnancy.record import PregnancyRecord
from ui.pregnancy.screen import Pregnancies
from ui.pregnancy.summary.section import SummarySection

_PAPER_WIDTH = 900
_REST_SECONDS = 11 * 60


def asked(stage: Stage) -> None:
    """Nobody asked yet; the list with a sign ticked and the other emergencies open; the answer in one line."""
    danger = _danger(stage, _somebody(stage, "Rita Sintética Sales"))
    danger.question.asking.open_list()
    stage.shoot("danger-signs-list")
    danger.question.asking.more.click()
    danger.question.asking.signs.tiles[1].click()
    stage.shoot("danger-signs-ticked")
    danger.question.asking.signs.tiles[1].click()
    danger.question.asking.none_button.click()
    stage.shoot("danger-signs-none")


def emergency(stage: Stage) -> None:
    """The card, a mistake being corrected, every step done, why the visit goes on, and the sheet."""
    danger = _danger(stage, _somebody(stage, "Célia Sintética Ramos"))
    asking = danger.question.asking
    asking.open_list()
    asking.signs.tiles[1].click()
    asking.submit()
    stage.settle()
    card = _card(stage)
    stage.shoot("emergency-card")
    card.open_correction()
    stage.shoot("emergency-correct")
    card.step_back()
    for code in tuple(card.steps.buttons):
        stage.clock_moves(60)
        card.steps.buttons[code].click()
        stage.settle()
    card.open_going_on()
    stage.shoot("emergency-go-on")
    card.step_back()
    card.print_current()
    stage.shoot("emergency-sheet")
    issue = Issue(card.case.profile, stage.session(Role.NURSE).name, stage.station.clock.now())
    offer = emergency_offer(card.case, issue)
    for size in PaperSize:
        stage.keep(f"emergency-paper-{size.value.lower()}", picture(offer.make(size), 0, _PAPER_WIDTH))
    card.step_back()
    card.open_going_on()
    card.go_on_form.reason.setText("SAMU 192")
    card.go_on_form.do.click()
    stage.shoot("emergency-went-on")


def pressure(stage: Stage) -> None:
    """A high first reading at rest, then confirmed with what is known of pre-eclampsia."""
    woman = _somebody(stage, "Nilza Sintética Prado")
    danger = _danger(stage, woman)
    danger.question.asking.none_button.click()
    stage.settle()
    _measure(stage, woman, 146, 92)
    stage.clock_moves(120)
    _danger(stage, woman)
    stage.shoot("pressure-second-due")
    stage.clock_moves(_REST_SECONDS)
    _measure(stage, woman, 144, 94)
    _danger(stage, woman)
    stage.shoot("pressure-confirmed")


def risk_form(stage: Stage) -> None:
    """The risk form: the first high reading of the visit waits; one typed there waits, counts, is an emergency."""
    woman = _somebody(stage, "Salete Sintética Moura")
    _danger(stage, woman).question.asking.none_button.click()
    stage.settle()
    _measure(stage, woman, 146, 92)
    record = _record(stage, woman)
    record.go_to("classification")
    stage.shoot("risk-pressure-of-visit-waits")
    for name, systolic, diastolic in (("waits", "150", "95"), ("severe", "165", "112")):
        _type_pressure(record, systolic, diastolic)
        stage.shoot(f"risk-pressure-{name}")
        if name == "waits":
            record.risk.form.pressure.repeated.emit()
            stage.shoot("risk-pressure-repeated")
    record.risk.form.pressure.severe.emit()
    stage.shoot("risk-pressure-emergency")


def _type_pressure(record: PregnancyRecord, systolic: str, diastolic: str) -> None:
    for code, text in (("systolic_mmhg", systolic), ("diastolic_mmhg", diastolic)):
        record.risk.form.reveal(code)
        line = record.findChild(QLineEdit, f"number_{code}")
        assert isinstance(line, QLineEdit)
        line.clear()
        line.insert(text)


def _measure(stage: Stage, woman: PersonRecord, systolic: int, diastolic: int) -> None:
    signs, session = stage.station.danger_signs, stage.session(Role.NURSE)
    both = [NewObservation("systolic_mmhg", systolic), NewObservation("diastolic_mmhg", diastolic)]
    signs.measure(session, woman.id, signs.encounter_of_today(session, woman.id), both)


def _somebody(stage: Stage, name: str) -> PersonRecord:
    """A woman of 36 weeks whom nobody has asked today."""
    session = stage.session(Role.NURSE)
    new = NewPerson(
        full_name=name,
        birth_date=date(1998, 4, 2),
        sex=Sex.FEMALE,
        no_mother_reason="Dados sintéticos",
        no_document_reason="Dados sintéticos",
        municipality_code="2408102",
        synthetic=True,
    )
    woman = stage.station.people.register(session, new)
    stage.station.pregnancies.open(session, woman.id, date(2026, 3, 16))
    return woman


def _danger(stage: Stage, woman: PersonRecord) -> RecordDanger:
    """The strip in her record."""
    record = _record(stage, woman)
    record.go_to("summary")
    stage.settle()
    section = record.section
    assert isinstance(section, SummarySection)
    assert section.danger is not None
    return section.danger


def _record(stage: Stage, woman: PersonRecord) -> PregnancyRecord:
    place = stage.enter(Role.NURSE, "pregnancy", woman.id).current()
    assert isinstance(place, Pregnancies)
    stage.until(lambda: place.record is not None, "the record")
    stage.settle()
    assert place.record is not None
    return place.record


def _card(stage: Stage) -> EmergencyCard:
    window: QWidget = stage.window
    found = window.findChild(EmergencyCard)
    assert isinstance(found, EmergencyCard)
    return found


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("danger signs", asked),
    ("emergency", emergency),
    ("second reading", pressure),
    ("pressure in the risk form", risk_form),
)
