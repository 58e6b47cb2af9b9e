"""The row of tools over the page: which waveform, how much of it, when, and what to do with it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ward.catalogue import waveforms
from app.ward.review.reading import Review
from app.ward.review.rows import ROW_SECONDS
from ui.spoken.roles import give_role
from ui.texts import chosen_language, tr
from ui.ward.review.times import clock, day
from ui.widgets.buttons import Button, IconButton, SecondaryButton
from ui.widgets.dropdown import Dropdown
from ui.widgets.flow import FlowLayout
from ui.widgets.layouts import centred, row
from ui.widgets.text_fields import TextField


class Tools(QWidget):
    """Each signal is one wish; `said` shows what could not be understood of a typed time."""

    wave_wanted = Signal(str)
    seconds_wanted = Signal(float)
    day_wanted = Signal(int)
    time_typed = Signal(str)
    stepped = Signal(int)
    following = Signal(bool)
    measuring = Signal(bool)
    print_wanted = Signal()

    def __init__(self, zone: str, *, may_print: bool) -> None:
        super().__init__()
        self._zone = zone
        line = FlowLayout(self, gap=2)
        self.waves = Dropdown([], name=tr("ward_review.wave"))
        self.rows = Dropdown([(one, row_words(one)) for one in ROW_SECONDS], name=tr("ward_review.row_length"))
        self.days = Dropdown([], name=tr("ward_review.period"))
        self.time = TextField(
            placeholder=tr("ward_review.go_to"), name=tr("ward_review.go_to_name"), width="field_short"
        )
        self.before = IconButton("chevron-left", tr("ward_review.alarm_before"), on_press=lambda: self.stepped.emit(-1))
        self.after = IconButton("chevron-right", tr("ward_review.alarm_after"), on_press=lambda: self.stepped.emit(1))
        self.follow = _toggle(tr("ward_review.follow"), self.following)
        self.calipers = _toggle(tr("ward_review.calipers"), self.measuring)
        self.print_button = SecondaryButton(
            tr("ward_review.print"), icon_name="printer", on_press=lambda: self.print_wanted.emit()
        )
        if not may_print:
            # Not `setVisible(True)` otherwise: it has no parent yet, and would be a window for a moment.
            self.print_button.hide()
        for button, words in ((self.print_button, "print_name"), (self.follow, "follow_name")):
            button.setToolTip(tr(f"ward_review.{words}"))
            button.setAccessibleName(tr(f"ward_review.{words}"))
        height = self.print_button.sizeHint().height()
        moving = (self.waves, self.rows, self.days, self.time, self._steps())
        doing = (self.follow, self.calipers, self.print_button)
        for part in (*moving, *doing):
            line.addWidget(centred(part, height))
        self.rows.set_value(60.0)
        self.waves.changed.connect(lambda value: self.wave_wanted.emit(value) if isinstance(value, str) else None)
        self.rows.changed.connect(lambda value: self.seconds_wanted.emit(value) if isinstance(value, float) else None)
        self.days.changed.connect(lambda value: self.day_wanted.emit(value) if isinstance(value, int) else None)
        self.time.returnPressed.connect(lambda: self.time_typed.emit(self.time.value()))

    def show_review(self, review: Review) -> None:
        """What this recording has; nothing is told while it is filled in."""
        labels = waveforms()
        language = chosen_language()
        waves: list[tuple[object, str]] = [(one, labels[one].label[language]) for one in review.waves]
        days: list[tuple[object, str]] = [
            (number, self._day_words(number, end)) for number, (_start, end) in enumerate(review.days)
        ]
        for box, options, value in ((self.waves, waves, review.wave), (self.days, days, review.day)):
            box.blockSignals(True)
            box.set_options(options)
            box.set_value(value)
            box.blockSignals(False)
        self.days.setVisible(len(review.days) > 1)

    def set_seconds(self, seconds: float) -> None:
        """Show how long a row is, without telling."""
        self.rows.blockSignals(True)
        self.rows.set_value(seconds)
        self.rows.blockSignals(False)

    def _steps(self) -> QWidget:
        part = QWidget()
        line = row(part, gap=1)
        line.addWidget(self.before)
        line.addWidget(self.after)
        return part

    def _day_words(self, number: int, end: float) -> str:
        if number == 0:
            return tr("ward_review.last_day")
        return tr("ward_review.earlier_day", end=f"{day(end, self._zone)} {clock(end, self._zone, seconds=False)}")


def row_words(seconds: float) -> str:
    """ "1 min por linha"."""
    if seconds < 60:
        return tr("ward_review.row_seconds", count=int(seconds))
    if seconds < 3600:
        return tr("ward_review.row_minutes", count=int(seconds // 60))
    return tr("ward_review.row_hours", count=int(seconds // 3600))


def _toggle(words: str, told: object) -> Button:
    button = Button(words, "chip")
    button.setCheckable(True)
    give_role(button, "toggle")
    button.setAutoDefault(False)
    button.toggled.connect(told)
    return button
