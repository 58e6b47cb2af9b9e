"""A page that lies over the whole record: a way back, a title, and what it is about below."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.errors import ErrorWords, words_of
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import IconButton
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, hairline, row


class CoverPage(QWidget):
    """Add to `body`; buttons of the page beside the title by `add_action`. Esc goes back (the record hears it)."""

    spoken_role = "page"

    def __init__(self, title: str, on_close: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("ground", "canvas")
        self.setAccessibleName(title)
        layout = column(self, gap=0)
        self._head = row(gap=3, margin=3, sides=5)
        self.back = IconButton("arrow-left", tr("pregnancy.back_to_record"), on_press=on_close)
        self.back.setObjectName("back_to_record")
        self.title = Text(title, "title", wrap=True)
        self._head.addWidget(self.back)
        self._head.addWidget(self.title, 1)
        layout.addLayout(self._head)
        layout.addWidget(hairline())
        self.banner = Banner()
        layout.addWidget(self.banner)
        content = QWidget()
        self.body = column(content, gap=4, margin=5)
        self.area = Scroll(content)
        layout.addWidget(self.area, 1)
        self.setFocusProxy(self.back)

    def add_action(self, widget: QWidget) -> None:
        """Put a button at the right of the title."""
        self._head.addWidget(widget)

    def tell_problem(self, words: ErrorWords) -> None:
        """What went wrong, below the title."""
        self.banner.show_message("error", words.title, words.next_step)

    def show_error(self, error: Exception) -> None:
        """Say why something could not be done."""
        self.tell_problem(words_of(error))
