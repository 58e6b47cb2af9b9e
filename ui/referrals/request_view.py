"""What was sent: reason, hypothesis, justification, priority, class. Read only, for both sides."""

from PySide6.QtWidgets import QWidget

from app.clinic.allergies.sent import sent_with
from app.clinic.referral.model import Course, Kind
from app.clinic.referral.service import class_of
from ui.allergies.words import sent_words
from ui.referrals.words import priority_words, reason_words, version_words
from ui.texts import tr
from ui.texts.formats import show_instant, show_number
from ui.widgets.badges import risk_look
from ui.widgets.key_values import KeyValues
from ui.widgets.layouts import column


class RequestView(QWidget):
    """`to`: the hospital in words, `zone`: the unit's (IANA)."""

    def __init__(self, one: Course, to: str, zone: str) -> None:
        super().__init__()
        column(self, gap=3).addWidget(KeyValues(pairs_of(one, to, zone)))


def pairs_of(one: Course, to: str, zone: str) -> list[tuple[str, str]]:
    """Label and words of everything that was written."""
    asked = one.referral
    pairs = [
        (tr("referring.reason"), reason_words(asked.reason)),
        (tr("referring.hypothesis"), asked.hypothesis),
        (tr("referring.justification"), asked.justification),
        (tr("referring.priority"), priority_words(asked.priority)),
        (tr("referring.class"), class_words(one)),
        (tr("allergies.heading"), "\n".join(sent_words(sent_with(one.snapshot)))),
        (tr("referring.to"), to),
        (tr("referring.sent_by"), f"{asked.by}, {show_instant(asked.sent_at, zone)}"),
    ]
    for event in one.events:
        if event.kind is Kind.COUNTER_REPLY:
            pairs.append((tr("referring.counter_reply"), str(event.content.get("text", ""))))
    return [*pairs, (tr("referring.version"), version_words(one.version))]


def class_words(one: Course) -> str:
    """The class with its points, as it was sent."""
    code, _, total = class_of(one.snapshot)
    words = risk_look(code)[0]
    figure = show_number(total if total % 1 else int(total))
    return words if code is None else tr("referring.class_points", risk_class=words, points=figure)
