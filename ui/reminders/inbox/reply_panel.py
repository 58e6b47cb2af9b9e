"""One reply beside the list: what she wrote, what it has changed, what can be done now."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.reminders.inbox import Reply
from ui.reminders.inbox.reply_table import said
from ui.reminders.parts.words import channel_words
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.badges import Badge
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.flow import FlowLayout
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import Text
from ui.widgets.layouts import column, hairline


@dataclass(frozen=True)
class Offers:
    """What the reader may do; None: it is not offered."""

    settle: Callable[[], object] | None = None
    answer: Callable[[], object] | None = None
    open_record: Callable[[], object] | None = None


class ReplyPanel(QWidget):
    """The content of the side panel."""

    def __init__(self, one: Reply, zone: str, offers: Offers) -> None:
        super().__init__()
        self.reply = one
        layout = column(self, gap=3)
        if one.withdrew:
            layout.addWidget(Badge(tr("inbox_page.withdrew"), "warn", "octagon"))
        text = Text(said(one), "heading", wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addWidget(text)
        if one.withdrew:
            layout.addWidget(Text(tr("inbox_page.withdrew_next", channel=channel_words(one.channel)), wrap=True))
        elif one.person_id is None:
            layout.addWidget(Text(tr("inbox_page.nobody_next"), wrap=True))
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=2)
        self._offer(flow, one, offers)
        layout.addWidget(buttons)
        layout.addWidget(hairline())
        layout.addWidget(KeyValues(self._facts(one, zone)))
        layout.addStretch(1)

    def _offer(self, flow: FlowLayout, one: Reply, offers: Offers) -> None:
        if offers.settle is not None:
            if one.seen_at is None:
                flow.addWidget(PrimaryButton(tr("inbox_page.mark_seen"), icon_name="check", on_press=offers.settle))
            else:
                button = SecondaryButton(tr("inbox_page.mark_unseen"), icon_name="undo", on_press=offers.settle)
                flow.addWidget(button)
        if offers.answer is not None:
            flow.addWidget(SecondaryButton(tr("inbox_page.answer"), icon_name="mail", on_press=offers.answer))
        if offers.open_record is not None:
            button = SecondaryButton(tr("inbox_page.open_record"), icon_name="id-card", on_press=offers.open_record)
            flow.addWidget(button)

    def _facts(self, one: Reply, zone: str) -> list[tuple[str, str]]:
        facts = [
            (tr("inbox_page.column_when"), show_instant(one.at, zone)),
            (tr("inbox_page.channel"), channel_words(one.channel)),
            (tr("inbox_page.address"), one.address),
        ]
        if one.seen_at is not None:
            seen = f"{show_instant(one.seen_at, zone)} · {one.seen_by}"
            facts.append((tr("inbox_page.seen_by"), seen))
        return facts
