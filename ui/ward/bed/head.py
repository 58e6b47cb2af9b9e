"""The head of a bed's page, the same over every part: which bed, who, how its alarms stand, what alarms elsewhere."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ward.alarms.words import Presence
from app.ward.picture.model import BedStanding, ShownAlarm, ShownBed, WardPicture
from ui.texts import tr
from ui.ward.alarm_words import alarm_words
from ui.ward.bed.alarm_line import AlarmLine
from ui.ward.bed_panel import off_words, pause_words
from ui.ward.numbers import no_signal_text
from ui.widgets.buttons import SecondaryButton
from ui.widgets.labels import ElidedText, Text
from ui.widgets.layouts import column, row

_SILENT_SECONDS: Final = 3.0


class BedHead(QWidget):
    """`other(bed)`: somebody wants the bed elsewhere that alarms worst; `seen(alarm)`: this one was seen."""

    other = Signal(str)
    seen = Signal(str)

    def __init__(self, picture: WardPicture, may_answer: bool) -> None:
        super().__init__()
        self._may_answer = may_answer
        self._other = ""
        self._worst: ShownAlarm | None = None
        layout = column(self, gap=2, margin=2, sides=4)
        first = row(gap=3)
        self.label = Text("", "title")
        first.addWidget(self.label)
        self.person = ElidedText("", "muted")
        first.addWidget(self.person, 2)
        self.elsewhere = AlarmLine(picture.now, size="text_body", on_press=self._go)
        first.addWidget(self.elsewhere, 3)
        layout.addLayout(first)
        second = row(gap=3)
        self.worst = AlarmLine(picture.now, size="text_title")
        second.addWidget(self.worst, 1)
        self.off = Text("", "strong")
        second.addWidget(self.off)
        self.pause = Text("", "strong")
        second.addWidget(self.pause)
        self.see = SecondaryButton(tr("ward.do_acknowledge"), on_press=self._see)
        second.addWidget(self.see)
        layout.addLayout(second)
        # Nothing jumps when an alarm comes or goes.
        keep = self.see.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.see.setSizePolicy(keep)

    def show_bed(self, bed: ShownBed, beds: Sequence[ShownBed], now: float) -> None:
        """Bring it up to date."""
        self.label.setText(bed.label)
        standing = tr(f"ward.standing_{bed.standing}") if bed.standing is not BedStanding.WATCHED else ""
        age = tr(f"ward_alarms.age_{bed.age}") if bed.standing is not BedStanding.EMPTY else ""
        simulated = tr("ward.simulated") if bed.simulated else ""
        words = " · ".join(part for part in (bed.person, age, simulated, standing) if part)
        if words != self.person.text():
            self.person.setText(words)
        self._show_worst(bed, now)
        self.off.setText(off_words(bed.silence))
        self.pause.setText(pause_words(bed.silence, now))
        self._show_others([each for each in beds if each.bed != bed.bed])

    def _show_worst(self, bed: ShownBed, now: float) -> None:
        self._worst = worst = bed.worst
        if worst is not None:
            words, more = alarm_words(worst.alarm), len(bed.alarms) - 1
            self.worst.show_alarm(f"{words}   {tr('ward.more_alarms', count=more)}" if more else words, worst)
        elif bed.standing is BedStanding.WATCHED and now - bed.signal_at > _SILENT_SECONDS:
            self.worst.show_alarm(no_signal_text(now - bed.signal_at), None)
        else:
            self.worst.show_alarm(tr("ward.no_alarm"), None)
        asks = worst is not None and (worst.alarm.presence is not Presence.ACKNOWLEDGED or worst.alarm.reminder_due)
        self.see.setVisible(self._may_answer and asks)

    def _show_others(self, beds: Sequence[ShownBed]) -> None:
        calling = [(bed, shown) for bed in beds if (shown := bed.worst) is not None and shown.alarm.sounds]
        self.elsewhere.setEnabled(bool(calling))
        if not calling:
            self._other = ""
            self.elsewhere.show_alarm(tr("ward_bed.no_others"), None)
            return
        bed, shown = min(calling, key=lambda one: (one[1].alarm.priority, not one[1].alarm.lethal, -one[1].alarm.since))
        self._other = bed.bed
        words = tr("ward_bed.other_one", bed=bed.label, alarm=alarm_words(shown.alarm))
        if len(calling) > 1:
            words = f"{words}   {tr('ward_bed.other_more', count=len(calling) - 1)}"
        self.elsewhere.show_alarm(words, shown)

    def _go(self) -> None:
        if self._other:
            self.other.emit(self._other)

    def _see(self) -> None:
        if self._worst is not None:
            self.seen.emit(self._worst.alarm.key)
