"""One arrival beside the board: the colour and the wait, why she came, what was measured, and what to do next."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from app.clinic.reception.model import ArrivalRecord
from ui.board.deeds import LOOKS, Deed, letter_of, next_step, offered, words_of_deed
from ui.board.looks import colour_look
from ui.board.row_view import RowView
from ui.board.shock_lines import shock_of
from ui.board.shock_shown import ShockShown
from ui.board.timeline import Timeline, latest_in_force
from ui.board.vital_words import latest_pairs
from ui.shell.context import UiContext
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.badges import Badge
from ui.widgets.buttons import Button, DangerButton, PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.icon_label import IconLabel
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import ElidedText, Text
from ui.widgets.layouts import Scroll, column, hairline, row
from ui.widgets.synthetic_mark import SyntheticMark

_Kind = type[PrimaryButton] | type[SecondaryButton] | type[QuietButton] | type[DangerButton]
_MINOR = (Deed.CORRECT, Deed.TAKE_BACK, Deed.WITHDRAW)


class ArrivalPanel(QWidget):
    """`do(deed)` carries out what was pressed. Minutes change by `show_row`; everything else makes a new panel."""

    def __init__(
        self, context: UiContext, record: ArrivalRecord, view: RowView, zone: str, do: Callable[[Deed], object]
    ) -> None:
        super().__init__()
        self._context = context
        self._do = do
        self.record = record
        self.view = view
        self.buttons: dict[Deed, Button] = {}
        self.waited = Text(view.waited, "title")
        content = QWidget()
        body = column(content, gap=4)
        body.addWidget(self._urgency())
        if view.hint:
            body.addLayout(self._hint())
        body.addWidget(self._reason())
        body.addWidget(self._deeds())
        pairs = latest_pairs(record.observations)
        if pairs:
            body.addWidget(hairline())
            body.addWidget(Text(tr("hearing.vitals"), "label"))
            shock = shock_of(record.observations) if view.gave_birth else None
            if shock is not None:
                body.addWidget(ShockShown([shock]))
            body.addWidget(KeyValues(pairs, columns=2))
        body.addWidget(hairline())
        body.addWidget(Timeline(record, zone))
        body.addWidget(self._minor())
        body.addStretch(1)
        column(self, gap=0).addWidget(Scroll(content, width=None))

    def first_focus(self) -> QWidget:
        """What usually comes next."""
        return next(iter(self.buttons.values()), self)

    def show_row(self, view: RowView) -> None:
        """Only time has passed."""
        self.view = view
        self.waited.setText(view.waited)

    def _urgency(self) -> QWidget:
        """The colour and the wait, side by side and large; where she stands below."""
        part = QWidget()
        body = column(part, gap=1)
        line = row(gap=3)
        line.addWidget(Badge(*colour_look(self.view.colour), large=True))
        line.addStretch(1)
        line.addWidget(self.waited)
        body.addLayout(line)
        standing = row(gap=2)
        standing.addWidget(ElidedText(self.view.standing, "muted"), 1)
        standing.addWidget(Text(tr("board.waits_since" if self.view.is_here else "board.waited_for"), "small"))
        body.addLayout(standing)
        return part

    def _hint(self) -> QHBoxLayout:
        line = row(gap=2)
        token = "error" if self.view.urgent else "warn"
        line.addWidget(IconLabel("siren" if self.view.urgent else "clock", token), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Text(self.view.hint, token, wrap=True), 1)
        return line

    def _reason(self) -> QWidget:
        part = QWidget()
        body = column(part, gap=0)
        about = row(gap=2)
        about.addWidget(Text(self.view.about, "muted"))
        about.addStretch(1)
        if self.view.synthetic:
            about.addWidget(SyntheticMark())
        body.addLayout(about)
        body.addWidget(Text(self.view.reason or tr("board.reason_unknown"), "strong", wrap=True))
        return part

    def _deeds(self) -> QWidget:
        """The next step large, the others two by two."""
        part = QWidget()
        grid = QGridLayout(part)
        theme = current_theme()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.gap(2))
        grid.setVerticalSpacing(theme.gap(2))
        first = next_step(self.view)
        deeds = [deed for deed in offered(self._context, self.view) if deed not in _MINOR]
        if first in deeds:
            deeds.remove(first)
            kind = DangerButton if first is Deed.EMERGENCY else PrimaryButton
            grid.addWidget(self._button(kind, first), 0, 0, 1, 2)
        for number, deed in enumerate(deeds):
            grid.addWidget(self._button(SecondaryButton, deed), 1 + number // 2, number % 2)
        return part

    def _minor(self) -> QWidget:
        """What puts something right: quiet, at the end."""
        part = QWidget()
        body = column(part, gap=0)
        possible = offered(self._context, self.view)
        for deed in _MINOR:
            nothing = deed is Deed.TAKE_BACK and latest_in_force(self.record.events) is None
            if deed in possible and not nothing:
                body.addWidget(self._button(QuietButton, deed), 0, Qt.AlignmentFlag.AlignLeft)
        return part

    def _button(self, kind: _Kind, deed: Deed) -> Button:
        icon = None if kind is SecondaryButton else LOOKS[deed].icon
        button = kind(words_of_deed(deed), icon_name=icon, on_press=partial(self._do, deed))
        button.setObjectName(f"do_{deed.value}")
        letter = letter_of(deed)
        button.setToolTip(f"{words_of_deed(deed)}  ({letter})" if letter else words_of_deed(deed))
        if kind is not QuietButton:
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setProperty("wide", kind is SecondaryButton)
            key = row(button, gap=0, sides=2)
            key.addStretch(1)
            key.addWidget(Text(letter, "key"), 0, Qt.AlignmentFlag.AlignVCenter)
        self.buttons[deed] = button
        return button
