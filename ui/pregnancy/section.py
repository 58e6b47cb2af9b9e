"""What every part of a pregnancy's record has in common, and what it receives from the record around it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtWidgets import QWidget

from ui.errors import ErrorWords, words_of
from ui.pregnancy.record_view import RecordView
from ui.shell.context import UiContext
from ui.widgets.banner import Banner
from ui.widgets.layouts import column


@dataclass
class RecordHost:
    """The record as its parts see it; `view` is replaced whenever the record was read again.

    `go_to(key, detail)` shows another part; `cover(widget)` lays a page (a paper, an emergency card) over the whole
    record until `uncover()`; `stored()` says that facts were stored, so that head, risk card and the other parts are
    read again. `preparing`: a referral is being written, and something was missing for it.
    """

    context: UiContext
    view: RecordView
    go_to: Callable[[str, str], None]
    cover: Callable[[QWidget], None]
    uncover: Callable[[], None]
    stored: Callable[[], None] = field(default=lambda: None)
    preparing: bool = False


class RecordSection(QWidget):
    """One tab. Add to `body`; what went wrong stands in `banner` above it. Built when somebody first goes there."""

    def __init__(self, host: RecordHost) -> None:
        super().__init__()
        self.host = host
        self.context = host.context
        layout = column(self, gap=0)
        self.banner = Banner()
        layout.addWidget(self.banner)
        self.body = column(gap=0)
        layout.addLayout(self.body, 1)

    def refresh(self) -> None:
        """Read again: called when the part is first shown, and when facts were stored elsewhere since."""

    def open_detail(self, detail: str) -> None:
        """Somebody came here for one thing, by its id or code."""

    def leave(self) -> None:
        """The record is left: keep drafts now."""

    def step_back(self) -> bool:
        """Esc inside the part; False where there is nothing to step back from."""
        return False

    def print_current(self) -> bool:
        """Ctrl+P; False where this part has no paper of its own."""
        return False

    def first_focus(self) -> QWidget | None:
        """Where the keyboard begins."""
        return None

    def unsaved(self) -> bool:
        """Whether something was typed that is not stored."""
        return False

    def tell_problem(self, words: ErrorWords) -> None:
        """What went wrong, above the part."""
        self.banner.show_message("error", words.title, words.next_step)

    def show_error(self, error: Exception) -> None:
        """Say why something could not be done."""
        self.tell_problem(words_of(error))
