"""The receivers of people: what each is, who is there, how it stands, what waits for it."""

from collections.abc import Sequence
from typing import Final

from ui.router_admin.receivers.words import Line, standing_words, waiting_words, who_words
from ui.texts import tr
from ui.widgets.badge_delegate import BadgeDelegate
from ui.widgets.table import Column, Table, TableModel, no_more

_STANDING: Final = 2
MINOR: Final = (1, 4, 5)
"""Columns that step back while a receiver is opened beside the list."""
_LOOKS: Final = {
    "ready": ("success", "circle"),
    "free": ("info", "ring"),
    "locked": ("neutral", "square"),
    "away": ("error", "triangle"),
    "never": ("warn", "diamond"),
    "unknown": ("neutral", "bar"),
}


class ReceiverTable(Table):
    """`show_lines` replaces everything that is shown."""

    def __init__(self) -> None:
        columns = (
            Column[Line](tr("router_receivers_page.name"), lambda one: one.receiver.name, stretch=True),
            Column[Line](
                tr("router_receivers_page.kind"), lambda one: tr(f"router_receivers_page.kind_{one.receiver.kind}")
            ),
            Column[Line](tr("router_receivers_page.standing"), standing_words),
            Column[Line](tr("router_receivers_page.who"), who_words, stretch=True),
            Column[Line](tr("router_receivers_page.post"), _post),
            Column[Line](
                tr("router_receivers_page.waiting"), lambda one: waiting_words(one.state.waiting if one.state else ())
            ),
        )
        self._lines: TableModel[Line] = TableModel(columns, no_more)
        super().__init__(self._lines, name=tr("router_receivers_page.list"))
        self.setItemDelegateForColumn(_STANDING, BadgeDelegate(self, self._look))

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these; the line under the cursor stays with its receiver."""
        before = self._lines.id_at(self.currentIndex().row())
        self._lines.show_ids([one.receiver.receiver for one in lines], lines)
        for at, one in enumerate(lines):
            if one.receiver.receiver == before:
                self.selectRow(at)

    def words_at(self, line: int) -> list[str]:
        """What a line says."""
        return [str(self._lines.index(line, number).data()) for number in range(self._lines.columnCount())]

    def _look(self, line: int) -> tuple[str, str, str]:
        row = self._lines.row_at(line)
        assert row is not None
        return standing_words(row), *_LOOKS[row.standing]


def _post(line: Line) -> str:
    return tr(f"router.post_{line.receiver.post.value}") if line.receiver.post is not None else ""
