"""The part «Revisão» of a bed's page: what is read of its recording, and what is shown before and instead of it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.security.roles import Action
from app.ward.picture.model import ShownBed
from app.ward.recording.model import BedRecording, WaveSpan
from app.ward.review.reading import Review, read_review
from app.ward.review.strips import Strip, read_strip, read_waves
from ui.bridge import Latest
from ui.errors import ErrorWords, words_of
from ui.papers.preview import PaperPreview
from ui.shell.context import UiContext
from ui.texts import tr
from ui.ward.bed.part import BedPart
from ui.ward.review.desk import ReviewDesk
from ui.ward.review.strip_paper import strip_offer
from ui.ward.review.times import named_moment
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import column
from ui.widgets.skeleton import Skeleton

FOLLOW_MS: Final = 2000
_SPARE_SECONDS: Final = 1.0
"""Read beyond both edges of the strip, so that its line runs on over them."""
LOADING, EMPTY, FULL, WRONG = range(4)


class ReviewView(BedPart):
    """N and P go to the next and the former alarm, + and - change how much a row shows, C lays the calipers."""

    def __init__(self, context: UiContext, bed: str) -> None:
        super().__init__()
        self._context, self._bed = context, bed
        self._zone = context.station.profile.time_zone
        self._recording: BedRecording | None = None
        self._stay: str | None = None
        self._asking, self._reading, self._cutting = Latest(self), Latest(self), Latest(self)
        self._timer = QTimer(self, interval=FOLLOW_MS)
        self._timer.timeout.connect(self.read)
        self.preview: PaperPreview | None = None
        self.banner = Banner()
        self.desk = ReviewDesk(self._zone, may_print=context.may(Action.PRINT_RECORD))
        layout = column(self, gap=0)
        layout.addWidget(self.banner)
        self.states = QStackedWidget()
        layout.addWidget(self.states, 1)
        loading = QWidget()
        column(loading, gap=0, margin=5).addWidget(Skeleton(8))
        self.states.addWidget(loading)
        self.states.addWidget(EmptyState("activity", tr("ward_review.nothing"), tr("ward_review.nothing_first")))
        self.states.addWidget(self.desk)
        self.states.addWidget(EmptyState("alert-triangle", tr("ward_review.wrong"), tr("ward_review.wrong_next")))
        self._connect()

    def _connect(self) -> None:
        tools = self.desk.tools
        tools.wave_wanted.connect(lambda wave: self.read(wave=wave))
        tools.day_wanted.connect(lambda day: self.read(day=day))
        tools.time_typed.connect(self._go_to_time)
        tools.following.connect(self._follow)
        tools.print_wanted.connect(self.print_current)
        self.desk.looked.connect(self._read_strip)
        self.desk.no_more.connect(self._no_more)

    def arrive(self) -> None:
        self._open_anew()
        if self.desk.tools.follow.isChecked():
            self._timer.start()

    def leave(self) -> None:
        self._timer.stop()

    def show_bed(self, bed: ShownBed, now: float) -> None:
        """Somebody else lies here: what was recorded of the one before is no longer this bed's."""
        before, self._stay = self._stay, bed.stay
        if before is not None and before != bed.stay:
            self._open_anew()

    def read(self, wave: str | None = None, day: int | None = None) -> None:
        """Read the recording as it is now, another waveform of it, or another day."""
        before, kept = self.desk.review, self._recording
        wave = wave if wave is not None else before.wave if before else ""
        day = day if day is not None else before.day if before else 0
        recordings, session, bed = self._context.station.recordings, self._context.session, self._bed

        def reading() -> Review:
            return read_review(recordings.of_bed(session, bed) if kept is None else kept, wave, day)

        self._asking.ask(reading, self._show, self._tell)

    def tell_problem(self, words: ErrorWords) -> None:
        """What could not be read; what was read before stays."""
        self.banner.show_message("error", words.title, words.next_step, action=(tr("ward_review.again"), self.read))
        if self.desk.review is None or self._recording is None:
            self.states.setCurrentIndex(WRONG)

    def _open_anew(self) -> None:
        """That a recording is opened is written down each time, so it stays open as long as one looks at it."""
        self._recording = None
        self.read()

    def _tell(self, error: Exception) -> None:
        self.tell_problem(words_of(error))

    def _show(self, review: Review) -> None:
        self._recording = review.recording
        self.banner.hide()
        if review.span is None or not review.wave:
            self.states.setCurrentIndex(EMPTY)
            return
        if self.preview is None:
            self.states.setCurrentIndex(FULL)
        self.desk.show_review(review)

    def _read_strip(self, start: float, end: float) -> None:
        recording = self._recording
        if recording is None:
            return

        def reading() -> tuple[WaveSpan, ...]:
            return read_waves(recording, start - _SPARE_SECONDS, end + _SPARE_SECONDS)

        def failed(error: Exception) -> None:
            self.desk.strip.show_unread()
            self._tell(error)

        self._reading.ask(reading, self.desk.strip.show_spans, failed)

    def _go_to_time(self, text: str) -> None:
        review = self.desk.review
        if review is None:
            return
        moment = named_moment(text, self._zone, *review.window)
        if moment is None:
            self.banner.show_message("warn", tr("ward_review.no_such_time"), tr("ward_review.no_such_time_next"))
            return
        self.banner.hide()
        self.desk.go_to(moment)

    def _no_more(self, by: int) -> None:
        self._context.message("info", tr("ward_review.last_alarm" if by > 0 else "ward_review.first_alarm"))

    def _follow(self, on: bool) -> None:
        """Only when somebody asks for it does the page go on with the time."""
        if on:
            self.read(day=0)
            self._timer.start()
        else:
            self._timer.stop()

    def print_current(self) -> None:
        """The strip of the chosen alarm, or of the moment that is looked at."""
        recording, at, mark = self._recording, self.desk.at, self.desk.mark
        if recording is None or at is None or not self._context.may(Action.PRINT_RECORD):
            return
        self._cutting.ask(lambda: read_strip(recording, at, mark), self._preview, self._tell)

    def _preview(self, strip: Strip) -> None:
        review = self.desk.review
        if review is None:
            return
        self._close_preview()
        offer = strip_offer(self._context, self._bed, strip, review.wave)
        self.preview = PaperPreview(self._context, offer, on_close=self._close_preview)
        self.states.addWidget(self.preview)
        self.states.setCurrentWidget(self.preview)
        self.preview.setFocus()

    def _close_preview(self) -> None:
        if self.preview is None:
            return
        gone, self.preview = self.preview, None
        self.states.setCurrentIndex(FULL)
        self.states.removeWidget(gone)
        gone.hide()
        gone.deleteLater()
        self.desk.sheet.setFocus()

    def step_back(self) -> bool:
        if self.preview is not None:
            self._close_preview()
            return True
        if self.desk.calipers is not None:
            self.desk.take_calipers_away()
            return True
        return False

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return (
            ("N · P", tr("ward_review.keys_alarms")),
            ("+ · −", tr("ward_review.keys_zoom")),
            ("← →", tr("ward_review.keys_moment")),
            ("C", tr("ward_review.keys_calipers")),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        acts = {
            Qt.Key.Key_N.value: lambda: self.desk.step_alarm(1),
            Qt.Key.Key_P.value: lambda: self.desk.step_alarm(-1),
            Qt.Key.Key_C.value: self.desk.tools.calipers.toggle,
        }
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if plain and self.states.currentIndex() == FULL and event.key() in acts:
            acts[event.key()]()
        else:
            super().keyPressEvent(event)
