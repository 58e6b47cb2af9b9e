"""The entry of the ward on the rail, where a station has beds."""

from app.security.roles import Action
from app.settings import StationRole
from ui.shell.context import UiContext
from ui.shell.places import Place, PlaceWidget


def _build(context: UiContext) -> PlaceWidget:
    from ui.ward.page import WardPage  # noqa: PLC0415 - loaded when somebody goes there

    return WardPage(context)


PLACE = Place(
    key="ward",
    icon="heart-pulse",
    actions=(Action.VIEW_WARD,),
    build=_build,
    not_at=(StationRole.PRIMARY_CARE, StationRole.RECEIVER),
    own_theme=True,
)
