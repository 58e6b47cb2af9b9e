"""The look: one theme at a time, light or dark, at one text size, changeable while the program runs."""

from ui.theme.applying import apply_theme
from ui.theme.theme import Theme, current_theme

__all__ = ["Theme", "apply_theme", "current_theme"]
