"""The history form: unanswered questions, answers offered again, a change with its reason, a search."""

from collections.abc import Callable
from datetime import date
from typing import Final

from app.clinic.people.model import NewPerson, PersonRecord, Sex
from app.clinic.prenatal.history_service import Answer
from app.clinic.prenatal.outcomes import NewOutcome, OutcomeKind
from app.kernel.clock import local_date
from app.security.roles import Role
from ui.commands.screenshots.stage import Stage
from ui.pregnancy.background.section import BackgroundSection
from ui.pregnancy.screen import Pregnancies
from ui.texts import tr

_BEFORE: Final = {
    "smoking_or_alcohol": Answer.NO,
    "drug_dependence": Answer.NO,
    "occupational_risk": Answer.UNKNOWN,
    "arterial_hypertension": Answer.YES,
    "epilepsy": Answer.NO,
}


def history(stage: Stage) -> None:
    """A second pregnancy: what was said in the first is offered again, accepted, saved, and one answer changed."""
    section = _section(stage, _in_second_pregnancy(stage))
    stage.until(lambda: section.questions.is_built, "the rest of the questions")
    stage.shoot("history-offered")
    section.groups[0].accept_button.click()
    section._answered(("heart_disease", Answer.NO))
    stage.shoot("history-to-save")
    section.save()
    stage.settle()
    section._answered(("heart_disease", Answer.YES))
    section.open_detail("heart_disease")
    section.save()
    stage.shoot("history-reason")
    section.reason.set_value(tr("background.reason_misheard"))
    section.save()
    stage.settle()
    section.open_detail("heart_disease")
    stage.shoot("history-struck-out")
    section.search.setText("diab")
    section.questions.filter("diab")
    stage.shoot("history-search")
    section.search.setText("xyzw")
    section.questions.filter("xyzw")
    stage.shoot("history-nothing-found")


def _in_second_pregnancy(stage: Stage) -> PersonRecord:
    session, station = stage.session(Role.NURSE), stage.station
    new = NewPerson(
        full_name="Dalva Sintética Torres",
        birth_date=date(1990, 8, 14),
        sex=Sex.FEMALE,
        no_mother_reason="Dados sintéticos",
        no_document_reason="Dados sintéticos",
        municipality_code="2408102",
        synthetic=True,
    )
    woman = station.people.register(session, new)
    first = station.pregnancies.open(session, woman.id, date(2026, 3, 2))
    station.history.record(session, first.id, _BEFORE)
    today = local_date(station.clock.now(), station.profile.time_zone)
    station.outcomes.record(session, first.id, NewOutcome(OutcomeKind.TRANSFER, today))
    stage.clock_moves(60)
    station.pregnancies.open(session, woman.id, date(2026, 9, 7))
    return woman


def _section(stage: Stage, woman: PersonRecord) -> BackgroundSection:
    place = stage.enter(Role.NURSE, "pregnancy", woman.id).current()
    assert isinstance(place, Pregnancies)
    stage.until(lambda: place.record is not None, "the record")
    stage.settle()
    assert place.record is not None
    place.record.go_to("background")
    stage.settle()
    section = place.record.section
    assert isinstance(section, BackgroundSection)
    return section


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (("history", history),)
