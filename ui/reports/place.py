"""The entry of the reports on the rail."""

from app.security.roles import Action
from ui.shell.context import UiContext
from ui.shell.places import Place, PlaceWidget


def _build(context: UiContext) -> PlaceWidget:
    from ui.reports.shelf import ReportShelf  # noqa: PLC0415 - loaded when somebody goes there

    return ReportShelf(context)


PLACE = Place(key="reports", icon="bar-chart", actions=(Action.VIEW_REPORTS,), build=_build)
