"""Beside the alarms, folded until somebody opens one: curves, limits and other data of a bed, the steps of an alarm,
and the agreement of confidentiality where it is still to be accepted."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.router.receiver.model import Row
from app.router.receiver.state import ReceiverState
from app.router.requests import AtBedside, Bed, Want
from app.router.words import DataClass
from ui.receiver.agreement_part import AgreementPart
from ui.receiver.history_part import HistoryPart
from ui.receiver.limits_part import LimitsPart
from ui.receiver.other_part import OtherPart
from ui.receiver.strip import StripPart
from ui.spoken.roles import give_role, tell_fold
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import Button, SecondaryButton
from ui.widgets.dropdown import Dropdown
from ui.widgets.layouts import column, row

_PARTS = (("curves", "activity"), ("limits", "settings"), ("history", "history"), ("other", "syringe"))
AGREEMENT: Final = "agreement"
_OF_NO_BED: Final = ("history", AGREEMENT)


class Parts(QWidget):
    """The row of buttons; `body` is what they open, to be placed by whoever has the room.

    `asked(request)`: something is wanted of the node. The bed follows the chosen alarm until somebody picks one."""

    asked = Signal(object)
    opened_or_folded = Signal(bool)
    """`body` came, or went."""

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__()
        self._now = now
        self._picked = ""
        self._beds: list[tuple[object, str]] = []
        layout = column(self, gap=2)
        tabs = row(gap=0)
        self.tabs: dict[str, Button] = {}
        for name, icon in _PARTS:
            tab = Button(tr(f"receiver.part_{name}"), "tab", icon_name=icon, on_press=partial(self.open, name))
            tab.setCheckable(True)
            give_role(tab, "fold")
            self.tabs[name] = tab
            tabs.addWidget(tab)
        tabs.addStretch(1)
        layout.addLayout(tabs)
        self.body = QWidget()
        self.body.setFixedWidth(current_theme().px("side_panel"))
        body = column(self.body, gap=2, margin=3)
        bed_line = row(gap=2)
        self.bed = Dropdown([], name=tr("receiver.bed"))
        self.bed.activated.connect(lambda _at: self._pick())
        self.there = SecondaryButton(tr("receiver.at_this_bed"), icon_name="bed", on_press=self._at_bed)
        bed_line.addWidget(self.bed, 1)
        bed_line.addWidget(self.there)
        self._bed_line = QWidget()
        self._bed_line.setLayout(bed_line)
        body.addWidget(self._bed_line)
        self.strip, self.limits, self.history = StripPart(now), LimitsPart(), HistoryPart()
        self.other = OtherPart(now)
        self.agreement = AgreementPart(self.fold)
        self._stack = QStackedWidget()
        shown = (self.strip, self.limits, self.history, self.other, self.agreement)
        self._pages: dict[str, QWidget] = dict(zip((*self.tabs, AGREEMENT), shown, strict=True))
        for part in shown:
            self._stack.addWidget(part)
        body.addWidget(self._stack, 1)
        self.body.hide()
        self.strip.wanted.connect(lambda bed, seconds: self.asked.emit(Want(bed, DataClass.BIOMEDICAL, seconds)))
        self.limits.asked.connect(self.asked)
        self.history.asked.connect(self.asked)
        self.other.asked.connect(self.asked)
        self.agreement.asked.connect(self.asked)

    def opened(self) -> str:
        """Which part is open, "" where none is."""
        if self.body.isHidden():
            return ""
        return next(name for name, page in self._pages.items() if page is self._stack.currentWidget())

    def open(self, name: str) -> None:
        """Open a part, or fold it where it was open."""
        was_open = not self.body.isHidden()
        fold = self.opened() == name
        for each, tab in self.tabs.items():
            tab.setChecked(each == name and not fold)
            tell_fold(tab, unfolded=tab.isChecked())
        self._stack.setCurrentWidget(self._pages[name])
        self._bed_line.setVisible(name not in _OF_NO_BED)
        self.body.setVisible(not fold)
        if fold or not was_open:
            self.opened_or_folded.emit(not fold)
        if name == "history" and not fold:
            self.history.ask()

    def fold(self) -> bool:
        """Fold what is open; False where nothing was."""
        name = self.opened()
        if name:
            self.open(name)
        return bool(name)

    def show_state(self, state: ReceiverState, chosen: Row | None) -> None:
        """As it is now."""
        self._show_beds(state, chosen)
        self.strip.take(state.signals)
        bed, age = self.chosen_bed(state), self._now() - state.beds_at
        note = state.signals.notes.get(bed.bed) if bed is not None else None
        self.strip.show_bed(bed, age, connected=state.connected, simulated=note is not None and note.simulated)
        may = state.signed.may if state.signed is not None else ()
        self.limits.show_bed(bed, state.beds.settings, may, connected=state.connected, age=age)
        self.other.show_bed(bed, state)
        self.history.show_row(chosen, connected=state.connected, ask=self.opened() == "history")
        agreement = state.signed.agreement if state.signed is not None else None
        self.agreement.show_text(agreement, connected=state.connected)
        if agreement is None and self.opened() == AGREEMENT:
            self.fold()
        self.there.setEnabled(state.connected and bed is not None)

    def chosen_bed(self, state: ReceiverState) -> Bed | None:
        """The bed that curves and limits are of."""
        return next((one for one in state.beds.beds if one.bed == self.bed.value()), None)

    def forget(self) -> None:
        """Nothing is for the next person."""
        self._picked = ""
        self.fold()
        self.strip.forget()
        self.other.forget()

    def _show_beds(self, state: ReceiverState, chosen: Row | None) -> None:
        options: list[tuple[object, str]] = [(one.bed, one.label) for one in state.beds.beds]
        if options != self._beds:
            self._beds = options
            before = self.bed.value()
            self.bed.set_options(options)
            self.bed.set_value(before if before in [bed for bed, _ in options] else None)
        follow = self._picked or (chosen.note.bed if chosen is not None else "")
        if follow and self.bed.value() != follow and any(bed == follow for bed, _ in options):
            self.bed.set_value(follow)
        elif self.bed.value() is None and options:
            self.bed.setCurrentIndex(0)

    def follow(self) -> None:
        """Somebody chose another alarm: the bed follows it again."""
        self._picked = ""

    def _pick(self) -> None:
        self._picked = str(self.bed.value())

    def _at_bed(self) -> None:
        bed = self.bed.value()
        if isinstance(bed, str):
            self.asked.emit(AtBedside(bed))
