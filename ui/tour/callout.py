"""The words of a step beside its control, and the ring around that; neither takes the rest of the window away."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QGraphicsDropShadowEffect, QWidget

from ui.spoken.announcer import announcer
from ui.spoken.rate import Piece
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import Button, IconButton, PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row

_MARGIN: Final = 4


class Ring(QWidget):
    """Around the control; it takes neither mouse nor keyboard."""

    decoration = True

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def surround(self, place: QRect) -> None:
        """Show it around this part of the window; nothing where that is empty."""
        room = current_theme().gap(1)
        wanted = place.adjusted(-room, -room, room, room).intersected(self._host.rect())
        if not place.isEmpty() and (self.isHidden() or wanted != self.geometry()):
            self.setGeometry(wanted)
            self.show()
            self.raise_()
        elif place.isEmpty():
            self.hide()

    @property
    def _host(self) -> QWidget:
        host = self.parentWidget()
        assert host is not None
        return host

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        thick = 2 * theme.px("ring")
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent"), thick))
        inside = QRectF(self.rect()).adjusted(thick / 2, thick / 2, -thick / 2, -thick / 2)
        painter.drawRoundedRect(inside, theme.px("radius"), theme.px("radius"))


class Callout(QFrame):
    """`leave` is called by Esc and by the cross. It can be dragged aside; the next step puts it in its place again."""

    spoken_role = "group"

    def __init__(self, host: QWidget, leave: Callable[[], object]) -> None:
        super().__init__(host)
        self._leave = leave
        self._held: QPoint | None = None
        self.dragged = False
        """Whether somebody has put it elsewhere."""
        self.setProperty("look", "sheet")
        self.setProperty("floats", True)
        theme = current_theme()
        self.setFixedWidth(min(theme.px("side_panel_narrow"), host.width() // 2))
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(theme.gap(8))
        shadow.setOffset(0, theme.gap(1))
        shadow.setColor(theme.color("shadow"))
        self.setGraphicsEffect(shadow)
        self.head = Text("", "small", wrap=True)
        self.done = Text("", "accent", wrap=True)
        self.words = Text("", "strong", wrap=True)
        self.more = Text("", "small", wrap=True)
        layout = column(self, gap=2, margin=3, sides=_MARGIN)
        top = row(gap=1)
        top.addWidget(self.head, 1)
        top.addWidget(IconButton("x", tr("tour.leave"), on_press=leave), 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(top)
        for part in (self.done, self.words, self.more):
            layout.addWidget(part)
        self._foot = QWidget()
        self._buttons = FlowLayout(self._foot, gap=1)
        layout.addWidget(self._foot)
        self.hide()

    def say(
        self, head: str, words: str, more: str, done: str, deeds: Sequence[tuple[str, str, Callable[[], object]]]
    ) -> None:
        """Show a step. `done`: what was just done, or empty; `deeds`: rank, text key and what it does, for each button.
        A button keeps the keyboard where it had it."""
        focused = self.holds_keyboard()
        for old in self._foot.findChildren(Button):
            self._buttons.removeWidget(old)
            old.hide()
            old.deleteLater()
        for label, said in ((self.head, head), (self.done, done), (self.words, words), (self.more, more)):
            label.setText(said)
            label.setVisible(bool(said))
        for rank, key, deed in deeds:
            button = _button(rank, tr(key), deed)
            self._buttons.addWidget(button)
            # At once: Qt would show it in the next round, and the keyboard could not go there yet.
            button.show()
        self.setAccessibleName(f"{head}. {words}")
        self.setAccessibleDescription(more)
        self.dragged = False
        self.fit()
        self.show()
        if focused:
            self.enter()
        announcer().say(self, Piece(". ".join(one.rstrip(". ") for one in (done, head, words) if one), subject="tour"))

    def fit(self) -> None:
        """As high as the words need."""
        layout = self.layout()
        assert layout is not None
        self._foot.setFixedHeight(self._buttons.heightForWidth(self.width() - 2 * current_theme().gap(_MARGIN)))
        layout.activate()
        self.setFixedHeight(layout.totalHeightForWidth(self.width()))

    def buttons(self) -> list[Button]:
        """Those of the step on show, without the cross."""
        return [one for one in self._foot.findChildren(Button) if not one.isHidden()]

    def holds_keyboard(self) -> bool:
        """Whether somebody is in here."""
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def enter(self) -> None:
        """The keyboard comes here: to the first button."""
        for button in self.buttons()[:1]:
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is None:
            return
        host = self.parentWidget()
        assert host is not None
        wanted = self.pos() + event.position().toPoint() - self._held
        most = host.rect().bottomRight() - self.rect().bottomRight()
        self.move(max(0, min(wanted.x(), most.x())), max(0, min(wanted.y(), most.y())))
        self.dragged = True

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None


def _button(rank: str, words: str, deed: Callable[[], object]) -> Button:
    kinds: dict[str, type[PrimaryButton] | type[SecondaryButton] | type[QuietButton]] = {
        "primary": PrimaryButton,
        "secondary": SecondaryButton,
    }
    return kinds.get(rank, QuietButton)(words, on_press=deed)
