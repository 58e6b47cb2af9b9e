"""The place of the alarms: a row of tabs, one screen below it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ui.alarms.tabs import AlarmTab, tabs_for
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget
from ui.texts import tr
from ui.widgets.layouts import column
from ui.widgets.tabs import Tabs


class AlarmsPage(PlaceWidget):
    """`arrive("history")` opens a tab, `arrive("board/<bed>")` something in it; a tab is made when first opened."""

    can_print = True

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self.offered: tuple[AlarmTab, ...] = tabs_for(context)
        self._screens: dict[str, PlaceWidget] = {}
        self._holders: list[QWidget] = []
        self._current: PlaceWidget | None = None
        self._wanted = ""
        self.tabs = Tabs(indent=4)
        self.tabs.setAccessibleName(tr("alarms.tabs"))
        column(self, gap=0).addWidget(self.tabs)
        for tab in self.offered:
            holder = QWidget()
            column(holder, gap=0)
            self._holders.append(holder)
            self.tabs.add(tr(tab.words), holder, icon_name=tab.icon)
        self.tabs.changed.connect(self._turned)

    def arrive(self, subject: str | None) -> None:
        key, _, detail = (subject or "").partition("/")
        keys = [tab.key for tab in self.offered]
        at = keys.index(key) if key in keys else max(0, self.tabs.current())
        if not keys:
            return
        self._leave_current()
        self._wanted = detail
        self.tabs.choose(at)

    def open_tab(self, key: str, detail: str = "") -> None:
        """Show a tab, perhaps with something opened in it."""
        self.arrive(f"{key}/{detail}")

    def screen_of(self, key: str) -> PlaceWidget | None:
        """The screen of a tab, once it was opened."""
        return self._screens.get(key)

    def _turned(self, number: object) -> None:
        assert isinstance(number, int)
        tab, detail, self._wanted = self.offered[number], self._wanted, ""
        self._leave_current()
        screen = self._screens.get(tab.key)
        if screen is None:
            screen = self._screens[tab.key] = tab.build(self._context)
            layout = self._holders[number].layout()
            assert layout is not None
            layout.addWidget(screen)
        self._current = screen
        screen.arrive(detail or None)

    def _leave_current(self) -> None:
        screen, self._current = self._current, None
        if screen is not None:
            screen.leave()

    def leave(self) -> None:
        if self._current is not None:
            self._current.leave()

    def unlocked(self) -> None:
        if self._current is not None and self.isVisible():
            self._current.arrive(None)

    def step_back(self) -> bool:
        return self._current is not None and self._current.step_back()

    def print_current(self) -> None:
        if self._current is not None and self._current.can_print:
            self._current.print_current()

    def first_focus(self) -> QWidget | None:
        return (self._current.first_focus() if self._current is not None else None) or self.tabs.chosen_tab()

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return self._current.keys_here() if self._current is not None else ()

    def help_topic(self) -> str:
        return f"alarms-{self.offered[self.tabs.current()].key}" if self.offered else ""

    def keeps_draft(self) -> bool:
        return any(screen.keeps_draft() for screen in self._screens.values())
