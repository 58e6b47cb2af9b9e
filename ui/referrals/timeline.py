"""What happened to one referral, in its order, each with who and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clinic.referral.model import OF_SERVER, Course, Happened, Kind, Verdict
from app.kernel.clock import from_text
from ui.referrals.words import verdict_look
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.theme import current_theme
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row

_ICONS = {
    Kind.RECEIVED: "cloud",
    Kind.OVERDUE: "clock",
    Kind.SEEN: "eye",
    Kind.ASSIGNED: "user",
    Kind.FIRST_READING: "eye",
    Kind.SECOND_READING: "eye",
    Kind.ANSWERED: "hospital",
    Kind.COUNTER_REPLY: "referral",
    Kind.READ: "check",
    Kind.CLOSED: "check-circle",
}


@dataclass(frozen=True)
class Step:
    """One line: what, what was said with it, who, when."""

    icon: str
    what: str
    said: str
    by: str
    at: datetime


class CourseTimeline(QWidget):
    """The latest last, as it was lived. `zone`: the unit's (IANA). Ticked tasks stand with the tasks, not here."""

    def __init__(self, one: Course, zone: str) -> None:
        super().__init__()
        self.setAccessibleName(tr("referring.course"))
        layout = column(self, gap=3)
        for step in steps_of(one):
            layout.addWidget(_line(step, zone))


def steps_of(one: Course) -> Iterator[Step]:
    """Its steps in words; what the server stamps is told with the server's time."""
    asked = one.referral
    yield Step("referral", tr("referring.step_sent"), "", asked.by, asked.sent_at)
    answers = {answer.id for answer in one.answers}
    for event in one.events:
        if event.kind is Kind.TASK:
            continue
        if event.kind is Kind.RECEIVED and event.content.get("of") in answers:
            yield _step(event, tr("referring.step_answer_stamped"))
        else:
            yield _step(event, tr(f"referrals.kind_{event.kind.value}"))


def _step(event: Happened, what: str) -> Step:
    told = event.content
    by_server = event.kind in OF_SERVER
    at = from_text(told["at"]) if by_server and isinstance(told.get("at"), str) else event.at
    by = tr("referring.server") if by_server else event.by
    return Step(_ICONS.get(event.kind, "info"), what, _said(event), by, at)


def _said(event: Happened) -> str:
    told = event.content
    if event.kind is Kind.ANSWERED:
        return verdict_look(Verdict(told["verdict"])).words
    key = {Kind.ASSIGNED: "name", Kind.CLOSED: "reason"}.get(event.kind, "text")
    return str(told.get(key) or "")


def _line(step: Step, zone: str) -> QWidget:
    holder = QWidget()
    line = row(holder, gap=3)
    sign = IconLabel(step.icon, "text_muted", "icon_small")
    sign.setFixedHeight(current_theme().px("text_title"))
    line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    words = column(gap=0)
    words.addWidget(Text(step.what, "strong", wrap=True))
    if step.said:
        words.addWidget(Text(step.said, wrap=True))
    words.addWidget(Text(f"{show_instant(step.at, zone)} · {step.by}", "small", wrap=True))
    line.addLayout(words, 1)
    return holder
