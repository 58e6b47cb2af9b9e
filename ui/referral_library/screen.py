"""Biblioteca: a search over past answers, two filters, the list, and beside it what is read."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.clinic.referral.library import MOST_FOUND, Lesson
from app.clinic.referral.model import Verdict
from app.clinic.referral.parameters import parameters
from ui.administration.states import States
from ui.bridge import Latest
from ui.errors import words_of
from ui.referral_library.lesson_words import month_words, verdict_sign
from ui.referral_library.reading_pane import ReadingPane
from ui.referrals.words import reason_words, verdict_look
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget
from ui.texts import tr, tr_count
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.dropdown import Dropdown
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.table import Column, Table, TableModel, no_more
from ui.widgets.text_fields import SearchField

EVERY = "all"
_ROOM_FOR_BOTH = 250
"""In steps of the grid: a place narrower than this shows the list or what is read."""


class ReferralLibrary(PlaceWidget):
    """The place; where both have no room, what is read takes the place of the list."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._latest = Latest(self)
        self.lessons: tuple[Lesson, ...] = ()
        self._alone = False
        self._reads = False
        self.banner = Banner()
        self.search = SearchField(placeholder=tr("library.search_hint"), name=tr("library.search"))
        reasons = [(code, reason_words(code)) for code in parameters().reasons]
        self.reason = Dropdown([(EVERY, tr("library.every_reason")), *reasons], name=tr("library.reason"))
        verdicts = [(one, verdict_look(one).words) for one in Verdict]
        self.verdict = ChoiceChips(verdicts, name=tr("library.verdict"))
        self.states = States(lines=8)
        self.model: TableModel[Lesson] = TableModel(_columns(), no_more)
        self.table = Table(self.model, name=tr("library.list"))
        self.count = Text("", "muted")
        self.back = QuietButton(tr("library.back"), icon_name="arrow-left", on_press=self._close_reading)
        self.pane = ReadingPane()
        self._tools = QWidget()
        self._list = QWidget()
        self._side = QWidget()
        self._build()

    def _build(self) -> None:
        layout = column(self, gap=3, margin=6)
        head = row(gap=3)
        head.addWidget(Text(tr("library.title"), "title"), 1)
        head.addWidget(self.count, 0, Qt.AlignmentFlag.AlignBottom)
        layout.addLayout(head)
        flow = FlowLayout(self._tools, gap=4)
        self.search.setMinimumWidth(current_theme().px("field_long"))
        for one in (self.search, self.reason, self.verdict):
            flow.addWidget(one)
        layout.addWidget(self._tools)
        layout.addWidget(self.banner)
        left = column(self._list, gap=2)
        left.addWidget(self.table, 1)
        right = column(self._side, gap=2)
        right.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        right.addWidget(self.pane, 1)
        both = row(gap=4)
        both.addWidget(self._list, 5)
        both.addWidget(self._side, 4)
        self.states.full.addLayout(both, 1)
        layout.addWidget(self.states, 1)
        self.search.searched.connect(lambda _text: self.refresh())
        self.search.installEventFilter(self)
        self.reason.changed.connect(lambda _code: self.refresh())
        self.verdict.changed.connect(lambda _value: self.refresh())
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(lambda _number: self._open())
        self._arrange()

    # reading

    def arrive(self, subject: str | None) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Search for what is typed and chosen."""
        reason, verdict = self.reason.value(), self.verdict.value()
        call = partial(
            self._context.station.referral_library.search,
            self._context.session,
            self.search.value(),
            reason=None if reason in (EVERY, None) else str(reason),
            verdict=verdict if isinstance(verdict, Verdict) else None,
        )
        if not self.lessons:
            self.states.show_loading()
        self._latest.ask(call, self._show, self._tell)

    @property
    def is_narrowed(self) -> bool:
        """Whether something is typed or chosen."""
        return bool(self.search.value().strip()) or self.reason.value() != EVERY or self.verdict.value() is not None

    def widen(self) -> None:
        """Take the search and both filters away."""
        for one in (self.search, self.reason, self.verdict):
            one.blockSignals(True)
        self.search.clear()
        self.reason.set_value(EVERY)
        self.verdict.set_value(None)
        for one in (self.search, self.reason, self.verdict):
            one.blockSignals(False)
        self.refresh()
        self.search.setFocus()

    def _show(self, lessons: tuple[Lesson, ...]) -> None:
        before = self.pane.lesson
        self.lessons = lessons
        self._reads = self._reads and bool(lessons)
        self.model.show_ids([str(number) for number in range(len(lessons))], lessons)
        if not lessons:
            self._show_empty()
            return
        told = tr_count("library.count", len(lessons))
        self.count.setText(tr("library.first", count=MOST_FOUND) if len(lessons) == MOST_FOUND else told)
        self.states.show_full()
        # Whoever reads and types on keeps what is read, as long as it is found.
        self.table.selectRow(lessons.index(before) if before in lessons else 0)
        self._arrange()

    def _show_empty(self) -> None:
        self.count.setText("")
        if not self.is_narrowed:
            self.states.show_empty("book-open", tr("library.empty"), tr("library.empty_next"))
            return
        button = SecondaryButton(tr("library.widen"), icon_name="undo", on_press=self.widen)
        self.states.show_empty("search", tr("library.none"), tr("library.none_next"), button)

    def _tell(self, error: Exception) -> None:
        self.lessons = ()
        self.states.show_wrong(words_of(error).together, self.refresh)

    def _choose(self, number: object) -> None:
        if number is not None:
            self.pane.show_lesson(self.lessons[int(str(number))])

    # room and keys

    def _open(self) -> None:
        self._reads = True
        self._arrange()
        self.pane.setFocus()

    def _close_reading(self) -> None:
        self._reads = False
        self._arrange()
        self.table.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """List and reading beside each other, or one of them."""
        self._alone = self.width() < current_theme().gap(_ROOM_FOR_BOTH)
        for one in (self._tools, self._list):
            one.setVisible(not (self._alone and self._reads))
        self._side.setVisible(self._reads or not self._alone)
        self.back.setVisible(self._alone)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        into_list = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        is_press = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        key = event.key() if is_press and isinstance(event, QKeyEvent) else None
        if watched is self.search and key in into_list and self.lessons:
            self.table.setFocus()
            return True
        return False

    def first_focus(self) -> QWidget:
        return self.search

    def step_back(self) -> bool:
        if self._reads and (self._alone or self.pane.hasFocus()):
            self._close_reading()
            return True
        if self.is_narrowed:
            self.widen()
            return True
        return False

    def leave(self) -> None:
        self._latest.drop()


def _columns() -> tuple[Column[Lesson], ...]:
    return (
        Column(tr("library.column_verdict"), verdict_sign),
        Column(tr("library.column_reason"), lambda one: reason_words(one.reason)),
        Column(tr("library.column_hypothesis"), lambda one: " ".join(one.hypothesis.split()), stretch=True),
        Column(tr("library.column_month"), month_words, figures=True),
    )
