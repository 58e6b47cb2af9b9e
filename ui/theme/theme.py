"""The theme in use: colours and sizes by token."""

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QApplication

from ui.theme import tokens
from ui.theme.palettes import Palette


@dataclass(frozen=True)
class Theme:
    """`name` is "light", "dark" or "contrast"; `scale` the text size in per cent (90–200), `screen` pixels across."""

    name: str = "light"
    scale: int = 100
    screen: int = tokens.LEAST_SCREEN

    @property
    def is_enlarged(self) -> bool:
        """Whether text is larger than drawn: what may then be higher than the window is scrolled, never pressed
        together."""
        return self.scale > tokens.AS_DRAWN

    @property
    def is_large(self) -> bool:
        """Whether text is larger than what the pages are laid out for on a screen of this width."""
        return self.scale * tokens.LEAST_SCREEN > tokens.LAID_OUT_FOR * self.screen

    @cached_property
    def palette(self) -> Palette:
        """The colours of this theme."""
        return tokens.PALETTES[self.name]

    def hex(self, token: str) -> str:
        """A colour as `#rrggbb` (or `#aarrggbb`)."""
        value = getattr(self.palette, token)
        assert isinstance(value, str)
        return value

    def color(self, token: str) -> QColor:
        """A colour to paint with."""
        return QColor(self.hex(token))

    def px(self, token: str) -> int:
        """A size in pixels at the chosen text size."""
        if token in tokens.UNSCALED:
            return tokens.THICKER.get(self.name, tokens.SIZES).get(token, tokens.SIZES[token])
        size = tokens.SIZES[token]
        return max(1, round(size * self.scale / 100))

    def gap(self, steps: float) -> int:
        """A distance of so many steps of the 4-px grid."""
        return round(tokens.SIZES["grid"] * steps * self.scale / 100)

    def font(self, size: str = "text_body", weight: str = "regular") -> QFont:
        """The bundled font to paint with, at a size token, with figures of equal width."""
        font = QFont(QApplication.font())
        font.setPixelSize(self.px(size))
        font.setWeight(QFont.Weight(tokens.WEIGHTS[weight]))
        return font


class _InUse:
    theme = Theme()


def current_theme() -> Theme:
    """The theme in use; ask at the moment of painting, never keep it."""
    return _InUse.theme


def use_theme(theme: Theme) -> None:
    """Make it the current one; `ui.theme.apply_theme` also puts it on the application."""
    _InUse.theme = theme
