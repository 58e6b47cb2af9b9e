"""Scenes of the referral at the primary-care unit: from what is missing to the answer that was read."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QPushButton

from app.clinic.pregnancies.model import PregnancyFilter, PregnancyOrder
from app.clinic.referral.model import Course, Priority, State, Verdict
from app.security.roles import Role
from ui.commands.screenshots.stage import SceneFailedError, Stage
from ui.pregnancy.screen import Pregnancies
from ui.referrals.compose_page import ComposePage
from ui.referrals.lines import Group
from ui.referrals.screen import Referrals


def outbox(stage: Stage) -> None:
    """The list, for the coordinator with what is late; one group; nothing found."""
    shell = stage.enter(Role.COORDINATOR, "referrals")
    stage.shoot("referrals-outbox")
    place = shell.current()
    assert isinstance(place, Referrals)
    place.outbox.choose(Group.LATE)
    stage.shoot("referrals-late")
    place.outbox.choose(Group.OPEN)
    place.outbox.search.setText("zzz")
    place.outbox._show_group()
    stage.shoot("referrals-none-found")


def waiting(stage: Stage) -> None:
    """Still on this station, received with its countdown, late, an emergency."""
    for name, fits in (
        ("queued", lambda one: one.state is State.QUEUED),
        ("countdown", lambda one: one.state is State.RECEIVED and not one.escalated and one.locks),
        ("late", lambda one: one.escalated and one.state is State.RECEIVED),
        ("emergency", lambda one: one.referral.priority is Priority.EMERGENCY),
    ):
        stage.enter(Role.NURSE, "referrals", _find(stage, fits).referral.id)
        stage.shoot(f"referral-{name}")


def answers(stage: Stage) -> None:
    """An answer nobody has read, then read with its tasks; inconclusive with the counter-reply; closed."""
    unread = _find(stage, lambda one: one.state is State.ANSWERED and _verdict(one) is Verdict.NOT_CONFIRMED)
    stage.enter(Role.NURSE, "referrals", unread.referral.id)
    stage.shoot("referral-answer-unread")
    booked = _find(stage, lambda one: one.state is State.READ and _verdict(one) is Verdict.CONFIRMED)
    stage.enter(Role.NURSE, "referrals", booked.referral.id)
    stage.shoot("referral-answer-booked")
    unsure = _find(stage, lambda one: one.state is State.READ and _verdict(one) is Verdict.INCONCLUSIVE)
    shell = stage.enter(Role.NURSE, "referrals", unsure.referral.id)
    stage.shoot("referral-inconclusive")
    place = shell.current()
    assert isinstance(place, Referrals)
    assert place.page is not None and place.page.answer is not None
    place.page.answer.write_reply()
    assert place.page.answer.reply is not None
    place.page.answer.reply.text.set_value("Glicemia de jejum repetida: 98 mg/dl.")
    stage.shoot("referral-counter-reply")
    closed = _find(stage, lambda one: one.state is State.CLOSED)
    stage.enter(Role.NURSE, "referrals", closed.referral.id)
    stage.shoot("referral-closed")


def locked(stage: Stage) -> None:
    """The record while it waits for the answer."""
    one = _find(stage, lambda course: course.locks and course.state is State.RECEIVED and not course.escalated)
    stage.enter(Role.NURSE, "pregnancy", f"{one.referral.pregnancy_id}/summary")
    stage.shoot("record-locked")
    stage.enter(Role.NURSE, "pregnancy", f"{one.referral.pregnancy_id}/classification")
    stage.shoot("record-locked-classification")


def writing(stage: Stage) -> None:
    """What is missing; the form; an emergency; the last look; written and still here."""
    missing, ready = _unready(stage), _ready(stage)
    page = _compose(stage, missing)
    stage.shoot("refer-missing")
    page = _compose(stage, ready)
    form = page.form
    assert form is not None
    page.show_review()
    stage.shoot("refer-nothing-written")
    form.reason.set_value("hypertension")
    form.hypothesis.set_value("Hipertensão gestacional, pré-eclâmpsia a esclarecer")
    form.justification.set_value("Pressão alta em duas consultas seguidas, edema. Dados fictícios.")
    page.banner.hide()
    form.check()
    stage.shoot("refer-form")
    form.priority.set_value(Priority.EMERGENCY)
    form._priority_changed()
    stage.shoot("refer-emergency")
    form.priority.set_value(Priority.URGENT)
    form._priority_changed()
    stage.settle()
    page.show_review()
    stage.shoot("refer-review")
    page.send()
    stage.shoot("refer-queued")


def _compose(stage: Stage, pregnancy_id: str) -> ComposePage:
    shell = stage.enter(Role.NURSE, "pregnancy", f"{pregnancy_id}/summary")
    place = shell.current()
    assert isinstance(place, Pregnancies)
    assert place.record is not None
    button = place.record.findChild(QPushButton, "refer")
    if not isinstance(button, QPushButton):
        raise SceneFailedError("nothing offers to refer")
    button.click()
    stage.settle()
    page = place.record.pages.currentWidget()
    assert isinstance(page, ComposePage)
    return page


def _find(stage: Stage, fits: Callable[[Course], bool]) -> Course:
    sent = stage.station.referrals.outbox(stage.session(Role.NURSE), with_ended=True)
    found = next((one for one in sent if fits(one)), None)
    if found is None:
        raise SceneFailedError("the demo holds no such referral")
    return found


def _verdict(one: Course) -> Verdict | None:
    return one.answer.given.verdict if one.answer else None


def _ready(stage: Stage) -> str:
    return _pregnancy(stage, lacking=False)


def _unready(stage: Stage) -> str:
    return _pregnancy(stage, lacking=True)


def _pregnancy(stage: Stage, *, lacking: bool) -> str:
    """The first woman whose record lacks something, or nothing, for a referral."""
    session, station = stage.session(Role.NURSE), stage.station
    wanted = PregnancyFilter(only_unclassified=lacking, order=PregnancyOrder.GRAVEST)
    for row in station.pregnancies.list(session, wanted, 0, 200).rows[10 if not lacking else 0 :]:
        readiness = station.referrals.readiness(session, row.pregnancy_id)
        if bool(readiness.problems) is lacking and readiness.under_way is None:
            return row.pregnancy_id
    raise SceneFailedError("the demo holds no such pregnancy")


SCENES: Final = (
    ("referrals", outbox),
    ("referrals waiting", waiting),
    ("answers", answers),
    ("locked", locked),
    ("referring", writing),
)
