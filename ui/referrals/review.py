"""The last look before a referral leaves, and what is said once it was written."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.clinic.referral.directory import Hospital
from app.clinic.referral.model import Course, NewReferral, Priority
from ui.pregnancy.card_reading import class_name
from ui.pregnancy.section import RecordHost
from ui.referrals.badges import StateBadge
from ui.referrals.compose_reading import Prepared
from ui.referrals.words import hospital_words, priority_words, reason_words
from ui.spoken.announcer import say_message
from ui.spoken.roles import name_page
from ui.texts import tr, tr_count
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.flow import FlowLayout
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import Text
from ui.widgets.layouts import column, hairline


class Review(QWidget):
    """`send` and `back` are its two buttons."""

    def __init__(
        self,
        new: NewReferral,
        hospital: Hospital | None,
        prepared: Prepared,
        host: RecordHost,
        send: Callable[[], object],
        back: Callable[[], object],
    ) -> None:
        super().__init__()
        name_page(self, tr("compose.review_title"))
        layout = column(self, gap=4)
        card = Card()
        card.body.addWidget(Text(tr("compose.review_title"), "heading", wrap=True))
        known = (*prepared.hospitals, hospital) if hospital else prepared.hospitals
        pairs, goes_along = _pairs(new, known), _along(prepared, host)
        card.body.addWidget(KeyValues(pairs))
        card.body.addWidget(hairline())
        along = column(gap=0)
        along.addWidget(Text(tr("compose.goes_along"), "label"))
        for words in goes_along:
            along.addWidget(Text(f"• {words}", wrap=True))
        card.body.addLayout(along)
        after = "compose.after_emergency" if new.priority is Priority.EMERGENCY else "compose.after"
        card.body.addWidget(Text(tr(after), "muted", wrap=True))
        layout.addWidget(card)
        self.send_button = PrimaryButton(tr("compose.send"), icon_name="referral", on_press=send)
        self.send_button.setObjectName("send_referral")
        # The keyboard stands here: whoever checks by ear hears what would leave.
        written = "; ".join(f"{name}: {value}" for name, value in pairs)
        told = f"{written}. {tr('compose.goes_along')}: {'; '.join(goes_along)}"
        self.send_button.setAccessibleDescription(told)
        holder = QWidget()
        flow = FlowLayout(holder, gap=2)
        flow.addWidget(self.send_button)
        flow.addWidget(SecondaryButton(tr("compose.back_to_form"), icon_name="arrow-left", on_press=back))
        layout.addWidget(holder)


class SentCard(Card):
    """It was written, and is still here: said at once, and never that it was sent."""

    def __init__(self, one: Course, record: Callable[[], object], referral: Callable[[], object]) -> None:
        super().__init__()
        self.badge = StateBadge(one, one.referral.sent_at, large=True)
        head = QWidget()
        FlowLayout(head).addWidget(self.badge)
        self.body.addWidget(head)
        self.body.addWidget(Text(tr("compose.queued"), "heading", wrap=True))
        self.body.addWidget(Text(tr("compose.queued_next"), wrap=True))
        emergency = one.referral.priority is Priority.EMERGENCY
        self.body.addWidget(Text(tr("compose.after_emergency" if emergency else "compose.after"), "muted", wrap=True))
        self.on = PrimaryButton(tr("compose.to_record"), icon_name="arrow-left", on_press=record)
        self.on.setObjectName("after_sending")
        holder = QWidget()
        flow = FlowLayout(holder, gap=2)
        flow.addWidget(self.on)
        flow.addWidget(SecondaryButton(tr("compose.open_it"), icon_name="referral", on_press=referral))
        self.body.addWidget(holder)

    def say_it(self) -> None:
        """Once it is on show: that it was written, and that it has not left yet."""
        words = (tr("compose.sent_title"), tr("compose.queued"), tr("compose.queued_next"))
        say_message(self, "success", ". ".join(one.rstrip(".") for one in words))


def _pairs(new: NewReferral, hospitals: tuple[Hospital, ...]) -> list[tuple[str, str]]:
    return [
        (tr("compose.priority"), priority_words(new.priority)),
        (tr("compose.to_unit"), hospital_words(new.to_unit, hospitals)),
        (tr("compose.reason"), reason_words(new.reason)),
        (tr("compose.hypothesis"), new.hypothesis),
        (tr("compose.justification"), new.justification),
    ]


def _along(prepared: Prepared, host: RecordHost) -> list[str]:
    current = host.view.current
    found = [tr("compose.along_history")]
    if current is not None:
        found.insert(0, tr("compose.along_class", risk_class=class_name(current.assessment.risk_class, current.rules)))
    found.append(tr_count("compose.along_visits", prepared.visits))
    found.append(tr_count("compose.along_exams", prepared.exams))
    return [*found, tr("compose.along_name")]
