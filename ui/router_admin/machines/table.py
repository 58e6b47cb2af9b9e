"""Every machine in a list, with how it stands now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.router.node.items import ReceiverState
from app.router.receivers.model import StoredReceiver
from ui.texts import tr
from ui.widgets.badge_delegate import BadgeDelegate
from ui.widgets.table import Column, Table, TableModel

_STANDING_COLUMN: Final = 2


@dataclass(frozen=True)
class MachineLine:
    """One machine; `state` None: nothing is known of it, because the router is not heard."""

    machine: StoredReceiver
    state: ReceiverState | None

    @property
    def standing(self) -> str:
        """The end of a text's key."""
        if self.state is None:
            return "unknown"
        return "ready" if self.state.connected else "away"


_LOOKS: Final = {"ready": ("success", "circle"), "away": ("error", "triangle"), "unknown": ("neutral", "square")}


class MachineTable(Table):
    """Name, kind, standing, address."""

    def __init__(self) -> None:
        columns = (
            Column[MachineLine](tr("router_machines.name"), lambda one: one.machine.name, stretch=True),
            Column[MachineLine](tr("router_machines.kind"), lambda one: tr(f"router_machines.kind_{one.machine.kind}")),
            Column[MachineLine](tr("router_machines.standing"), _standing_words),
            Column[MachineLine](
                tr("router_machines.address"), lambda one: str(one.machine.reached_by.get("address", ""))
            ),
        )
        self._lines: TableModel[MachineLine] = TableModel(columns, lambda _ids: [])
        super().__init__(self._lines, name=tr("router_machines.list"))
        self.setItemDelegateForColumn(_STANDING_COLUMN, BadgeDelegate(self, self._look))

    def show_machines(self, machines: Sequence[StoredReceiver], states: Mapping[str, ReceiverState] | None) -> None:
        """Show these; the line under the cursor stays with its machine. `states` None: the router is not heard."""
        before = self._lines.id_at(self.currentIndex().row())
        missing = None if states is None else ReceiverState("", "", "")
        lines = [MachineLine(one, missing if states is None else states.get(one.receiver, missing)) for one in machines]
        self._lines.show_ids([one.receiver for one in machines], lines)
        for at, one in enumerate(machines):
            if one.receiver == before:
                self.selectRow(at)

    def line_at(self, line: int) -> MachineLine | None:
        """The machine in a line."""
        return self._lines.row_at(line)

    def _look(self, line: int) -> tuple[str, str, str] | None:
        found = self.line_at(line)
        return None if found is None else (_standing_words(found), *_LOOKS[found.standing])


def _standing_words(line: MachineLine) -> str:
    return tr(f"router_machines.standing_{line.standing}")
