"""The entry of the administration on the rail: everybody has an account of his own in it."""

from app.security.roles import Action
from ui.shell.context import UiContext
from ui.shell.places import Place, PlaceWidget


def _build(context: UiContext) -> PlaceWidget:
    from ui.administration.page import AdministrationPage  # noqa: PLC0415 - loaded when somebody goes there

    return AdministrationPage(context)


PLACE = Place(key="administration", icon="settings", actions=(Action.VIEW_OWN_ACCOUNT,), build=_build)
