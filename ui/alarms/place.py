"""The entry of the alarms on the rail, where a station has beds."""

from app.settings import StationRole
from ui.alarms.tabs import written_tabs
from ui.shell.context import UiContext
from ui.shell.places import Place, PlaceWidget


def _build(context: UiContext) -> PlaceWidget:
    from ui.alarms.page import AlarmsPage  # noqa: PLC0415 - loaded when somebody goes there

    return AlarmsPage(context)


PLACE = Place(
    key="alarms",
    icon="siren",
    actions=tuple(dict.fromkeys(tab.action for tab in written_tabs())),
    build=_build,
    not_at=(StationRole.PRIMARY_CARE, StationRole.RECEIVER),
)
