"""The head of a bed's page, the same over every part: which bed, who, how its alarms stand, what alarms elsewhere."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ward.alarms.words import Presence
from app.ward.picture.model import BedStanding, ShownAlarm, ShownBed, WardPicture
from ui.texts import tr
from ui.ward.alarm_words import alarm_words
from ui.ward.bed.alarm_line import AlarmLine
from ui.ward.bed_panel import off_words, pause_words
from ui.ward.numbers import SILENT_SECONDS, no_signal_text
from ui.widgets.buttons import SecondaryButton
from ui.widgets.labels import ElidedText, Text
from ui.widgets.layouts import row


class BedHead(QWidget):
    """`seen(alarm)`: this one was seen. What alarms elsewhere stands in the strip of the ward, above."""

    seen = Signal(str)

    def __init__(self, picture: WardPicture, may_answer: bool) -> None:
        super().__init__()
        self._may_answer = may_answer
        self._worst: ShownAlarm | None = None
        line = row(self, gap=3, margin=2, sides=4)
        self.label = Text("", "title")
        line.addWidget(self.label)
        self.person = ElidedText("", "muted")
        line.addWidget(self.person)
        self.worst = AlarmLine(picture.now, size="text_title")
        line.addWidget(self.worst, 1)
        self.off = Text("", "strong")
        line.addWidget(self.off)
        self.pause = Text("", "strong")
        line.addWidget(self.pause)
        self.see = SecondaryButton(tr("ward.do_acknowledge"), on_press=self._see)
        line.addWidget(self.see)
        # Nothing jumps when an alarm comes or goes.
        keep = self.see.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.see.setSizePolicy(keep)

    def show_bed(self, bed: ShownBed, now: float) -> None:
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
        for each in (self.off, self.pause):
            each.setVisible(bool(each.text()))

    def _show_worst(self, bed: ShownBed, now: float) -> None:
        self._worst = worst = bed.worst
        if worst is not None:
            words, more = alarm_words(worst.alarm), len(bed.alarms) - 1
            self.worst.show_alarm(f"{words}   {tr('ward.more_alarms', count=more)}" if more else words, worst)
        elif bed.standing is BedStanding.WATCHED and now - bed.signal_at > SILENT_SECONDS:
            self.worst.show_alarm(no_signal_text(now - bed.signal_at), None)
        else:
            self.worst.show_alarm(tr("ward.no_alarm"), None)
        asks = worst is not None and (worst.alarm.presence is not Presence.ACKNOWLEDGED or worst.alarm.reminder_due)
        self.see.setVisible(self._may_answer and asks)

    def _see(self) -> None:
        if self._worst is not None:
            self.seen.emit(self._worst.alarm.key)
