"""The line icons of resources/icons, tinted to a colour token and kept once drawn."""

import logging
from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.kernel.words import Word
from ui.resources import RESOURCES
from ui.theme.theme import current_theme

_log = logging.getLogger(__name__)


def icon(name: str, token: str = "text_muted", disabled_token: str = "text_faint") -> QIcon:
    """The icon `name` (file stem) in the colour of `token` under the theme in use, for buttons and actions."""
    theme = current_theme()
    result = QIcon()
    for size in ("icon_small", "icon", "icon_large"):
        edge = theme.px(size)
        result.addPixmap(_draw(name, theme.hex(token), edge), QIcon.Mode.Normal)
        result.addPixmap(_draw(name, theme.hex(disabled_token), edge), QIcon.Mode.Disabled)
    return result


def pixmap(name: str, token: str = "text_muted", size: str = "icon") -> QPixmap:
    """The icon as a picture of a size token, for labels and own painting."""
    theme = current_theme()
    return _draw(name, theme.hex(token), theme.px(size))


def _draw(name: str, color: str, edge: int) -> QPixmap:
    application = QGuiApplication.instance()
    ratio = application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0
    return _draw_at(name, color, edge, ratio)


@cache
def _source(name: str) -> str:
    path = RESOURCES / "icons" / f"{name}.svg"
    if not path.is_file():
        _log.error("no icon %r", Word(name))
        return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"/>'
    return path.read_text(encoding="utf-8")


@cache
def _draw_at(name: str, color: str, edge: int, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", color).encode()))
    picture = QPixmap(QSize(edge, edge) * ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
