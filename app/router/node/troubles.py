"""What is wrong with the path of the alarms itself: told to every receiver, and to the ward as technical alarms."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from app.router.contents import TroubleNote
from app.router.delivery.model import Raise, Settle, Trouble
from app.router.links.hub import Hub
from app.router.node.packing import About, Packer
from app.router.tables.model import Tables
from app.ward.beds.model import DeviceClass

_URGENT: Final = frozenset(
    {
        Trouble.WARD_SILENT,
        Trouble.MEMORY_NEAR,
        Trouble.LOOP_FAILED,
        Trouble.NOBODY_ANSWERS,
        Trouble.FAILSAFE_UNREACHABLE,
        Trouble.DEVICES_LOST,
    }
)

OF_RECEIVERS: Final = (Trouble.RECEIVER_LOST, Trouble.RECEIVER_TAKES_NOTHING)
"""As urgent as table 13 has a receiver that is gone."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A trouble that stands; `subject` names it for people: a receiver, a bed.

    `code` is a text `router.trouble_<code>` and a condition `router_<code>` of the ward.
    """

    code: Trouble
    subject: str
    since: float
    bed: str = ""
    alarm: str = ""
    receiver: str = ""


_Key = tuple[Trouble, str, str, str]


class Troubles:
    """Of one loop. `changed` is called with every one that begins (True) or is over."""

    def __init__(self, hub: Hub, packer: Packer, changed: Callable[[Standing, bool], None]) -> None:
        self._hub, self._packer, self._changed = hub, packer, changed
        self._standing: dict[_Key, Standing] = {}
        self.lost_priority = 1
        """Of a receiver that is gone without a word, as table 13 has it now."""

    def standing(self) -> tuple[Standing, ...]:
        """Those that stand, the oldest first."""
        return tuple(self._standing.values())

    def of_delivery(self, order: Raise | Settle, subject: str, at: float) -> None:
        """A technical alarm that the delivery raised or settled."""
        one = Standing(order.trouble, subject, at, order.bed, order.alarm, order.receiver)
        self._set(one, isinstance(order, Raise), at)

    def own(self, code: Trouble, present: bool, at: float, subject: str = "") -> None:
        """Something of this process; saying it again changes nothing."""
        self._set(Standing(code, subject, at), present, at)

    def tell(self, receiver: str, at: float) -> None:
        """What stands, to one that has just come."""
        for one in self._standing.values():
            self._note(one, True, (receiver,), at)

    def _set(self, one: Standing, present: bool, at: float) -> None:
        key = (one.code, one.bed, one.alarm, one.receiver or one.subject)
        if present is (key in self._standing):
            return
        if present:
            self._standing[key] = one
        else:
            one = self._standing.pop(key)
        self._note(one, present, self._hub.reachable(), at)
        self._changed(one, present)

    def _note(self, one: Standing, present: bool, receivers: Iterable[str], at: float) -> None:
        priority = 0 if one.code in _URGENT else 1
        if one.code in OF_RECEIVERS:
            priority = self.lost_priority
        note = TroubleNote(one.code.value, one.subject, present)
        self._hub.offer(self._packer.message(priority, About(), note, at), receivers)


def lost_priority(tables: Tables) -> int:
    """Of the technical alarm about a receiver that is gone without a word (table 13, class B)."""
    found = tables.equipment[DeviceClass.B].exit_priority
    # Reading the tables refuses none.
    assert found is not None
    return found
