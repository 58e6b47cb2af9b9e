"""Records on hold: which there are, why and until when, without a name; putting one there, and lifting it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from app.privacy.holds import RecordHold
from app.security.roles import Action
from ui.administration.inline_form import InlineForm
from ui.privacy.hold_form import HoldForm, LiftForm
from ui.privacy.hold_words import hold_state
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.turning import Turning

if TYPE_CHECKING:
    from datetime import datetime

    from ui.administration.privacy.section import PrivacySection


class HoldsCard(Card):
    """`forms`: what is open, by hold; "" for a new one."""

    def __init__(self, section: "PrivacySection", holds: tuple[RecordHold, ...]) -> None:
        super().__init__(margin=5, gap=3)
        self._section = section
        self._zone = section.context.station.profile.time_zone
        self.forms: dict[str, InlineForm] = {}
        self.lift_buttons: dict[str, QuietButton] = {}
        may, now = section.context.may(Action.HOLD_RECORD), section.context.station.clock.now()
        head = Turning()
        head.line.addWidget(Text(tr("hold.title"), "heading", wrap=True), 1)
        self.new_button = SecondaryButton(tr("hold.new"), icon_name="lock")
        head.line.addWidget(self.new_button)
        self.body.addWidget(head)
        self.body.addWidget(Text(tr("hold.about"), "small", wrap=True))
        place = column(gap=2)
        self.body.addLayout(place)
        context = section.context
        self._opens(place, "", self.new_button, lambda close: HoldForm(context, self._saved("saved"), close))
        if not may:
            self.new_button.hide()
        if not holds:
            self.body.addWidget(Text(tr("hold.empty"), "muted"))
        for one in holds:
            self.body.addWidget(self._part(one, now, may=may))

    def _part(self, hold: RecordHold, now: "datetime", *, may: bool) -> QWidget:
        part = QWidget()
        body, line, words = column(part, gap=2), row(gap=3), column(gap=0)
        told = tr("hold.placed", by=hold.by, at=show_instant(hold.at, self._zone), reason=hold.reason)
        words.addWidget(Text(told, wrap=True))
        words.addWidget(Text(hold_state(hold, now, self._zone), "strong" if hold.holds(now) else "muted", wrap=True))
        line.addLayout(words, 1)
        body.addLayout(line)
        if may and hold.holds(now):
            button = QuietButton(tr("hold.lift"), icon_name="unlock")
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            self.lift_buttons[hold.id] = button
            context, done = self._section.context, self._saved("lift_saved")
            self._opens(body, hold.id, button, lambda close: LiftForm(context, hold, done, close))
        return part

    def _opens(
        self,
        body: QVBoxLayout,
        name: str,
        button: QAbstractButton,
        make: Callable[[Callable[[], None]], InlineForm],
    ) -> None:
        """The button gives way to the form, and comes back with *Cancel*."""

        def close() -> None:
            form = self.forms.pop(name)
            form.hide()
            form.deleteLater()
            button.show()
            button.setFocus()

        def begin() -> None:
            button.hide()
            form = self.forms[name] = make(close)
            body.addWidget(form)
            next(iter(form.fields.values())).setFocus()

        button.clicked.connect(begin)

    def _saved(self, words: str) -> Callable[[RecordHold], None]:
        return partial(self._done, words)

    def _done(self, words: str, _hold: RecordHold) -> None:
        self._section.refresh()
        self._section.show_done(tr(f"hold.{words}"), "")
