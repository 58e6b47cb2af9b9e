"""The central station while nobody is signed in: sectors without names, and a way to say who one is."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.security.session import Session
from app.station import Station
from ui.shell.demo_band import DemoBand
from ui.start.frame import StartFrame
from ui.start.sign_in_form import SignInForm
from ui.texts import tr
from ui.theme import current_theme
from ui.ward.layouts.bare_signs import BareSigns
from ui.ward.layouts.board import WallBoard
from ui.ward.layouts.desk import WallLayouts
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.labels import ElidedText, Text
from ui.widgets.layouts import Scroll, column, row

_LEFT_ALONE_MS: Final = 60_000
"""A form that nobody fills in goes, with what was typed."""


class KioskPage(QWidget):
    """Calls `signed_in(session)`. The form stands beside the sectors, never over them."""

    def __init__(self, station: Station, signed_in: Callable[[Session], object]) -> None:
        super().__init__()
        profile = station.profile
        station.ward.follow()
        self.layouts = WallLayouts(station, self, None)
        self.board = WallBoard(station.ward, self.layouts.wall)
        self.form = SignInForm(station, signed_in)
        self.enter = SecondaryButton(tr("ward_layouts.enter"), icon_name="user", on_press=self.open_form)
        self.unit, self.signs = ElidedText(profile.unit_name, "strong"), BareSigns(station)
        self.board.head.insertWidget(0, self.unit)
        self.board.head.addWidget(self.signs)
        self.board.head.addWidget(self.enter)
        layout = column(self, gap=0)
        if profile.demo:
            layout.addWidget(DemoBand())
        self._across = across = row(gap=0)
        self.side = self._side()
        self.asked: StartFrame | None = None
        across.addWidget(self.side)
        across.addWidget(self.board, 1)
        layout.addLayout(across, 1)
        self._alone = QTimer(self, interval=_LEFT_ALONE_MS, singleShot=True)
        self._alone.timeout.connect(self.close_form)
        for field in (self.form.login, self.form.password.line):
            field.textChanged.connect(lambda _text: self._alone.start())
        self.setFocusProxy(self.enter)
        self.layouts.load()

    def open_form(self) -> None:
        """Somebody wants to say who they are."""
        self._show_form(True)
        self.form.login.setFocus()
        self._alone.start()

    def close_form(self) -> None:
        """Nobody does any more."""
        self._alone.stop()
        self.form.forget()
        self._show_form(False)
        self.enter.setFocus()

    def show_beside(self, page: StartFrame) -> None:
        """What is asked of somebody who has just signed in stands where the form stood; the sectors go on."""
        self.close_form()
        before, self.asked = self.asked, page
        if before is not None:
            before.hide()
            before.deleteLater()
        page.without_brand()
        page.setFixedWidth(self.width() // 2)
        self._across.insertWidget(0, page)
        page.show()
        for part in (self.enter, self.unit, self.signs.chip):
            part.hide()
        page.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.asked is not None:
            self.asked.setFixedWidth(self.width() // 2)

    def _show_form(self, shown: bool) -> None:
        """The form takes room, never more than half; the line with the worst alarm keeps its own."""
        self.side.setFixedWidth(min(current_theme().px("side_panel"), self.width() // 2))
        self.side.setVisible(shown)
        for part in (self.enter, self.unit, self.signs.chip):
            part.setVisible(not shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.side.isVisible():
            self.close_form()
        else:
            super().keyPressEvent(event)

    def _side(self) -> QFrame:
        side, content = QFrame(), QWidget()
        body = column(content, gap=4, margin=6)
        body.addStretch(2)
        body.addWidget(Text(tr("sign_in.title"), "title", wrap=True))
        body.addWidget(Text(tr("ward_layouts.enter_explained"), "muted", wrap=True))
        body.addWidget(self.form)
        body.addWidget(QuietButton(tr("common.cancel"), on_press=self.close_form), 0, Qt.AlignmentFlag.AlignLeft)
        body.addStretch(3)
        column(side, gap=0).addWidget(Scroll(content, width=None))
        side.hide()
        return side
