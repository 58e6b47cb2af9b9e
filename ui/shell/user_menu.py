"""What somebody can do for themselves: lock, change person, PIN, password, language, looks, about, quit."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from ui.practice.mode import practising, receiver_door
from ui.practice.starting import part_of, start_practice
from ui.shell.context import UiContext
from ui.texts import LANGUAGES, chosen_language, tr
from ui.theme import current_theme
from ui.theme.icons import icon
from ui.theme.tokens import PALETTES, SCALES


class UserCommands(Protocol):
    """Who carries the commands out: the shell."""

    context: UiContext

    def lock(self) -> None: ...
    def change_user(self) -> None: ...
    def ask_pin(self) -> None: ...
    def ask_password(self) -> None: ...
    def speak(self, language: str) -> None: ...
    def look(self, *, theme: str | None = None, scale: int | None = None) -> None: ...
    def show_help(self) -> None: ...
    def print_guide(self) -> None: ...
    def show_shortcuts(self) -> None: ...
    def show_about(self) -> None: ...
    def quit(self) -> None: ...
    def message(self, tone: str, words: str) -> None: ...


def commands_of(shell: UserCommands) -> tuple[tuple[str, str, Callable[[], object]], ...]:
    """Text key, icon and deed of each command; the palette offers them too."""
    practice: tuple[tuple[str, str, Callable[[], object]], ...] = ()
    if not practising():
        practice = (("practice.start", "pencil", partial(_practise, shell)),)
    elif (door := receiver_door()) is not None:
        practice = (("practice.receiver", "bell", door),)
    return (
        ("shell.menu_lock", "lock", shell.lock),
        ("shell.menu_change_user", "users", shell.change_user),
        ("shell.menu_pin", "key", shell.ask_pin),
        ("shell.menu_password", "shield", shell.ask_password),
        ("shell.menu_help", "help-circle", shell.show_help),
        ("shell.menu_guide", "printer", shell.print_guide),
        ("shell.menu_shortcuts", "keyboard", shell.show_shortcuts),
        *practice,
        ("shell.menu_about", "info", shell.show_about),
        ("shell.menu_quit", "log-out", shell.quit),
    )


def _practise(shell: UserCommands) -> None:
    shell.message(*start_practice(part=part_of(shell.context.station.profile.role)))


def user_menu(parent: QWidget, shell: UserCommands) -> QMenu:
    """The menu behind the user's name."""
    menu = QMenu(parent)
    commands = commands_of(shell)
    for key, icon_name, deed in commands[:4]:
        _add(menu, tr(key), icon_name, deed)
    menu.addSeparator()
    menu.addMenu(_language_menu(menu, shell))
    menu.addMenu(_theme_menu(menu, shell))
    menu.addMenu(_scale_menu(menu, shell))
    menu.addSeparator()
    for key, icon_name, deed in commands[4:]:
        _add(menu, tr(key), icon_name, deed)
    return menu


def _add(menu: QMenu, words: str, icon_name: str, deed: Callable[[], object]) -> QAction:
    action = menu.addAction(icon(icon_name), words)
    action.triggered.connect(lambda *_: deed())
    return action


def _choices(menu: QMenu, words: str, icon_name: str, options: list[tuple[str, bool, Callable[[], object]]]) -> QMenu:
    below = QMenu(words, menu)
    below.setIcon(icon(icon_name))
    group = QActionGroup(below)
    for option, chosen, deed in options:
        action = below.addAction(option)
        action.setCheckable(True)
        action.setChecked(chosen)
        group.addAction(action)
        action.triggered.connect(lambda _checked=False, do=deed: do())
    return below


def _language_menu(menu: QMenu, shell: UserCommands) -> QMenu:
    options: list[tuple[str, bool, Callable[[], object]]] = [
        (name, code == chosen_language(), partial(shell.speak, code)) for code, name in LANGUAGES.items()
    ]
    return _choices(menu, tr("shell.menu_language"), "languages", options)


def _theme_menu(menu: QMenu, shell: UserCommands) -> QMenu:
    now = current_theme().name
    options: list[tuple[str, bool, Callable[[], object]]] = [
        (tr(f"shell.theme_{name}"), name == now, partial(shell.look, theme=name)) for name in PALETTES
    ]
    return _choices(menu, tr("shell.menu_theme"), "moon" if now == "light" else "sun", options)


def _scale_menu(menu: QMenu, shell: UserCommands) -> QMenu:
    now = current_theme().scale
    options: list[tuple[str, bool, Callable[[], object]]] = [
        (f"{scale} %", scale == now, partial(shell.look, scale=scale)) for scale in SCALES
    ]
    return _choices(menu, tr("shell.menu_scale"), "eye", options)
