"""Gestantes: the list, and one record in its place or, where there is room, beside it."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.bridge import Latest
from ui.errors import ErrorWords, words_of
from ui.pregnancy.record import PregnancyRecord
from ui.pregnancy.record_view import RecordView, read_record
from ui.pregnancy.views import CALLS, PregnancyViews
from ui.shell.context import UiContext
from ui.shell.opening_reason import ask_for_reason
from ui.shell.places import PlaceWidget
from ui.theme import current_theme
from ui.widgets.layouts import hairline, row
from ui.widgets.skeleton import Skeleton

_BESIDE_STEPS = 370
"""From this width on (steps of the grid) list and record stand side by side: form, card and a narrow list."""
_LIST_STEPS = 100


class Pregnancies(PlaceWidget):
    """The place."""

    can_print = True

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._latest = Latest(self)
        self.views = PregnancyViews(context)
        self.list = self.views.list
        self.record: PregnancyRecord | None = None
        self._right = QStackedWidget()
        self._line = hairline(vertical=True)
        layout = row(self, gap=0)
        layout.addWidget(self.views, 1)
        layout.addWidget(self._line)
        layout.addWidget(self._right, 4)
        self.views.opened.connect(self.open)
        self.views.covered.connect(self._cover)
        self._arrange()

    def arrive(self, subject: str | None) -> None:
        if subject == CALLS:
            self.close_record()
            self.views.show_view(CALLS)
            return
        self.views.refresh()
        if subject is not None:
            self.open(subject)

    def leave(self) -> None:
        if self.record is not None:
            self.record.leave()

    def step_back(self) -> bool:
        if not self._right.count():
            return self.views.step_back()
        if self.record is None or not self.record.step_back():
            self.close_record()
        return True

    def print_current(self) -> None:
        if self.record is not None:
            self.record.print_current()
        elif self.views.calling and not self._right.count():
            self.views.calls.print_list()

    def first_focus(self) -> QWidget | None:
        return self.record.first_focus() if self.record is not None else self.views.first_focus()

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return self.record.keys_here() if self.record is not None else ()

    def help_topic(self) -> str:
        if self.record is not None:
            return self.record.help_topic()
        return "pregnancy-calls" if self.views.calling else "pregnancy"

    def keeps_draft(self) -> bool:
        return self.record is not None and self.record.unsaved()

    def tell_problem(self, words: ErrorWords) -> None:
        if self.record is not None:
            self.record.tell_problem(words)
        else:
            self.list.banner.show_message("error", words.title, words.next_step)

    def open(self, subject: str) -> None:
        """Open the record of a pregnancy, or of a person's current one: `<id>`, perhaps `<id>/<tab>/<detail>`."""
        self.leave()
        self.list.banner.hide()
        self._show(Skeleton(12))
        subject, _, inside = subject.partition("/")
        show = partial(self._show_record, inside=inside)
        tell = partial(self._tell, again=partial(self.open, "/".join((subject, inside)) if inside else subject))
        self._latest.ask(read_record(self._context, subject), show, tell)

    def close_record(self) -> None:
        """Back to the list."""
        self.leave()
        self._latest.drop()
        self._show(None)
        self.views.refresh()
        self.views.enter()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _show_record(self, view: RecordView, inside: str) -> None:
        tab, _, detail = inside.partition("/")
        record = PregnancyRecord(self._context, view, tab, detail)
        record.back.connect(self.close_record)
        record.saved.connect(self.views.refresh)
        self._show(record)
        self.record = record
        focus = record.first_focus()
        if focus is not None:
            focus.setFocus()

    def _show(self, widget: QWidget | None) -> None:
        self.record = None
        while (old := self._right.widget(0)) is not None:
            self._right.removeWidget(old)
            old.deleteLater()
        if widget is not None:
            self._right.addWidget(widget)
        self._arrange()

    def _arrange(self) -> None:
        opened = self._right.count() > 0
        beside = opened and self.width() >= current_theme().gap(_BESIDE_STEPS)
        self._right.setVisible(opened)
        self._line.setVisible(beside)
        self.views.setVisible(beside or not opened)
        self.views.setMaximumWidth(current_theme().gap(_LIST_STEPS) if beside else 16_777_215)
        self.views.stand_beside(beside=beside)

    def _cover(self, page: object) -> None:
        """A paper of the calls instead of them; None brings them back."""
        if isinstance(page, QWidget):
            self._show(page)
            page.setFocus()
        else:
            self.close_record()

    def _tell(self, error: Exception, again: Callable[[], object]) -> None:
        self._show(ask_for_reason(error, self._context, again, self.close_record))
        if not self._right.count():
            words = words_of(error)
            self.list.banner.show_message("error", words.title, words.next_step)
