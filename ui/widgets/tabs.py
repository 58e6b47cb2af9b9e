"""Parts of one record, one at a time; Tab reaches the row once, arrow keys change the part."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from ui.spoken.roles import give_role
from ui.texts import tr
from ui.widgets.buttons import Button
from ui.widgets.layouts import column, hairline, row
from ui.widgets.page_stack import PageStack


class _Tab(Button):
    spoken_role = "tab"

    def __init__(self, words: str, step: Callable[[int], None], icon_name: str | None = None) -> None:
        super().__init__(words, "tab", icon_name=icon_name)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self._step = step

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Right:
            self._step(1)
        elif event.key() == Qt.Key.Key_Left:
            self._step(-1)
        else:
            super().keyPressEvent(event)


class _Bar(QWidget):
    """The tabs in one row; those that do not fit stand in a menu at its end, the chosen one never does."""

    spoken_role = "tabs"

    def __init__(self, choose: Callable[[int], None]) -> None:
        super().__init__()
        self._choose = choose
        self.tabs: list[_Tab] = []
        self._chosen = 0
        self.more = Button(tr("common.more"), "tab", on_press=self._open)
        self.more.set_trailing("chevron-down")
        give_role(self.more, "menu")
        self.more.setAutoDefault(False)
        self._line = row(self, gap=0)
        self._line.addWidget(self.more)
        self._line.addStretch(1)
        self.more.hide()

    def add(self, tab: _Tab) -> None:
        """One more at the right."""
        self._line.insertWidget(len(self.tabs), tab)
        self.tabs.append(tab)
        self.arrange(self._chosen)

    def arrange(self, chosen: int) -> None:
        """Show what fits, and in any case the chosen one."""
        self._chosen = chosen
        widths = [tab.sizeHint().width() for tab in self.tabs]
        shown = list(range(len(widths)))
        if self.width() and sum(widths) > self.width() and self.isVisible():
            room = self.width() - self.more.sizeHint().width()
            while len(shown) > 1 and sum(widths[one] for one in shown) > room:
                shown.remove(next(one for one in reversed(shown) if one != chosen))
        for number, tab in enumerate(self.tabs):
            tab.setVisible(number in shown)
        self.more.setVisible(len(shown) < len(widths))

    def minimumSizeHint(self) -> QSize:
        """As narrow as one tab and the menu: the rest gives way."""
        widest = max((tab.sizeHint().width() for tab in self.tabs), default=0)
        return QSize(widest + self.more.sizeHint().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange(self._chosen)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Only now: becoming part of a window puts the menu, which was made first, before the tabs.
        for before, after in pairwise([*self.tabs, self.more]):
            QWidget.setTabOrder(before, after)
        self.arrange(self._chosen)

    def _open(self) -> None:
        menu = QMenu(self)
        for number, tab in enumerate(self.tabs):
            if tab.isHidden():
                menu.addAction(tab.text()).triggered.connect(partial(self._go, number))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _go(self, number: int, _checked: bool = False) -> None:
        self._choose(number)
        self.tabs[number].setFocus()


class Tabs(QWidget):
    """`add(words, page)`; `changed` carries the number of the part shown. `indent`: steps of the grid before it."""

    changed = Signal(object)

    def __init__(self, *, indent: float = 0) -> None:
        super().__init__()
        layout = column(self, gap=0)
        beside = row(gap=0, sides=indent)
        self._bar = _Bar(self.choose)
        beside.addWidget(self._bar, 1)
        layout.addLayout(beside)
        layout.addWidget(hairline())
        self.pages = PageStack()
        layout.addWidget(self.pages, 1)
        self._tabs = self._bar.tabs

    def add(self, words: str, page: QWidget, *, icon_name: str | None = None) -> int:
        """Add a part at the right; tells its number."""
        number = len(self._tabs)
        tab = _Tab(words, self._step, icon_name)
        tab.clicked.connect(lambda *_: self.choose(number))
        self._bar.add(tab)
        self.pages.addWidget(page)
        self._mark(self.pages.currentIndex())
        return number

    def set_words(self, number: int, words: str) -> None:
        """Change the words of a tab (a count in it, for example)."""
        self._tabs[number].set_text(words)
        self._bar.arrange(self.current())

    def choose(self, number: int) -> None:
        """Show a part."""
        self.pages.setCurrentIndex(number)
        self._mark(number)
        self.changed.emit(number)

    def chosen_tab(self) -> QWidget | None:
        """Where the keyboard reaches the row: the chosen tab."""
        return self._tabs[self.current()] if self._tabs else None

    def current(self) -> int:
        """The number of the part shown."""
        return self.pages.currentIndex()

    def _step(self, by: int) -> None:
        number = (self.current() + by) % len(self._tabs)
        self.choose(number)
        self._tabs[number].setFocus()

    def _mark(self, chosen: int) -> None:
        self._bar.arrange(chosen)
        for number, tab in enumerate(self._tabs):
            tab.setChecked(number == chosen)
            tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus if number == chosen else Qt.FocusPolicy.ClickFocus)
