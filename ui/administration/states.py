"""Loading, empty, wrong and full: one place of a section shows exactly one of them."""

from collections.abc import Callable

from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import clear, column
from ui.widgets.skeleton import Skeleton


class States(QStackedWidget):
    """Put the loaded content into `full`; begin with `show_loading`."""

    def __init__(self, *, lines: int = 5) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._loading, _ = self._page()
        loading_layout = self._loading.layout()
        assert isinstance(loading_layout, QVBoxLayout)
        loading_layout.addWidget(Skeleton(lines))
        loading_layout.addStretch(1)
        self._empty, self._empty_layout = self._page()
        self._wrong, wrong_layout = self._page()
        self._banner = Banner()
        wrong_layout.addWidget(self._banner)
        wrong_layout.addStretch(1)
        self._full, self.full = self._page()

    def show_loading(self) -> None:
        """Being read: grey lines, nothing moves."""
        self._show(self._loading)

    def show_full(self) -> None:
        """What was put into `full`."""
        self._show(self._full)

    def show_empty(self, icon_name: str, sentence: str, first_step: str = "", button: Button | None = None) -> None:
        """Nothing is here yet, and what to do first."""
        clear(self._empty_layout)
        self._empty_layout.addWidget(EmptyState(icon_name, sentence, first_step, button))
        self._show(self._empty)

    def show_wrong(self, words: str, retry: Callable[[], object]) -> None:
        """It could not be read: why, what is safe, and a way to try again."""
        action = (tr("common.try_again"), retry)
        self._banner.show_message("error", tr("administration.could_not_read"), words, action=action, closable=False)
        self._show(self._wrong)

    @property
    def state(self) -> str:
        """`loading`, `empty`, `wrong` or `full`."""
        names = {self._loading: "loading", self._empty: "empty", self._wrong: "wrong", self._full: "full"}
        return next(name for page, name in names.items() if page is self.currentWidget())

    def _page(self) -> tuple[QWidget, QVBoxLayout]:
        page = QWidget()
        layout = column(page, gap=4)
        self.addWidget(page)
        return page, layout

    def _show(self, page: QWidget) -> None:
        """Only the page on show asks for room: a long hidden one would make the section scroll for nothing."""
        for one in (self._loading, self._empty, self._wrong, self._full):
            vertical = QSizePolicy.Policy.Preferred if one is page else QSizePolicy.Policy.Ignored
            one.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)
        self.setCurrentWidget(page)
