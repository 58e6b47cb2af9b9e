"""The top bar: where one is, the one search, the honest status, who is signed in."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ui.shell.status_chip import StatusChip
from ui.shell.user_menu import UserCommands, user_menu
from ui.spoken.roles import give_role
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.avatar import Avatar
from ui.widgets.buttons import Button, IconButton
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import ElidedText, Text
from ui.widgets.layouts import row
from ui.widgets.names import short_name


class TopBar(QFrame):
    """`search` opens the palette, `open_network` what the chip speaks of (None: this person may not)."""

    def __init__(
        self,
        unit_name: str,
        user_name: str,
        shell: UserCommands,
        search: Callable[[], object] | None,
        open_network: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self._shell = shell
        self.setProperty("look", "bar")
        theme = current_theme()
        self.setFixedHeight(theme.px("top_bar"))
        layout = row(self, gap=3, margin=0, sides=4)
        self.unit = ElidedText(unit_name, "strong")
        layout.addWidget(IconLabel("plantao", "accent", "icon_large"))
        layout.addWidget(self.unit)
        layout.addStretch(1)
        self.search: Button | None = None
        if search is not None:
            large = theme.is_large
            # With very large text the glass alone: the ward's alarms and the status need the room.
            self.search = Button("" if large else tr("common.search"), "search", icon_name="search", on_press=search)
            self.search.setMinimumWidth(theme.px("target" if large else "search_least"))
            self.search.setMaximumWidth(theme.px("top_bar" if large else "search"))
            self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.search.setAccessibleName(tr("shell.search"))
            self.search.setToolTip(f"{tr('shell.search')}  (Ctrl+K)")
            if not large:
                hint = row(self.search, gap=0, sides=2)
                hint.addStretch(1)
                hint.addWidget(Text("Ctrl K", "key"), 0, Qt.AlignmentFlag.AlignVCenter)
            layout.addWidget(self.search, 4)
            layout.addStretch(1)
        self._row = layout
        self.status = StatusChip(open_network)
        layout.addWidget(self.status, 0, Qt.AlignmentFlag.AlignVCenter)
        self.help = IconButton("help-circle", tr("shell.menu_help"), on_press=shell.show_help)
        self.help.setToolTip(f"{tr('shell.menu_help')}  (F1)")
        layout.addWidget(self.help)
        layout.addWidget(Avatar(user_name))
        self.user = Button(short_name(user_name), "bar", icon_name=None, on_press=self.open_menu)
        self.user.setAccessibleName(tr("shell.user", name=user_name))
        self.user.set_trailing("chevron-down")
        give_role(self.user, "menu")
        layout.addWidget(self.user)

    def put_strip(self, strip: QWidget) -> None:
        """The ward's alarms, before the status."""
        strip.setMaximumWidth(current_theme().px("search"))
        if current_theme().is_large:
            # Beside the ward's alarms the chip's sign alone, its words in its tool tip.
            self.status.words.hide()
            self.status.setMaximumWidth(current_theme().px("top_bar"))
        self._row.insertWidget(self._row.indexOf(self.status), strip, 4, Qt.AlignmentFlag.AlignVCenter)
        if self.search is not None:
            # It comes after the bar was made: Tab would reach it behind the user otherwise.
            QWidget.setTabOrder(self.search, strip)

    def open_menu(self) -> None:
        """Open the user's menu below the name."""
        menu = user_menu(self, self._shell)
        menu.aboutToHide.connect(menu.deleteLater)
        size = menu.sizeHint()
        corner = self.user.mapToGlobal(QPoint(self.user.width() - size.width(), self.user.height()))
        menu.popup(corner)
