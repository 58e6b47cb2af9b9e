"""The icon beside the clock of the desktop: link lost, calm, or asking, each with its own colour and shape."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from ui.texts import tr, tr_count
from ui.theme import current_theme
from ui.theme.tokens import ALARM_COLOURS

_EDGES: Final = (16, 22, 32, 48)


class TrayState(StrEnum):
    """What the icon says; labels: texts `receiver.tray_<value>`."""

    LOST = "lost"
    NOBODY = "nobody"
    CALM = "calm"
    ASKING = "asking"


def tray_icon(state: TrayState, priority: int = 0) -> QIcon:
    """Asking: a filled triangle in the alarm's colour; calm: a ring with a tick; nobody: an empty ring; lost: a crossed
    square."""
    made = QIcon()
    for edge in _EDGES:
        picture = QPixmap(edge, edge)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _draw(painter, QRectF(0, 0, edge, edge).adjusted(1, 1, -1, -1), state, priority)
        painter.end()
        made.addPixmap(picture)
    return made


def _draw(painter: QPainter, place: QRectF, state: TrayState, priority: int) -> None:
    theme, width = current_theme(), max(1.5, place.width() / 9)
    inside = place.adjusted(width / 2, width / 2, -width / 2, -width / 2)
    if state is TrayState.ASKING:
        path = QPainterPath(inside.bottomLeft())
        path.lineTo(inside.center().x(), inside.top())
        path.lineTo(inside.bottomRight())
        path.closeSubpath()
        painter.setPen(_pen(theme.color("text"), width / 2))
        painter.setBrush(theme.color(ALARM_COLOURS[min(2, priority)]))
        painter.drawPath(path)
        return
    painter.setBrush(theme.color("surface"))
    if state is TrayState.LOST:
        painter.setPen(_pen(theme.color("error"), width))
        painter.drawRect(inside)
        painter.drawLine(inside.topLeft(), inside.bottomRight())
        painter.drawLine(inside.bottomLeft(), inside.topRight())
        return
    painter.setPen(_pen(theme.color("accent" if state is TrayState.CALM else "text_faint"), width))
    painter.drawEllipse(inside)
    if state is TrayState.CALM:
        middle, step = inside.center(), inside.width() / 4
        path = QPainterPath(middle)
        path.moveTo(middle.x() - step, middle.y())
        path.lineTo(middle.x() - step / 4, middle.y() + step * 0.8)
        path.lineTo(middle.x() + step * 1.1, middle.y() - step * 0.8)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


class Tray(QObject):
    """The icon with its menu; where the desktop has none, nothing is shown and `is_there` says so."""

    def __init__(
        self,
        window: QWidget,
        show: Callable[[], object],
        lock: Callable[[], object],
        end: Callable[[], object],
        support: Callable[[], object],
    ) -> None:
        super().__init__(window)
        self.is_there = QSystemTrayIcon.isSystemTrayAvailable()
        self.state: TrayState | None = None
        self.words = ""
        self._shown: tuple[TrayState, int, int] | None = None
        self._icon = QSystemTrayIcon(self)
        self._menu = QMenu(window)
        self.open_action = self._action(tr("receiver.tray_open"), show)
        self.lock_action = self._action(tr("receiver.lock"), lock)
        self.support_action = self._action(tr("support.title"), support)
        self._menu.addSeparator()
        self.end_action = self._action(tr("receiver.end"), end)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(lambda reason: self._activated(reason, show))
        if self.is_there:
            self._icon.show()

    def show_state(self, state: TrayState, asking: int, priority: int) -> None:
        """As it is now; `asking` alarms, the worst of them of `priority`."""
        if (state, asking, priority) == self._shown:
            return
        self._shown = state, asking, priority
        self.state = state
        self._icon.setIcon(tray_icon(state, priority))
        self.words = tr_count("receiver.tray_asking", asking) if asking else tr(f"receiver.tray_{state.value}")
        self._icon.setToolTip(f"Plantão · {self.words}")

    def tool_tip(self) -> str:
        """What is said of the icon."""
        return self._icon.toolTip()

    def hide(self) -> None:
        """The program ends."""
        self._icon.hide()

    def _action(self, words: str, do: Callable[[], object]) -> QAction:
        action = self._menu.addAction(words)
        action.triggered.connect(lambda *_: do())
        return action

    def _activated(self, reason: QSystemTrayIcon.ActivationReason, show: Callable[[], object]) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            show()
