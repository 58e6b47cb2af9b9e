"""What kind of thing a painted part is, for a screen reader: Qt knows that only of its own widgets.

A class says so by its attribute `spoken_role`, one part by `give_role`; its name and description are what the part set
itself.
"""

from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QAccessibleWidget, QLabel, QStackedWidget, QWidget

from ui.spoken.parts import SpokenChoice, SpokenHeading

ROLES: Final = {
    "picture": QAccessible.Role.Graphic,
    "chart": QAccessible.Role.Chart,
    "words": QAccessible.Role.StaticText,
    "message": QAccessible.Role.AlertMessage,
    "notification": QAccessible.Role.Notification,
    "status": QAccessible.Role.StatusBar,
    "dialog": QAccessible.Role.Dialog,
    "group": QAccessible.Role.Grouping,
    "list": QAccessible.Role.List,
    "table": QAccessible.Role.Table,
    "document": QAccessible.Role.Document,
}

"""Of what says no more than its name; `heading` (a label) and `choice` (a button, one of several) say more."""


def give_role(part: QWidget, role: str) -> None:
    """What this part is from now on; "": what Qt takes it for."""
    part.setProperty("spoken_role", role)
    if QAccessible.isActive():
        # Where a reader runs, Qt has asked already while the part was being made, and keeps the answer.
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(QAccessible.queryAccessibleInterface(part)))


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
        # Qt calls a stack a layered pane, and a reader said so at every step into a page.
        return QAccessibleWidget(what, QAccessible.Role.Client) if isinstance(what, QStackedWidget) else None
    if role == "heading" and isinstance(what, QLabel):
        return SpokenHeading(what)
    if role == "choice" and isinstance(what, QAbstractButton):
        return SpokenChoice(what)
    return QAccessibleWidget(what, ROLES[role])
