"""The place "Recepção"; its screen is loaded when somebody goes there."""

from app.security.roles import Action
from app.settings import StationRole
from ui.shell.context import UiContext
from ui.shell.places import Place, PlaceWidget


def _build(context: UiContext) -> PlaceWidget:
    from ui.reception.screen import Reception  # noqa: PLC0415 - loaded when somebody goes there

    return Reception(context)


# Nobody is received at a hospital's desk: whoever was referred stands among the pregnancies.
PLACE = Place("reception", "reception", (Action.FIND_PERSON,), _build, not_at=(StationRole.HOSPITAL,))
