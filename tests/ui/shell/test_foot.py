"""The foot of the window takes no room while it is silent, and moves nothing that somebody is typing into."""

from collections.abc import Callable

from PySide6.QtCore import QPoint

from app.security.session import Session
from tests.ui.conftest import settle
from tests.ui.shell.conftest import screen
from ui.shell.window import Shell


def test_a_silent_foot_takes_no_room(open_shell: Callable[[Session], Shell], nurse: Session) -> None:
    shell = open_shell(nurse)
    assert not shell.foot.isVisible()
    assert shell.stack.mapTo(shell, QPoint(0, shell.stack.height())).y() == shell.height()
    shell.message("success", "Guardado")
    settle()
    assert shell.foot.isVisible()
    shell.navigate("pregnancy")
    settle()
    assert not shell.foot.isVisible()


def test_a_message_does_not_move_the_field_that_is_typed_into(
    open_shell: Callable[[Session], Shell], nurse: Session
) -> None:
    shell = open_shell(nurse)
    field = screen(shell).field
    before = field.mapTo(shell, QPoint(0, 0))
    shell.message("info", "Rascunho guardado")
    settle()
    assert (field.mapTo(shell, QPoint(0, 0)), field.hasFocus()) == (before, True)
