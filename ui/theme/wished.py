"""What the desktop wishes of the look: high contrast."""

from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessibilityHints, QGuiApplication, QStyleHints

CONTRAST: Final = "contrast"


class _Kept:
    """What hands the hints out must be kept: with it PySide takes them for gone."""

    holders: ClassVar[list[QStyleHints]] = []


def desktop_hints() -> QAccessibilityHints:
    """What Qt knows of the desktop; `contrastPreferenceChanged` tells when somebody asks for more, or less."""
    if not _Kept.holders:
        _Kept.holders.append(QGuiApplication.styleHints())
    return _Kept.holders[0].accessibility()


def system_wants_contrast() -> bool:
    """Whether somebody has asked their desktop for high contrast."""
    return desktop_hints().contrastPreference() is Qt.ContrastPreference.HighContrast


def theme_for(kept: str, *, chosen: bool, wants_contrast: bool) -> str:
    """The theme to put on: the desktop's wish holds until somebody chooses in the program itself."""
    return CONTRAST if wants_contrast and not chosen else kept
