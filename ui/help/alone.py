"""The help in a window of its own, for a window that must not be covered: alarms stay in sight."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.theme import current_theme


def help_window(of: QWidget, name: str) -> QWidget:
    """Show the help of a window beside it; closing that window closes this one."""
    from ui.help.panel import HelpPanel  # noqa: PLC0415 - the help is loaded when it is asked for

    panel = next(iter(of.findChildren(HelpPanel)), None)
    if panel is None:
        panel = HelpPanel(lambda: name, lambda: panel.hide() if panel is not None else None)
        panel.setParent(of, Qt.WindowType.Window)
        panel.setWindowTitle(panel.accessibleName())
        theme = current_theme()
        panel.resize(theme.px("side_panel"), min(theme.px("window_height"), of.screen().availableGeometry().height()))
    panel.show()
    panel.show_here()
    panel.search.setFocus()
    return panel
