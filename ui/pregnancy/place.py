"""The place "Gestantes"; its screen is loaded when somebody goes there."""

from app.security.roles import Action
from ui.shell.context import UiContext
from ui.shell.places import Place, PlaceWidget


def _build(context: UiContext) -> PlaceWidget:
    from ui.pregnancy.screen import Pregnancies  # noqa: PLC0415 - loaded when somebody goes there

    return Pregnancies(context)


PLACE = Place("pregnancy", "pregnancy", (Action.VIEW_PREGNANCIES,), _build)
