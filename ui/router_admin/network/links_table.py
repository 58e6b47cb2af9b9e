"""All links in a list: what each leads to, whether it is up, how long it takes, its load and what was discarded."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractScrollArea

from app.router.node.items import LinkLoad
from ui.router_admin.network.words import (
    Names,
    discarded_words,
    lost_alarms,
    name_of,
    rate_words,
    standing_words,
    weight_words,
)
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.table import Column, Table, TableModel, no_more


class _Model(TableModel[LinkLoad]):
    """What is down or lost an alarm stands out, by its mark and its colour."""

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        link = self.row_at(index.row()) if index.isValid() else None
        if link is not None and role == Qt.ItemDataRole.ForegroundRole and _wrong(link):
            return current_theme().color("error")
        return super().data(index, role)


def _wrong(link: LinkLoad) -> bool:
    return not link.up or lost_alarms(link.discarded) > 0


class LinksTable(Table):
    """`show_links` replaces the lines; `chosen` carries what a link leads to."""

    def __init__(self) -> None:
        self._names: Names = {}
        columns = (
            Column[LinkLoad](tr("router_network.column_to"), self._name, stretch=True),
            Column[LinkLoad](tr("router_network.column_up"), standing_words),
            Column[LinkLoad](tr("router_network.column_weight"), weight_words, figures=True),
            Column[LinkLoad](tr("router_network.column_load"), lambda one: rate_words(one.bits_per_s), figures=True),
            Column[LinkLoad](
                tr("router_network.column_discarded"), lambda one: discarded_words(one.discarded), stretch=True
            ),
        )
        self._links = _Model(columns, no_more)
        super().__init__(self._links, name=tr("router_network.list"))
        self.setSizeAdjustPolicy(QAbstractScrollArea.SizeAdjustPolicy.AdjustIgnored)
        self.setMinimumHeight(current_theme().px("row") * 6)

    def show_links(self, links: Sequence[LinkLoad], names: Names) -> None:
        """Nodes first, then receivers; the line under the cursor stays with its link."""
        before = self._links.id_at(self.currentIndex().row())
        self._names = names
        ordered = sorted(links, key=lambda one: (one.kind != "node", not _wrong(one), name_of(one, names)))
        self._links.show_ids([one.to for one in ordered], ordered)
        for line, one in enumerate(ordered):
            if one.to == before:
                self.selectRow(line)

    def chosen_link(self) -> str:
        """What the link under the cursor leads to; empty where there is none."""
        return self._links.id_at(self.currentIndex().row()) or ""

    def words_at(self, line: int) -> list[str]:
        """What a line says."""
        return [str(self._links.index(line, number).data()) for number in range(self._links.columnCount())]

    def _name(self, link: LinkLoad) -> str:
        name = name_of(link, self._names)
        return f"▲ {name}" if _wrong(link) else name
