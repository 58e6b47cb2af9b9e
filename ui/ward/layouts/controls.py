"""At the right of the row over the wall: layout, day or night, the whole screen."""

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.security.roles import Action
from app.ward.layouts.model import USUAL
from ui.shell.context import UiContext
from ui.spoken.roles import give_role
from ui.texts import tr
from ui.theme import current_theme
from ui.theme.icons import icon
from ui.ward.layouts.bare_signs import BareSigns
from ui.ward.layouts.desk import WallLayouts
from ui.widgets.buttons import IconButton, QuietButton
from ui.widgets.confirm_sheet import ask
from ui.widgets.layouts import row


class WallControls(QWidget):
    """`whole(on)` is asked for the whole screen; what the window can give up then, `show_bare` shows here."""

    def __init__(self, context: UiContext, layouts: WallLayouts, whole: Callable[[bool], object]) -> None:
        super().__init__()
        self._context, self._layouts, self._whole = context, layouts, whole
        self._bare = False
        self._signs: BareSigns | None = None
        self._row = row(self, gap=1)
        self.layout_button = QuietButton("", icon_name="layout-grid", on_press=self.open_menu)
        give_role(self.layout_button, "menu")
        self.theme = IconButton("sun", "", on_press=self._turn_theme)
        self.whole_screen = IconButton("maximize", "", on_press=lambda: self._whole(not self._bare))
        self.leave = QuietButton(tr("ward_layouts.sign_off"), icon_name="lock", on_press=context.window.lock)
        for part in (self.layout_button, self.theme, self.whole_screen, self.leave):
            self._row.addWidget(part)
        layouts.changed.connect(self.look)
        self.show_bare(False)

    def show_bare(self, bare: bool) -> None:
        """The window has given up its bar: clock, state of the data and the way out are here."""
        self._bare = bare
        if bare and self._signs is None:
            self._signs = BareSigns(self._context.station)
            self._row.addWidget(self._signs)
        if self._signs is not None:
            self._signs.setVisible(bare)
        kiosk = self._context.window.end_kiosk is not None
        self.leave.setVisible(bare)
        self.whole_screen.setVisible(not kiosk or self._context.may(Action.MANAGE_BEDS))
        self.whole_screen.set_icon("minimize" if bare else "maximize")
        word = "kiosk_off" if kiosk else "whole_off" if bare else "whole_on"
        self._say(self.whole_screen, tr(f"ward_layouts.{word}"))
        self.look()

    def look(self) -> None:
        """The words that fit what stands now."""
        name = self._layouts.layout.name or tr("ward_layouts.layout")
        if self.layout_button.text():
            self.layout_button.setText(name)
        self.layout_button.setAccessibleName(tr("ward_layouts.layout_now", name=self._layouts.layout.name or name))
        self.layout_button.setToolTip(self.layout_button.accessibleName())
        self.layout_button.setEnabled(self._layouts.arranging is None)
        night = current_theme().name == "dark"
        self.theme.set_icon("sun" if night else "moon")
        self._say(self.theme, tr("ward_layouts.day" if night else "ward_layouts.night"))

    def fold(self, folded: bool) -> None:
        """Icons alone, where words have no room."""
        self.layout_button.setText("" if folded else self._layouts.layout.name or tr("ward_layouts.layout"))
        self.leave.setText("" if folded else tr("ward_layouts.sign_off"))
        self.leave.setToolTip(tr("ward_layouts.sign_off"))

    def open_menu(self) -> None:
        """The layouts to choose from, and what can be done with them."""
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.layout_button.mapToGlobal(QPoint(0, self.layout_button.height())))

    def menu(self) -> QMenu:
        """What the button opens."""
        menu, layouts = QMenu(self), self._layouts
        group = QActionGroup(menu)
        for name in ("", *(one.name for one in layouts.known.layouts)):
            words = name or tr("ward_layouts.usual")
            always = f"   {tr('ward_layouts.is_default')}" if name == layouts.known.default else ""
            action = menu.addAction(f"{words}{always}")
            action.setCheckable(True)
            action.setChecked(name == layouts.layout.name)
            group.addAction(action)
            action.triggered.connect(lambda _checked=False, chosen=name: layouts.choose(chosen))
        if self._context.may(Action.MANAGE_BEDS):
            self._add_changes(menu)
        return menu

    def _add_changes(self, menu: QMenu) -> None:
        layouts, now = self._layouts, self._layouts.layout.name
        menu.addSeparator()
        menu.addAction(icon("pencil"), tr("ward_layouts.arrange")).triggered.connect(lambda *_: layouts.begin())
        always = menu.addAction(icon("check"), tr("ward_layouts.use_always"))
        always.setEnabled(now != layouts.known.default)
        always.triggered.connect(lambda *_: layouts.use_always(now))
        if layouts.layout != USUAL:
            menu.addAction(icon("trash"), tr("ward_layouts.remove", name=now)).triggered.connect(lambda *_: self._ask())

    def _ask(self) -> None:
        name = self._layouts.layout.name
        question, why = tr("ward_layouts.remove_question", name=name), tr("ward_layouts.remove_explained")
        verb = tr("ward_layouts.remove_yes")
        ask(self, question, verb, lambda: self._layouts.remove(name), explanation=why, danger=True)

    def _turn_theme(self) -> None:
        self._context.window.use_theme("light" if current_theme().name == "dark" else "dark")
        self.look()

    @staticmethod
    def _say(button: IconButton, words: str) -> None:
        button.setAccessibleName(words)
        button.setToolTip(words)
