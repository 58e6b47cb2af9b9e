"""How a theme is put on the application."""

from PySide6.QtWidgets import QApplication

from ui.theme import tokens
from ui.theme.fonts import application_font
from ui.theme.stylesheet import qt_palette, style_sheet
from ui.theme.theme import Theme, use_theme

_STYLED = "plantao_styled"


def apply_theme(application: QApplication, name: str = "light", scale: int = 100) -> Theme:
    """Put fonts, palette and style sheet on the application; widgets on screen follow at once.

    Sizes that a widget took for its layout while it was built stay; the shell builds its places anew after a change of
    text size.
    """
    known, size = name if name in tokens.PALETTES else "light", min(tokens.SCALES[-1], max(tokens.SCALES[0], scale))
    # A window may be moved to the narrowest.
    narrowest = min((one.availableGeometry().width() for one in application.screens()), default=0)
    theme = Theme(known, size, max(tokens.LEAST_SCREEN, narrowest))
    use_theme(theme)
    # Once only: under a style sheet the style no longer tells its name, and replacing it again and again frees the old
    # one under widgets that wait to be deleted (segmentation fault).
    if not application.property(_STYLED):
        application.setStyle("Fusion")
        application.setProperty(_STYLED, True)
    application.setFont(application_font(theme.px("text_body")))
    application.setPalette(qt_palette(theme))
    application.setStyleSheet(style_sheet(theme))
    return theme
