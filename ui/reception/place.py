"""The place "Recepção"; its screen is loaded when somebody goes there."""

from app.security.roles import Action
from ui.shell.context import UiContext
from ui.shell.places import Place, PlaceWidget


def _build(context: UiContext) -> PlaceWidget:
    from ui.reception.screen import Reception  # noqa: PLC0415 - loaded when somebody goes there

    return Reception(context)


PLACE = Place("reception", "reception", (Action.FIND_PERSON,), _build)
