"""One bed beside the wall: its alarms with what can be done, its numbers large."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ward.alarms.model import Silence
from app.ward.alarms.words import Presence
from app.ward.picture.model import BedStanding, ShownAlarm, ShownBed
from ui.texts import tr
from ui.ward.alarm_words import alarm_words
from ui.ward.care import NOTHING_KNOWN, BedCare, TakenAlarm, holder_words, taken_words
from ui.ward.numbers import countdown_text, no_signal_text, number_rows
from ui.ward.setting_lines import SettingLines
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column, hairline, row


class BedPanel(QWidget):
    """`asked(act, bed, alarm)`: somebody wants something done; `may_answer` says whether that is offered at all.

    `opens`: offers the act "open", the bed's own page; `numbers`: shows them here.
    """

    asked = Signal(str, str, str)

    def __init__(self, may_answer: bool, *, opens: bool = False, numbers: bool = True) -> None:
        super().__init__()
        self._may_answer, self._with_numbers = may_answer, numbers
        self._bed = ""
        self._alarms: tuple[ShownAlarm, ...] | None = None
        self._silence: Silence | None = None
        self._taken: tuple[TakenAlarm, ...] = ()
        layout = column(self, gap=4)
        self.person = Text("", "muted")
        layout.addWidget(self.person)
        self.responsible = Text("", "muted", wrap=True)
        layout.addWidget(self.responsible)
        self.open = SecondaryButton(tr("ward_bed.open"), on_press=lambda: self.asked.emit("open", self._bed, ""))
        layout.addWidget(self.open)
        self.open.setHidden(not opens)
        self._list = column(gap=3)
        layout.addLayout(self._list)
        self.pause = Text("", "strong", wrap=True)
        layout.addWidget(self.pause)
        self.settings = SettingLines(may_answer)
        self.settings.seen.connect(lambda: self.asked.emit("setting_seen", self._bed, ""))
        layout.addWidget(self.settings)
        self._buttons = column(gap=2)
        layout.addLayout(self._buttons)
        if numbers:
            layout.addWidget(hairline())
        self._numbers = column(gap=0)
        layout.addLayout(self._numbers)
        layout.addStretch(1)

    def show_bed(self, bed: ShownBed, now: float, care: BedCare = NOTHING_KNOWN) -> None:
        """Bring it up to date; what stays the same keeps the keyboard where it is."""
        other = bed.bed != self._bed
        self.responsible.setText(holder_words(care) if bed.standing is not BedStanding.EMPTY else "")
        self.responsible.setVisible(bool(self.responsible.text()))
        self.responsible.set_role("muted" if care.name and care.on_duty else "error")
        self._bed = bed.bed
        simulated = tr("ward.simulated") if bed.simulated else ""
        standing = tr(f"ward.standing_{bed.standing}") if bed.standing is not BedStanding.WATCHED else ""
        self.person.setText(" · ".join(part for part in (bed.person, simulated, standing) if part))
        if other or (bed.alarms, bed.silence, care.taken) != (self._alarms, self._silence, self._taken):
            self._alarms, self._silence, self._taken = bed.alarms, bed.silence, care.taken
            self._show_alarms(bed, care)
        self.settings.show_settings(bed.settings, now)
        self.pause.setText(pause_words(bed.silence, now))
        self.pause.setVisible(bool(self.pause.text()))
        if self._with_numbers:
            self._show_numbers(bed, now)

    def _show_alarms(self, bed: ShownBed, care: BedCare) -> None:
        clear(self._list)
        clear(self._buttons)
        if not bed.alarms:
            self._list.addWidget(Text(tr("ward.no_alarm"), "muted"))
        for shown in bed.alarms:
            holder = QWidget()
            lines, line = column(holder, gap=0), row(gap=2)
            lines.addLayout(line)
            line.addWidget(Text(alarm_words(shown.alarm), "strong", wrap=True), 1)
            seen = shown.alarm.presence is Presence.ACKNOWLEDGED and not shown.alarm.reminder_due
            if self._may_answer and not seen:
                line.addWidget(self._button("acknowledge", shown.alarm.key))
            if shown.sign.marks:
                marks = " · ".join(tr(f"ward_alarms.sign_{mark}") for mark in shown.sign.marks)
                lines.addWidget(Text(marks, "muted", wrap=True))
            has = care.has(shown.alarm.key)
            if has is not None:
                lines.addWidget(Text(taken_words(has), "body", wrap=True))
            self._list.addWidget(holder)
        if self._may_answer and bed.standing is not BedStanding.EMPTY:
            paused = bed.silence.audio_until is not None or bed.silence.alarms_until is not None
            acts = ("resume",) if paused or bed.silence.audio_off else ("pause_audio", "pause_alarms")
            for act in acts:
                self._buttons.addWidget(self._button(act))

    def _button(self, act: str, alarm: str = "") -> QuietButton | SecondaryButton:
        kind = QuietButton if alarm else SecondaryButton
        bed = self._bed
        return kind(tr(f"ward.do_{act}"), on_press=lambda: self.asked.emit(act, bed, alarm))

    def _show_numbers(self, bed: ShownBed, now: float) -> None:
        pairs = [
            (
                f"{line.label} {f'({line.limits})' if line.limits else ''}".strip(),
                f"{line.text} {line.more}".strip(),
            )
            for line in number_rows(bed.numbers, now)
        ]
        if bed.standing is BedStanding.WATCHED and now - bed.signal_at > 3:
            pairs.append((tr("ward.signal"), no_signal_text(now - bed.signal_at)))
        clear(self._numbers)
        self._numbers.addWidget(KeyValues(pairs))


def off_words(silence: Silence) -> str:
    """How many conditions somebody switched off; empty where all alarm."""
    count = len(silence.off)
    if not count:
        return ""
    return tr("ward_off.count_one") if count == 1 else tr("ward_off.count_many", count=count)


def pause_words(silence: Silence, now: float) -> str:
    """What is silenced, and for how long still; empty where nothing is."""
    if silence.alarms_until is not None:
        return tr("ward.alarms_paused", left=countdown_text(silence.alarms_until - now))
    if silence.audio_until is not None:
        return tr("ward.audio_paused", left=countdown_text(silence.audio_until - now))
    return tr("ward.audio_off") if silence.audio_off else ""
