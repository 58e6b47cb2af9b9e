"""Summary, dating, visits, women to call, outcome."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from app.clinic.pregnancies.model import PregnancyFilter, PregnancyRow
from app.clinic.prenatal.dating_service import Dating
from app.clinic.prenatal.outcomes import OutcomeKind
from app.clinic.prenatal.visits_service import CallOutcome
from app.kernel.clock import local_date
from app.security.roles import Role
from ui.commands.screenshots.stage import SceneFailedError, Stage
from ui.pregnancy.calls.panel import CallPanel
from ui.pregnancy.dating.page import DatingPage
from ui.pregnancy.outcome.page import OutcomePage
from ui.pregnancy.record import PregnancyRecord
from ui.pregnancy.screen import Pregnancies
from ui.pregnancy.summary.section import SummarySection
from ui.pregnancy.visits.section import VisitsSection

_MANY = 400
_LATEST_POSTPARTUM_DAYS = 40


def summary(stage: Stage) -> None:
    """Danger signs not asked yet, then asked; a woman after birth."""
    record = _record(stage, f"{_usual(stage).pregnancy_id}/summary")
    stage.shoot("record-summary")
    section = record.section
    assert isinstance(section, SummarySection)
    assert section.danger is not None
    section.danger.question.asking.none_button.click()
    stage.settle()
    stage.shoot("record-summary-asked")
    _record(stage, f"{_postpartum(stage)}/summary")
    stage.shoot("record-postpartum")


def dating(stage: Stage) -> None:
    """What the dates stand on, a scan that differs, one more estimate."""
    record = _record(stage, _differing(stage))
    record.show_dating()
    stage.shoot("dating")
    page = record.pages.currentWidget()
    assert isinstance(page, DatingPage)
    page.open_form()
    assert page.form is not None
    stage.settle()
    page.form.submit()
    stage.settle()
    stage.shoot("dating-new-estimate")


def visits(stage: Stage) -> None:
    """All visits, one opened, recording one with an unlikely weight, and the second reading of a high pressure."""
    record = _record(stage, f"{_usual(stage, place=1).pregnancy_id}/visits")
    stage.shoot("visits")
    section = record.section
    assert isinstance(section, VisitsSection)
    section.table.opened.emit(next(one.id for one in section.lines if one.visit is not None))
    stage.shoot("visit-opened")
    section.open_form()
    stage.shoot("visit-danger-signs-first")
    assert section.danger is not None
    assert section.form is not None
    if not section.danger.may_go_on:
        section.danger.question.asking.none_button.click()
        stage.settle()
    numbers = section.form.measures.numbers
    for code, words in (("weight_kg", "900"), ("systolic_mmhg", "148"), ("diastolic_mmhg", "94")):
        numbers[code].line.setText(words)
    section.form.save()
    stage.shoot("visit-problems")
    numbers["weight_kg"].line.setText("82,5")
    section.form.save()
    stage.settle()
    stage.shoot("visit-second-reading-due")


def calls(stage: Stage) -> None:
    """Who is to be called, and what came of a call."""
    place = stage.enter(Role.NURSE, "pregnancy", "calls").current()
    assert isinstance(place, Pregnancies)
    page = place.views.calls
    stage.until(lambda: page.model.rowCount() > 0, "the women to call")
    stage.shoot("women-to-call")
    page.open(str(page.model.id_at(0)))
    panel = page.findChild(CallPanel)
    assert isinstance(panel, CallPanel)
    panel.choose(CallOutcome.COMES)
    panel.day.set_day(_today(stage) + timedelta(days=2))
    stage.shoot("woman-called")
    panel.form.submit()
    stage.settle()


def outcome(stage: Stage) -> None:
    """Ending a pregnancy, and how one ended."""
    record = _record(stage, _usual(stage).pregnancy_id)
    page = OutcomePage(record.host)
    record.host.cover(page)
    assert page.form is not None
    page.form.choose(OutcomeKind.BIRTH)
    stage.shoot("outcome")
    record = _record(stage, _postpartum(stage))
    record.host.cover(OutcomePage(record.host))
    stage.shoot("outcome-recorded")


def _record(stage: Stage, subject: str) -> PregnancyRecord:
    place = stage.enter(Role.NURSE, "pregnancy", subject).current()
    assert isinstance(place, Pregnancies)
    stage.until(lambda: place.record is not None, "the record")
    stage.settle()
    assert place.record is not None
    return place.record


def _usual(stage: Stage, place: int = 0) -> PregnancyRow:
    """A woman with many visits; `place`: another one."""
    rows = stage.station.pregnancies.list(stage.session(Role.NURSE), PregnancyFilter(), 0, _MANY).rows
    return sorted(rows, key=lambda one: _visits_of(stage, one), reverse=True)[place]


def _visits_of(stage: Stage, one: PregnancyRow) -> int:
    if one.class_code is None or one.gestational_age is None or one.gestational_age.weeks >= 38:
        return 0
    return len(stage.station.visits.list(stage.session(Role.NURSE), one.pregnancy_id))


def _differing(stage: Stage) -> str:
    """A pregnancy whose scan differs from the dates in use, else one with a scan, else any."""
    nurse = stage.session(Role.NURSE)
    rows = stage.station.pregnancies.list(nurse, PregnancyFilter(), 0, _MANY).rows

    def interest(found: Dating) -> int:
        return 2 * (found.suggestion is not None) + (len(found.estimates) > 1)

    return max(rows, key=lambda one: interest(stage.station.dating.dating(nurse, one.pregnancy_id))).pregnancy_id


def _postpartum(stage: Stage) -> str:
    nurse, today = stage.session(Role.NURSE), _today(stage)
    for row in stage.station.pregnancies.list(nurse, PregnancyFilter(closed=True), 0, _MANY).rows:
        found = stage.station.outcomes.outcome(nurse, row.pregnancy_id)
        if found is None or found.kind is not OutcomeKind.BIRTH:
            continue
        if (today - found.day).days <= _LATEST_POSTPARTUM_DAYS:
            return row.pregnancy_id
    raise SceneFailedError("there is no woman in her postpartum follow-up")


def _today(stage: Stage) -> date:
    return local_date(stage.station.clock.now(), stage.station.profile.time_zone)


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (
    ("summary", summary),
    ("dating", dating),
    ("visits", visits),
    ("women to call", calls),
    ("outcome", outcome),
)
