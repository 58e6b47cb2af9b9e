"""The review as it is seen: tools, the bar of 24 hours, the page of rows, the strip below, the alarms beside it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.ward.recording.model import AlarmMark
from app.ward.review.reading import Review
from app.ward.review.rows import zoomed
from ui.shell.roomy import upright
from ui.theme import current_theme
from ui.ward.review.calipers import Calipers
from ui.ward.review.events import Events
from ui.ward.review.overview import Overview
from ui.ward.review.sheet import Sheet
from ui.ward.review.strip_view import StripView
from ui.ward.review.tools import Tools
from ui.widgets.layouts import column, hairline, row


class ReviewDesk(QWidget):
    """`looked(start, end)`: the strip shows this span and wants its samples. `no_more(by)`: there is no further alarm.

    Everything that shows a moment shows the same one: `at`, and `mark` where it is an alarm's beginning.
    """

    looked = Signal(float, float)
    no_more = Signal(int)

    def __init__(self, zone: str, *, may_print: bool) -> None:
        super().__init__()
        self.review: Review | None = None
        self.at: float | None = None
        self.mark: AlarmMark | None = None
        self.calipers: Calipers | None = None
        self.tools = Tools(zone, may_print=may_print)
        self.overview = Overview(zone)
        self.sheet = Sheet(zone)
        self.strip = StripView(zone)
        self.events = Events(zone)
        self._build()
        self._connect()

    def _build(self) -> None:
        layout = column(self, gap=0)
        above = column(gap=0, margin=2, sides=4)
        above.addWidget(self.tools)
        layout.addLayout(above)
        beside = row(gap=0)
        layout.addLayout(beside, 1)
        left = column(gap=2, sides=4)
        beside.addLayout(left, 1)
        left.addWidget(self.overview)
        left.addWidget(self.sheet, 5)
        left.addWidget(hairline())
        strip = self.strip_room = QScrollArea()
        strip.setFrameShape(QFrame.Shape.NoFrame)
        strip.setWidgetResizable(True)
        strip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        strip.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        strip.setWidget(self.strip)
        left.addWidget(strip, 6)
        self.side = QFrame()
        self.side.setProperty("look", "side")
        theme = current_theme()
        self.side.setFixedWidth(min(theme.px("side_panel_narrow"), theme.px("rail_room") // 3))
        column(self.side, gap=2, margin=2).addWidget(upright(self.events))
        beside.addWidget(self.side)

    def _connect(self) -> None:
        self.tools.seconds_wanted.connect(self.sheet.set_seconds)
        self.tools.stepped.connect(self.step_alarm)
        self.tools.measuring.connect(self._measure)
        self.sheet.zoomed.connect(self.zoom)
        self.sheet.chosen.connect(self.go_to)
        self.sheet.alarm_chosen.connect(self.go_to_alarm)
        self.sheet.moved.connect(lambda: self.overview.show_seen(self.sheet.seen_span()))
        self.overview.went.connect(self.go_to)
        self.strip.chosen.connect(self.go_to)
        self.strip.laid_out.connect(self._strip_changed)
        self.strip.widened.connect(self._look_again)
        self.events.chosen.connect(self.go_to_alarm)
        self.events.narrowed.connect(self._narrowed)

    def show_review(self, review: Review) -> None:
        """Show 24 hours; the moment that is looked at stays, unless they are other ones or one follows the time."""
        before, self.review = self.review, review
        if before is not None and before.span is not None:
            self.sheet.tiles.forget_from(before.span[1])
        self.strip.show_waves_of((review.wave, *(one for one in review.waves if one != review.wave)))
        self.strip_room.setMaximumHeight(self.strip.sizeHint().height())
        self.tools.show_review(review)
        self.events.show_marks(review.alarms)
        self.sheet.show_review(review, self.events.marks)
        self.overview.show_review(review, self.events.marks)
        self.overview.show_seen(self.sheet.seen_span())
        other = before is None or before.recording is not review.recording or before.day != review.day
        if self.at is None or other or self.tools.follow.isChecked():
            self.mark = None
            self.sheet.to_end()
            self._look_at(review.window[1] - self.strip.seconds * 2 / 3)
        else:
            self._look_at(self.at)

    def go_to(self, moment: float) -> None:
        """Look at a moment of the 24 hours; whoever does so no longer follows the time."""
        if self.review is None:
            return
        first, last = self.review.window
        moment = min(max(first, moment), last)
        self.mark = None
        self.events.choose(None)
        self._go(moment)

    def go_to_alarm(self, mark: AlarmMark) -> None:
        """Look at where an alarm began."""
        self.mark = mark
        self.events.choose(mark)
        self._go(mark.began_at)

    def step_alarm(self, by: int) -> None:
        """The next alarm after the moment that is looked at (1) or the one before (-1), of those that are wanted."""
        marks, at = self.events.marks, self.at
        if at is None:
            return
        if self.mark in marks:
            number = marks.index(self.mark) + by
        else:
            after = next((number for number, mark in enumerate(marks) if mark.began_at > at), len(marks))
            number = after if by > 0 else after - 1
        if 0 <= number < len(marks):
            self.go_to_alarm(marks[number])
        else:
            self.no_more.emit(by)

    def zoom(self, steps: int) -> None:
        """Rows so many steps longer (positive) or shorter."""
        seconds = zoomed(self.sheet.plan.seconds, steps)
        self.tools.set_seconds(seconds)
        self.sheet.set_seconds(seconds)

    def _go(self, moment: float) -> None:
        self.tools.follow.setChecked(False)
        self._look_at(moment)
        self.sheet.bring(moment)

    def _look_at(self, moment: float) -> None:
        if self.review is None:
            return
        self.at = moment
        start, end = self.strip.show_moment(moment, self.review.alarms, self.mark)
        self.sheet.set_chosen(moment, (start, end))
        self.looked.emit(start, end)

    def _look_again(self) -> None:
        if self.at is not None:
            self._look_at(self.at)

    def _strip_changed(self) -> None:
        if self.calipers is not None:
            self.calipers.look_again()

    def _narrowed(self, marks: Sequence[AlarmMark]) -> None:
        if self.review is not None:
            self.sheet.show_alarms(marks)
            self.overview.show_review(self.review, marks)

    def _measure(self, on: bool) -> None:
        if on and self.calipers is None:
            self.tools.follow.setChecked(False)
            self.calipers = Calipers(self.strip, self.strip)
            self.calipers.removed.connect(self.take_calipers_away)
            self.calipers.setFocus()
        elif not on and self.calipers is not None:
            gone, self.calipers = self.calipers, None
            gone.hide()
            gone.deleteLater()
            self.sheet.setFocus()

    def take_calipers_away(self) -> None:
        """As if the button had been pressed again."""
        self.tools.calipers.setChecked(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.setVisible(self.width() >= current_theme().px("record_room"))
