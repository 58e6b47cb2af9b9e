"""One kind of key: icon, what it is for, each key of it with its date, and the buttons."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.security.keys.service import SlotView
from ui.administration.keys.host import KeysHost
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.theme import current_theme
from ui.widgets.badges import Badge
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column, row

_ICONS: Final = {"recovery": "printer", "passphrase": "lock", "keyring": "hard-drive", "key_file": "file-text"}


_ROOM_FOR_BUTTON = 150
"""In steps of the grid: in a narrower row the button stands below the words."""


class KindRow(QWidget):
    """Offers to add one; offers to remove each but the last that a person can use."""

    def __init__(self, section: KeysHost, kind: str) -> None:
        super().__init__()
        self._section, self.kind = section, kind
        self.slots: list[SlotView] = []
        self.remove_buttons: list[QuietButton] = []
        self._across = row(self, gap=4)
        facts = QWidget()
        line = row(facts, gap=4)
        line.addWidget(IconLabel(_ICONS[kind], "text_muted", "icon_large"), 0, Qt.AlignmentFlag.AlignTop)
        words = column(gap=1)
        head = row(gap=3)
        head.addWidget(Text(tr(f"administration.key_{kind}"), "strong"))
        self.badge = Badge("", "neutral", "bar")
        head.addWidget(self.badge)
        head.addStretch(1)
        words.addLayout(head)
        words.addWidget(Text(tr(f"administration.key_{kind}_about"), "muted", wrap=True))
        self._slot_lines = column(gap=0)
        words.addLayout(self._slot_lines)
        line.addLayout(words, 1)
        self.add_button = SecondaryButton(tr(f"administration.key_{kind}_add"), on_press=partial(section.add, kind))
        self._across.addWidget(facts, 1)
        self._across.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < current_theme().gap(_ROOM_FOR_BUTTON)
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        wanted = below if narrow else beside
        if self._across.direction() != wanted:
            self._across.setDirection(wanted)
            self.updateGeometry()

    def show_slots(self, slots: Sequence[SlotView], only: str | None) -> None:
        """Show the keys of this kind; `only` is the last one that a person can use."""
        self.slots = list(slots)
        self.remove_buttons = []
        clear(self._slot_lines)
        look = ("success", "circle") if slots else ("neutral", "bar")
        self.badge.show_class(tr("administration.key_there" if slots else "administration.key_none"), *look)
        if self.kind == "recovery":
            self.add_button.set_text(
                tr("administration.key_recovery_replace" if slots else "administration.key_recovery_add")
            )
        for slot in slots:
            self._slot_lines.addWidget(self._slot_line(slot, slot.id == only))

    def _slot_line(self, slot: SlotView, is_only: bool) -> QWidget:
        holder = QWidget()
        line = row(holder, gap=2)
        made = show_instant(slot.created_at, self._section.zone)
        words = tr("administration.key_made_at", at=made)
        if is_only:
            line.addWidget(Text(f"{words} · {tr('administration.key_only')}", "small", wrap=True), 1)
        else:
            line.addWidget(Text(words, "small"))
            button = QuietButton(tr("administration.key_remove"), on_press=partial(self._section.ask_remove, slot))
            button.setAccessibleName(
                tr("administration.key_remove_of", key=tr(f"administration.key_{slot.kind}"), at=made)
            )
            self.remove_buttons.append(button)
            line.addWidget(button)
            line.addStretch(1)
        return holder
