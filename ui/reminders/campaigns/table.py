"""All campaigns in a list, the latest first."""

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from PySide6.QtGui import QResizeEvent

from app.reminders.campaigns import Campaign
from ui.reminders.campaigns.words import Standing, standing, state_words
from ui.texts import tr
from ui.texts.formats import show_number
from ui.theme import current_theme
from ui.widgets.table import Column, Table, TableModel, no_more

_GIVE_WAY = ((3, 250), (6, 200), (4, 185), (7, 150), (5, 120))
"""(column, steps of the grid): in a narrower list this column steps back; the campaign opened shows all of it."""


class CampaignTable(Table):
    """Name, when, state, and how many stand where."""

    def __init__(self, zone: str) -> None:
        columns = (
            Column[Campaign](tr("campaigns_page.column_name"), lambda one: one.name, stretch=True),
            Column[Campaign](tr("campaigns_page.column_when"), lambda one: _when(one, zone)),
            Column[Campaign](tr("campaigns_page.column_state"), state_words),
            _figure("chosen", lambda one: one.waiting + one.gone + one.not_sent),
            _figure("waiting", lambda one: one.waiting),
            _figure("sent", lambda one: one.sent),
            _figure("delivered", lambda one: one.delivered),
            _figure("failed", lambda one: one.failed),
        )
        self.lines: TableModel[Campaign] = TableModel(columns, no_more)
        super().__init__(self.lines, name=tr("campaigns_page.list"))
        self.lines.setParent(self)
        self.clicked.connect(lambda index: self._open(index.row()))

    def show_campaigns(self, campaigns: Sequence[Campaign]) -> None:
        """Show these; the line under the cursor stays with its campaign."""
        before = self.lines.id_at(self.currentIndex().row())
        self.lines.show_ids([one.id for one in campaigns], campaigns)
        for line, one in enumerate(campaigns):
            if one.id == before:
                self.selectRow(line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for column, steps in _GIVE_WAY:
            self.setColumnHidden(column, self.width() < current_theme().gap(steps))


def _when(one: Campaign, zone: str) -> str:
    """Two digits of the year are enough in a list."""
    return one.due_at.astimezone(ZoneInfo(zone)).strftime("%d/%m/%y %H:%M")


def _figure(key: str, count: Callable[[Standing], int]) -> Column[Campaign]:
    return Column(tr(f"campaigns_page.column_{key}"), lambda one: show_number(count(standing(one))), figures=True)
