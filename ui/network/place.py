"""The network stands behind the chip at the top of the window, not on the rail."""

from app.security.roles import Action
from ui.shell.context import UiContext
from ui.shell.places import Place, PlaceWidget


def _build(context: UiContext) -> PlaceWidget:
    from ui.network.screen import NetworkScreen  # noqa: PLC0415 - loaded when somebody goes there

    return NetworkScreen(context)


PLACE = Place("network", "cloud", (Action.SYNCHRONISE,), _build, on_rail=False)
