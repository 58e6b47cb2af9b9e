"""The reference hospital's desk: inbox, case, readings, answer, and what is shown when something is wrong."""

from typing import Final

from app.clinic.referral.model import Priority, State, Verdict
from app.kernel.errors import KnownError
from app.security.roles import Role
from ui.commands.screenshots.stage import Stage
from ui.referral_desk.answer_form import AnswerForm
from ui.referral_desk.inbox_rows import Group
from ui.referral_desk.screen import ReferralDesk
from ui.referral_desk.side import Step
from ui.shell.sheet import Sheet

_ASKED, _EXAMS, _CHARTS, _VISITS, _HISTORY, _COURSE = range(6)


def _desk(stage: Stage, role: Role, subject: str | None = None) -> ReferralDesk:
    shell = stage.enter(role, "referrals", subject)
    place = shell.current()
    assert isinstance(place, ReferralDesk)
    stage.settle()
    return place


def _find(stage: Stage, role: Role, **wanted: object) -> str:
    """The first that waits with these: `priority`, `state`, `read` (how many readings), `assigned`."""
    for one in stage.station.referral_desk.inbox(stage.session(role)):
        readings = sum(each is not None for each in (one.first_reading, one.second_reading))
        found = {
            "priority": one.course.referral.priority,
            "state": one.course.state,
            "read": readings,
            "assigned": one.course.assigned_to is not None,
            "reason": one.course.referral.reason,
        }
        if all(found[name] == value for name, value in wanted.items()):
            return one.course.referral.id
    raise LookupError(str(wanted))


def inbox(stage: Stage) -> None:
    """Everything that waits, then what each filter leaves."""
    with stage.at_hospital():
        place = _desk(stage, Role.COORDINATOR)
        stage.shoot("hospital-inbox")
        for group in (Group.OVERDUE, Group.MINE, Group.ANSWERED):
            place.inbox.choose(group)
            stage.shoot(f"hospital-inbox-{group.value}")
        _desk(stage, Role.STUDENT)
        stage.shoot("hospital-inbox-resident")


def case(stage: Stage) -> None:
    """One case with every part of its record."""
    with stage.at_hospital():
        waits = {"assigned": False, "state": State.RECEIVED, "priority": Priority.URGENT, "reason": "hypertension"}
        place = _desk(stage, Role.DOCTOR, _find(stage, Role.DOCTOR, **waits))
        assert place.page is not None
        names = ("asked", "exams", "charts", "visits", "history", "course")
        for number, name in enumerate(names):
            place.page.tabs.choose(number)
            stage.shoot(f"hospital-case-{name}")
        place.page.tabs.choose(_EXAMS)
        place.page.exams.open_exam("haemoglobin")
        stage.shoot("hospital-case-exam")


def emergency(stage: Stage) -> None:
    """What the unit saw and did stands first."""
    with stage.at_hospital():
        _desk(stage, Role.DOCTOR, _find(stage, Role.DOCTOR, priority=Priority.EMERGENCY))
        stage.shoot("hospital-emergency")
        place = _desk(stage, Role.NURSE, _find(stage, Role.NURSE, priority=Priority.EMERGENCY))
        assert place.page is not None
        if place.page.side.see_button is not None:
            place.page.see()
            stage.settle()
        stage.shoot("hospital-emergency-seen")


def replied(stage: Stage) -> None:
    """A counter-reply: what is new since the answer."""
    with stage.at_hospital():
        _desk(stage, Role.DOCTOR, _find(stage, Role.DOCTOR, state=State.COUNTER_REPLIED))
        stage.shoot("hospital-counter-reply")


def assigning(stage: Stage) -> None:
    """Who reads first."""
    with stage.at_hospital():
        place = _desk(stage, Role.COORDINATOR, _find(stage, Role.COORDINATOR, assigned=False, state=State.RECEIVED))
        assert place.page is not None
        place.page.assign()
        stage.shoot("hospital-assign")
        sheet = stage.window.findChild(Sheet)
        if sheet is not None:
            sheet.leave()


def readings(stage: Stage) -> None:
    """The resident's reading, then the preceptor's."""
    with stage.at_hospital():
        place = _desk(stage, Role.STUDENT, _find(stage, Role.STUDENT, assigned=True, read=0))
        assert place.page is not None
        stage.shoot("hospital-first-reading-due")
        place.page.open_form(Step.FIRST)
        stage.shoot("hospital-first-reading")
        place = _desk(stage, Role.DOCTOR, _find(stage, Role.DOCTOR, assigned=True, read=1))
        assert place.page is not None
        place.page.open_form(Step.SECOND)
        stage.shoot("hospital-second-reading")


def answering(stage: Stage) -> None:
    """The answer in its three kinds, what is missing, the review, and the next case."""
    with stage.at_hospital():
        place = _desk(stage, Role.DOCTOR, _find(stage, Role.DOCTOR, assigned=True, read=2))
        page = place.page
        assert page is not None
        stage.shoot("hospital-ready-to-answer")
        page.open_form(Step.ANSWER)
        form = page.form
        assert isinstance(form, AnswerForm)
        stage.shoot("hospital-answer-begin")
        form.fields.take({"verdict": Verdict.INCONCLUSIVE.value, "requested_exams": ["haemoglobin", "urine_culture"]})
        form.review()
        stage.shoot("hospital-answer-missing")
        work = next(iter(form.fields.sources.boxes))
        told = {"conduct": "booked", "clinic": "diabetes", "guidance": "Manter a dieta e trazer o cartão da gestante."}
        form.fields.take({"verdict": Verdict.CONFIRMED.value, "sources": [work], **told})
        form.fields.show_problems(())
        stage.shoot("hospital-answer-confirmed")
        form.review()
        stage.shoot("hospital-answer-review")
        form.send()
        stage.settle()
        stage.shoot("hospital-answered")


def another_version(stage: Stage) -> None:
    """Somebody else answered while one was reading."""
    with stage.at_hospital():
        chosen = _find(stage, Role.DOCTOR, assigned=False, reason="toxoplasmosis")
        place = _desk(stage, Role.DOCTOR, chosen)
        assert place.page is not None
        place.page.open_form(Step.ANSWER)
        place.page.show_gone()
        stage.shoot("hospital-answered-meanwhile")


def nothing_read(stage: Stage) -> None:
    """The list cannot be read."""
    with stage.at_hospital():
        place = _desk(stage, Role.NURSE)
        place.inbox.tell_failure(KnownError("store.in_use", path="plantao.db"))
        stage.shoot("hospital-inbox-stale")


SCENES: Final = (
    ("hospital inbox", inbox),
    ("hospital case", case),
    ("hospital emergency", emergency),
    ("hospital counter-reply", replied),
    ("hospital assigning", assigning),
    ("hospital readings", readings),
    ("hospital answering", answering),
    ("hospital other version", another_version),
    ("hospital stale", nothing_read),
)
