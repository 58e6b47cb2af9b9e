"""What kind of thing a painted part is, for a screen reader: Qt knows that only of its own widgets.

A class says so by its attribute `spoken_role`, one part by its property of that name; its name and description are what
the part itself set.
"""

from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

ROLES: Final = {
    "picture": QAccessible.Role.Graphic,
    "chart": QAccessible.Role.Chart,
    "words": QAccessible.Role.StaticText,
    "message": QAccessible.Role.AlertMessage,
    "status": QAccessible.Role.StatusBar,
    "dialog": QAccessible.Role.Dialog,
    "group": QAccessible.Role.Grouping,
    "list": QAccessible.Role.List,
    "table": QAccessible.Role.Table,
    "document": QAccessible.Role.Document,
}


class _Installed:
    done = False


def install_roles() -> None:
    """Once for the whole program, after the application is there."""
    if not _Installed.done:
        _Installed.done = True
        QAccessible.installFactory(_interface_for)


def _interface_for(_kind: str, what: QObject) -> QAccessibleInterface | None:
    """None: Qt's own."""
    if not isinstance(what, QWidget):
        return None
    role = getattr(what, "spoken_role", "") or what.property("spoken_role")
    if not role:
        return None
    return QAccessibleWidget(what, ROLES[role])
