"""The same screens in the dark, and with the largest text."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from app.security.roles import Role
from ui.commands.screenshots.clinic_scenes import find_common, open_class
from ui.commands.screenshots.stage import HEIGHT, WIDTH, Stage


def dark(stage: Stage) -> None:
    """For the ward at night."""
    with _look(stage, "dark", 100):
        find_common(stage)
        stage.shoot("dark-reception")
        open_class(stage, "ARCE")
        stage.shoot("dark-pregnancy")
        stage.enter(Role.COORDINATOR, "administration", "accounts")
        stage.shoot("dark-accounts")
        stage.enter(Role.DOCTOR, "administration", "rules")
        stage.shoot("dark-rules")


def large(stage: Stage) -> None:
    """Text at 150 % on the same small screen."""
    with _look(stage, "light", 150):
        find_common(stage)
        stage.shoot("large-reception")
        open_class(stage, "ARSE")
        stage.shoot("large-pregnancy")
        stage.enter(Role.COORDINATOR, "administration", "accounts")
        stage.shoot("large-accounts")
        stage.enter(Role.ADMINISTRATOR, "administration", "keys")
        stage.shoot("large-keys")


@contextmanager
def _look(stage: Stage, theme: str, scale: int) -> Iterator[None]:
    """Another look for the time of a scene."""
    try:
        with stage.looking(theme, scale):
            yield
    finally:
        stage.enter(Role.NURSE)
        stage.window.resize(WIDTH, HEIGHT)


SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = (("dark", dark), ("large", large))
