"""The entry of the reminders on the rail."""

from app.security.roles import Action
from app.settings import StationRole
from ui.shell.context import UiContext
from ui.shell.places import Place, PlaceWidget


def _build(context: UiContext) -> PlaceWidget:
    from ui.reminders.page import RemindersPage  # noqa: PLC0415 - loaded when somebody goes there

    return RemindersPage(context)


PLACE = Place(
    key="reminders", icon="bell", actions=(Action.VIEW_MESSAGES,), build=_build, not_at=(StationRole.HOSPITAL,)
)
