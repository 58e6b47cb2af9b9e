"""What disagrees stands behind the badges, the page of the network and the search, not on the rail."""

from app.security.roles import Action
from ui.shell.context import UiContext
from ui.shell.places import Place, PlaceWidget


def _build(context: UiContext) -> PlaceWidget:
    from ui.conflicts.screen import Conflicts  # noqa: PLC0415 - loaded when somebody goes there

    return Conflicts(context)


PLACE = Place("conflicts", "copy", (Action.VIEW_PERSON,), _build, on_rail=False)
