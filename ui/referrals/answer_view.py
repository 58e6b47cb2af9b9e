"""The answer of the hospital as both sides read it: the verdict large, what to do, on what it stands."""

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from app.clinic.referral.model import Answer
from ui.pregnancy.exams.words import exam_words
from ui.referrals.badges import VerdictBadge
from ui.referrals.words import cause_words, clinic_words, conduct_words, version_words
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import column


class AnswerView(QWidget):
    """One answer; `zone`: the unit's (IANA). Nobody changes it, so nothing here can be pressed."""

    def __init__(self, answer: Answer, zone: str) -> None:
        super().__init__()
        self.setAccessibleName(tr("referring.answer"))
        layout = column(self, gap=3)
        head = QWidget()
        flow = FlowLayout(head, gap=3)
        self.verdict = VerdictBadge(answer.given.verdict, large=True)
        flow.addWidget(self.verdict)
        layout.addWidget(head)
        layout.addWidget(Text(conduct_line(answer), "heading", wrap=True))
        for label, lines in parts_of(answer):
            part = column(gap=0)
            part.addWidget(Text(label, "label"))
            for words in lines:
                part.addWidget(Text(words, wrap=True))
            layout.addLayout(part)
        layout.addWidget(Text(signature(answer, zone), "small", wrap=True))


def answer_spoken(answer: Answer) -> str:
    """The whole of it in one breath, without who signs it."""
    said = [tr(f"referrals.verdict_{answer.given.verdict.value}"), conduct_line(answer)]
    for label, lines in parts_of(answer):
        said.append(f"{label}: {'; '.join(line.removeprefix('• ') for line in lines)}")
    return ". ".join(said)


def conduct_line(answer: Answer) -> str:
    """What the hospital does, and in which clinic."""
    conduct, clinic = conduct_words(answer.given.conduct), clinic_words(answer.given.clinic)
    return tr("referring.conduct_clinic", conduct=conduct, clinic=clinic) if clinic else conduct


def parts_of(answer: Answer) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Label and lines of whatever the answer says, in the order of reading."""
    given = answer.given
    if given.causes:
        yield tr("referring.causes"), tuple(cause_words(one) for one in given.causes)
    if given.requested_exams:
        yield tr("referring.requested_exams"), tuple(f"• {exam_words(one)}" for one in given.requested_exams)
    if given.guidance:
        yield tr("referring.guidance"), (given.guidance,)
    yield tr("referring.sources"), tuple(f"• {one}" for one in given.sources)


def signature(answer: Answer, zone: str) -> str:
    """Who answered, when (the server's time once it is known), and which version was seen."""
    at = show_instant(answer.received_at or answer.at, zone)
    return tr("referring.answered_by", name=answer.by, at=at, version=version_words(answer.version))
