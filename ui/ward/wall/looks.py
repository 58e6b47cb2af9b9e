"""Colours and fonts of a wall, made once for a theme: making them for each sector would cost more than painting it."""

from dataclasses import dataclass
from functools import cache, lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics

from app.ward.alarms.words import Priority
from ui.theme.theme import Theme
from ui.theme.tokens import ALARM_COLOURS, WAVE_COLOURS


@dataclass(frozen=True)
class WallLooks:
    """What the painter of a sector asks for; kept as long as theme and size of the sectors stay."""

    theme: Theme

    def colour(self, token: str) -> QColor:
        """A colour by its token."""
        return _colour(self.theme, token)

    def wave(self, group: str) -> QColor:
        """The colour of a group of signals."""
        return _colour(self.theme, WAVE_COLOURS.get(group, "wave_other"))

    def alarm(self, priority: Priority) -> QColor:
        """The colour of a priority."""
        return _colour(self.theme, ALARM_COLOURS[priority])

    def on_alarm(self, priority: Priority) -> QColor:
        """What is written on it."""
        return _colour(self.theme, self.on_alarm_token(priority))

    def on_alarm_token(self, priority: Priority) -> str:
        """The token of what is written on it."""
        return f"on_{ALARM_COLOURS[priority]}"

    def elided(self, size: str, weight: str, text: str, width: int) -> str:
        """As much of a text as there is room for."""
        if self.advance(size, weight, text) <= width:
            return text
        metrics = QFontMetrics(self.font(size, weight))
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, width))

    def font(self, size: str, weight: str = "regular") -> QFont:
        """A font by its token."""
        return _font(self.theme, self.theme.px(size), weight)

    def advance(self, size: str, weight: str, text: str) -> int:
        """How wide a text is in a font; remembered, so for texts of which there are few."""
        return _advance(self.theme, self.theme.px(size), weight, text)

    def number_font(self, height: int, width: int, longest: str) -> QFont:
        """The largest font in which the longest number of a row still fits."""
        most = min(round(height * 0.86), self.theme.px("wall_number_most"))
        for pixels in range(most, self.theme.px("text_small"), -1):
            if _advance(self.theme, pixels, "semibold", longest) <= width:
                return _font(self.theme, pixels, "semibold")
        return _font(self.theme, self.theme.px("text_small"), "semibold")


@cache
def _colour(theme: Theme, token: str) -> QColor:
    return theme.color(token)


@cache
def _font(theme: Theme, pixels: int, weight: str) -> QFont:
    font = theme.font("text_body", weight)
    font.setPixelSize(pixels)
    return font


@lru_cache(maxsize=4096)
def _advance(theme: Theme, pixels: int, weight: str, text: str) -> int:
    return QFontMetrics(_font(theme, pixels, weight)).horizontalAdvance(text)
