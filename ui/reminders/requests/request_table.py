"""The requests that wait, in a list, the oldest first."""

from collections.abc import Sequence

from app.reminders.requests import PublicRequest
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.table import Column, Table, TableModel, no_more

MINOR = (2,)
"""The column that the panel tells in full."""


class RequestTable(Table):
    """One line for each request."""

    def __init__(self, zone: str) -> None:
        columns = (
            Column[PublicRequest](tr("requests_page.column_person"), who, stretch=True),
            Column[PublicRequest](tr("requests_page.column_asked"), asked),
            Column[PublicRequest](tr("requests_page.column_when"), lambda one: show_instant(one.at, zone)),
        )
        self._requests = TableModel[PublicRequest](columns, no_more)
        super().__init__(self._requests, name=tr("requests_page.list"))
        self._requests.setParent(self)

    def show_requests(self, requests: Sequence[PublicRequest]) -> None:
        """Show these; the cursor stays at its request, or at its line."""
        before, line = self.current_id(), self.currentIndex().row()
        self._requests.show_ids([one.id for one in requests], requests)
        lines = [number for number, one in enumerate(requests) if one.id == before]
        if requests:
            self.selectRow(lines[0] if lines else min(max(line, 0), len(requests) - 1))

    def current_id(self) -> str | None:
        """The request under the cursor."""
        return self._requests.id_at(self.currentIndex().row())

    def select_request(self, request_id: str) -> bool:
        """Put the cursor there; tells whether it is in the list."""
        for line in range(self._requests.rowCount()):
            if self._requests.id_at(line) == request_id:
                self.selectRow(line)
                return True
        return False


def who(one: PublicRequest) -> str:
    """Whose record it is about, or the name typed on the page."""
    return one.shown_name or one.content.full_name or tr("requests_page.nobody")


def asked(one: PublicRequest) -> str:
    """What is asked for."""
    return tr(f"requests.kind_{one.kind.value}")
