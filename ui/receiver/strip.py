"""The curves and numbers of one bed, asked of the node for a while; grey and with their age once they stop."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.router.receiver.signals import Signals
from app.router.requests import Bed
from app.router.words import DataClass, Rule
from app.ward.feed.items import BedLine, Layout
from app.ward.picture.builder import PictureBuilder
from ui.receiver.words import clock_text
from ui.texts import tr
from ui.theme import current_theme
from ui.ward.bed.one_bed import LargeView
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column

DURATIONS: Final = (600.0, 1_800.0, 3_600.0)
"""What is asked for lasts an hour at most (table 14)."""
_STRIP_STEPS: Final = 60


class StripPart(QWidget):
    """`wanted(bed, seconds)`: somebody wants to see them for so long; 0: no longer."""

    wanted = Signal(str, float)

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__()
        self._builder = PictureBuilder(now)
        self._stays: dict[str, str] = {}
        self._bed: Bed | None = None
        self.view: LargeView | None = None
        layout = column(self, gap=2)
        self.said = Text("", "muted", wrap=True)
        layout.addWidget(self.said)
        self._place = column(gap=0)
        layout.addLayout(self._place, 1)
        options = [(each, tr("receiver.minutes", minutes=round(each / 60))) for each in DURATIONS]
        self.durations = ChoiceChips(options, name=tr("receiver.for_how_long"), optional=False)
        self.durations.set_value(DURATIONS[0])
        layout.addWidget(self.durations)
        self.ask = SecondaryButton(tr("receiver.want"), icon_name="activity", on_press=self._ask)
        layout.addWidget(self.ask)
        self.stop = QuietButton(tr("receiver.want_no_longer"), on_press=self._stop)
        layout.addWidget(self.stop)

    def take(self, signals: Signals) -> None:
        """What came since the last call, of any bed; nothing of a former patient stays."""
        for item in signals.taken():
            self._know(signals, item.bed)
            self._builder.take(item)

    def _know(self, signals: Signals, bed: str) -> None:
        note = signals.notes.get(bed)
        stay = f"{note.number}/{note.origin}/{note.stay}" if note is not None else ""
        if self._stays.get(bed) == stay:
            return
        self._stays[bed] = stay
        lines = []
        for each, own in self._stays.items():
            known = signals.notes.get(each)
            lines.append(BedLine(each, known.label if known else each, "", True, each, stay=own))
        self._builder.take(Layout(tuple(lines)))

    def show_bed(self, bed: Bed | None, beds_age: float, *, connected: bool, simulated: bool) -> None:
        """The bed that is looked at, and what may be asked of it."""
        if (bed.bed if bed else "") != (self._bed.bed if self._bed else ""):
            self._look_at(bed)
        self._bed = bed
        rule = bed.rules.get(DataClass.BIOMEDICAL, Rule.NONE.value) if bed is not None else Rule.NONE.value
        left = bed.wanted.get(DataClass.BIOMEDICAL, 0.0) - beds_age if bed is not None else 0.0
        on_request = rule == Rule.ON_REQUEST.value
        for part in (self.durations, self.ask):
            part.setVisible(on_request)
        self.stop.setVisible(on_request and left > 0)
        self.ask.setEnabled(connected)
        words = [self._words(bed, rule, left) if connected else tr("receiver.curves_stopped")]
        words += [tr("receiver.simulated")] if simulated else []
        self.said.setText("\n".join(one for one in words if one))
        if self.view is not None:
            self.view.setVisible(rule == Rule.BROADCAST.value or left > 0)

    def is_drawn(self) -> bool:
        """Whether curves and numbers of the bed have come."""
        bed = self._bed.bed if self._bed is not None else ""
        return any(one.bed == bed and one.traces and one.numbers for one in self._builder.beds)

    def forget(self) -> None:
        """Nothing of what was seen is for the next person."""
        self._stays.clear()
        self._builder.take(Layout(()))
        self._look_at(None)
        self._bed = None

    def _words(self, bed: Bed | None, rule: str, left: float) -> str:
        if bed is None:
            return tr("receiver.no_bed")
        if rule == Rule.NONE.value:
            return tr("receiver.curves_not_for_you")
        if rule == Rule.BROADCAST.value:
            return ""
        return tr("receiver.wanted_for", left=clock_text(left)) if left > 0 else tr("receiver.curves_on_request")

    def _look_at(self, bed: Bed | None) -> None:
        clear(self._place)
        self.view = None
        if bed is not None:
            self.view = LargeView(self._builder, bed.bed)
            self.view.setMinimumHeight(current_theme().gap(_STRIP_STEPS))
            self._place.addWidget(self.view)

    def _ask(self) -> None:
        seconds = self.durations.value()
        if self._bed is not None and isinstance(seconds, float):
            self.wanted.emit(self._bed.bed, seconds)

    def _stop(self) -> None:
        if self._bed is not None:
            self.wanted.emit(self._bed.bed, 0.0)
