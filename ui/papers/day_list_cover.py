"""The list of the day in the place of a screen: read, shown in the preview, and left again."""

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.security.roles import Action
from ui.bridge import Latest
from ui.papers.day_list import DayList, day_list_paper, read_day_list
from ui.papers.preview import PaperPreview
from ui.shell.context import UiContext


class DayListCover:
    """`pages` shows the screen as its first page; `closed()` after the list was left. What goes wrong while it is read
    is told by the screen above `pages`. Ctrl+P opens the list, and in the list prints it."""

    def __init__(self, context: UiContext, pages: QStackedWidget, closed: Callable[[], object]) -> None:
        self._context = context
        self._pages = pages
        self._closed = closed
        self._latest = Latest(pages)
        self.preview: PaperPreview | None = None

    def print_current(self) -> None:
        """Open the list, or print it where it is open; nothing for whoever may not print."""
        if self.preview is not None:
            self.preview.print_out()
        elif self._context.may(Action.PRINT_RECORD):
            self._latest.ask(read_day_list(self._context), self._show)

    def step_back(self) -> bool:
        """Esc; False where the list is not open."""
        if self.preview is None:
            return False
        self._leave()
        return True

    def _show(self, day: DayList) -> None:
        self.preview = PaperPreview(self._context, day_list_paper(day), on_close=self._leave)
        self._pages.addWidget(self.preview)
        self._pages.setCurrentWidget(self.preview)
        self.preview.setFocus()

    def _leave(self) -> None:
        preview, self.preview = self.preview, None
        if preview is None:
            return
        self._pages.setCurrentIndex(0)
        self._pages.removeWidget(preview)
        preview.deleteLater()
        self._closed()


class DayListPages(QStackedWidget):
    """A screen that Ctrl+P covers with the list of the day."""

    def __init__(self, context: UiContext, screen: QWidget, focus: Callable[[], QWidget]) -> None:
        super().__init__()
        self.addWidget(screen)
        self._focus = focus
        self.cover = DayListCover(context, self, lambda: focus().setFocus())

    def first_focus(self) -> QWidget:
        """In the list where it is open, else in the screen."""
        return self.cover.preview or self._focus()
