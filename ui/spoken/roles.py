"""What kind of thing a painted part is, for a screen reader: Qt knows that only of its own widgets.

A class says so by its attribute `spoken_role`, one part by `give_role`; its name and description are what the part set
itself.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAccessibleStateChangeEvent
from PySide6.QtWidgets import QAbstractButton, QAccessibleWidget, QLabel, QLineEdit, QStackedWidget, QWidget

from ui.spoken.announcer import say_fold
from ui.spoken.parts import (
    SpokenButton,
    SpokenChoice,
    SpokenFold,
    SpokenHeading,
    SpokenMenuButton,
    SpokenSecret,
    SpokenTab,
)

ROLES: Final = {
    "picture": QAccessible.Role.Graphic,
    "chart": QAccessible.Role.Chart,
    "words": QAccessible.Role.StaticText,
    "message": QAccessible.Role.AlertMessage,
    "notification": QAccessible.Role.Notification,
    "status": QAccessible.Role.StatusBar,
    "dialog": QAccessible.Role.Dialog,
    "group": QAccessible.Role.Grouping,
    # Of a whole page a reader says the name alone; of a group every text that belongs to no control.
    "page": QAccessible.Role.Form,
    "list": QAccessible.Role.List,
    "tabs": QAccessible.Role.PageTabList,
    "table": QAccessible.Role.Table,
    "document": QAccessible.Role.Document,
}
"""Of what says no more than its name; `heading` (a label) and buttons that are more than a button say more."""
_BUTTONS: Final[dict[str, Callable[[QAbstractButton], SpokenButton]]] = {
    "choice": SpokenChoice,
    "tab": SpokenTab,
    "fold": SpokenFold,
    "menu": SpokenMenuButton,
}


def give_role(part: QWidget, role: str) -> None:
    """What this part is from now on; "": what Qt takes it for."""
    part.setProperty("spoken_role", role)
    if QAccessible.isActive():
        # Where a reader runs, Qt has asked already while the part was being made, and keeps the answer.
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(QAccessible.queryAccessibleInterface(part)))


def name_page(page: QWidget, name: str) -> None:
    """Have a reader say this on the way in: whose record it is, what the page is about."""
    page.setAccessibleName(name)
    give_role(page, "page")


def tell_fold(button: QAbstractButton, *, unfolded: bool) -> None:
    """Whether what a button of the role `fold` shows and puts away is on show now."""
    before = button.property("unfolded")
    button.setProperty("unfolded", unfolded)
    if QAccessible.isActive() and bool(before) != unfolded:
        say_fold(button, unfolded)
        changed = QAccessible.State()
        changed.expanded = changed.collapsed = True
        QAccessible.updateAccessibility(QAccessibleStateChangeEvent(button, changed))


def role_of(part: QWidget) -> str:
    """What a part says that it is; "" where Qt knows it. `toggle`: a button on and off, for itself, which Qt knows."""
    return str(getattr(part, "spoken_role", "") or part.property("spoken_role") or "")


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
    role = role_of(what)
    if not role or role == "toggle":
        # Qt calls a stack a layered pane, and a reader said so at every step into a page.
        return QAccessibleWidget(what, QAccessible.Role.Client) if isinstance(what, QStackedWidget) else None
    if role == "secret" and isinstance(what, QLineEdit):
        return SpokenSecret(what)
    if role == "heading" and isinstance(what, QLabel):
        return SpokenHeading(what)
    if role in _BUTTONS and isinstance(what, QAbstractButton):
        return _BUTTONS[role](what)
    return QAccessibleWidget(what, ROLES[role])
