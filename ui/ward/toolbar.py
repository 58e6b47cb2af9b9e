"""The row over the wall: what else there is to do in the ward, each a screen that takes the wall's place.

A new entry is one line of `ENTRIES` and one module `ui.ward.<key>.page` with

    def build(context: UiContext, back: Callable[[], None]) -> PlaceWidget

It is called each time somebody opens the entry; the widget is thrown away when they go back. `back` returns to the
wall, as do Esc (after `step_back` of the widget has nothing left to do) and the button "Voltar à central". Of a
`PlaceWidget` the ward calls `arrive(None)`, `leave`, `step_back`, `print_current`, `first_focus`, `keys_here` and
`keeps_draft`. A page that is an administration `SectionPage` is put into `InSection(page)`. The module is imported when
the entry is opened; until then it is only looked for, so its package's `__init__` imports nothing.
"""

import importlib
import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, cast

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.security.roles import Action
from ui.administration.frame import SectionPage
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget
from ui.spoken.roles import give_role
from ui.texts import tr
from ui.theme import current_theme
from ui.ward.layouts.controls import WallControls
from ui.widgets.buttons import Button, QuietButton
from ui.widgets.layouts import column, row

Build = Callable[[UiContext, Callable[[], None]], PlaceWidget]


@dataclass(frozen=True)
class WardEntry:
    """One button. Its word is the text `ward_toolbar.<key>`; whoever may do `action` sees it, once `module` exists."""

    key: str
    icon: str
    action: Action
    module: str

    @property
    def exists(self) -> bool:
        """Whether its screen is written."""
        package = self.module.rpartition(".")[0]
        return importlib.util.find_spec(package) is not None and importlib.util.find_spec(self.module) is not None

    def build(self, context: UiContext, back: Callable[[], None]) -> PlaceWidget:
        """Its screen."""
        return cast(Build, importlib.import_module(self.module).build)(context, back)


ENTRIES: Final = (
    WardEntry("beds", "bed", Action.MANAGE_BEDS, "ui.ward.beds.page"),
    WardEntry("fatigue", "bell-off", Action.VIEW_WARD, "ui.ward.fatigue.page"),
    WardEntry("signals_test", "bell", Action.ANSWER_ALARMS, "ui.ward.signals_test.page"),
)
"""In the order of the row."""


def entries_for(context: UiContext) -> tuple[WardEntry, ...]:
    """What is written and may be used by whoever is signed in."""
    return tuple(entry for entry in ENTRIES if context.may(entry.action) and entry.exists)


class WardToolbar(QFrame):
    """`opened(entry)` opens a screen in the wall's place, `back()` returns to the wall.

    `strip` is in sight whatever stands below; words give way to icons where it would have too little room.
    """

    def __init__(
        self,
        entries: Sequence[WardEntry],
        opened: Callable[[WardEntry], object],
        back: Callable[[], object],
        strip: QWidget,
        controls: WallControls,
    ) -> None:
        super().__init__()
        self.setProperty("look", "bar")
        self.help_topic = "ward"
        self.setAccessibleName(tr("ward_toolbar.name"))
        layout = self._row = row(self, gap=1, margin=1, sides=2)
        self.back = QuietButton(tr("ward_toolbar.back"), icon_name="arrow-left", on_press=back)
        self.back.hide()
        layout.addWidget(self.back)
        self.buttons: dict[str, Button] = {}
        for entry in entries:
            button = QuietButton(tr(f"ward_toolbar.{entry.key}"), icon_name=entry.icon)
            button.setCheckable(True)
            give_role(button, "choice")
            button.clicked.connect(lambda _checked=False, chosen=entry: opened(chosen))
            self.buttons[entry.key] = button
            layout.addWidget(button)
        layout.addWidget(strip, 1)
        layout.addWidget(controls)
        self._controls = controls
        self._words = {button: button.text() for button in (self.back, *self.buttons.values())}

    def show_open(self, key: str | None) -> None:
        """Mark which screen stands in the wall's place; "" is one without a button here, None the wall itself."""
        self.help_topic = "ward" if key is None else f"ward-{key or 'bed'}"
        self.back.setVisible(key is not None)
        for other, button in self.buttons.items():
            button.setChecked(other == key)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def _fit(self) -> None:
        """Words where there is room for them and for the line with the worst alarm, else icons."""
        self._fold(False)
        theme = current_theme()
        readable = theme.px("search") - theme.px("side_panel_narrow")
        self._fold(self._row.minimumSize().width() + readable > self.width())

    def _fold(self, folded: bool) -> None:
        for button, words in self._words.items():
            button.setText("" if folded else words)
            button.setToolTip(words if folded else "")
        self._controls.fold(folded)


class InSection(PlaceWidget):
    """A page made like one of the administration, as a screen of the ward."""

    def __init__(self, page: SectionPage) -> None:
        super().__init__()
        self.page = page
        column(self, gap=0, margin=5, sides=6).addWidget(page)

    def arrive(self, subject: str | None) -> None:
        self.page.refresh()
        if subject:
            self.page.open_subject(subject)

    def leave(self) -> None:
        self.page.leave()

    def step_back(self) -> bool:
        return self.page.step_back()

    def print_current(self) -> None:
        self.page.print_current()

    def first_focus(self) -> QWidget | None:
        return None

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return self.page.keys_here()

    def keeps_draft(self) -> bool:
        return self.page.keeps_draft()
