"""The bundled typeface, with figures of equal width so that numbers do not dance."""

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from ui.resources import RESOURCES
from ui.theme import tokens


@cache
def bundled_families() -> tuple[str, ...]:
    """Load every font of resources/fonts once and tell their families; empty where none lies there."""
    families: list[str] = []
    for path in sorted((RESOURCES / "fonts").glob("*.[ot]tf")):
        number = QFontDatabase.addApplicationFont(str(path))
        families.extend(name for name in QFontDatabase.applicationFontFamilies(number) if name not in families)
    return tuple(families)


def application_font(pixels: int) -> QFont:
    """The font of all text; `pixels` is the size of running text."""
    bundled = bundled_families()
    preferred = [name for name in tokens.FONT_FAMILIES if name in bundled]
    rest = [name for name in tokens.FONT_FAMILIES if name not in bundled]
    font = QFont([*preferred, *rest])
    font.setPixelSize(pixels)
    font.setStyleHint(QFont.StyleHint.SansSerif)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
