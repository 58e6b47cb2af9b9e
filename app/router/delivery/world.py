"""What all ways share: whom a target names, who is out of reach, where orders and steps go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.router.delivery.model import Entry, Order, Raise, Settle, Trouble
from app.router.messages import Receiver
from app.router.tables.model import Tables

Who = Callable[[str, str, int], Sequence[Receiver]]
"""(target of table 17, bed, priority) → the receivers that it names now, as far as they may be sent such alarms."""


class Rights(Protocol):
    """Who may know of the alarms of a bed, as the distribution has it at this moment."""

    def may_be_sent(self, receiver: str, bed: str, priority: int) -> bool:
        """Whether somebody is at this receiver who may."""
        ...

    def is_there(self, user: str, bed: str, priority: int) -> bool:
        """Whether this account is at any receiver, and may."""
        ...


class Everybody:
    """Nobody is kept from anything."""

    def may_be_sent(self, _receiver: str, _bed: str, _priority: int) -> bool:
        return True

    def is_there(self, _user: str, _bed: str, _priority: int) -> bool:
        return True


@dataclass
class World:
    """Shared by reference; `troubles` are the technical alarms that stand."""

    tables: Tables
    who: Who
    rights: Rights = field(default_factory=Everybody)
    away: set[str] = field(default_factory=set)
    orders: list[Order] = field(default_factory=list)
    journal: list[Entry] = field(default_factory=list)
    troubles: set[Raise] = field(default_factory=set)

    def resolve(self, targets: Sequence[str], bed: str, priority: int) -> dict[str, Receiver]:
        """The receivers of a level, each once."""
        return {one.receiver: one for target in targets for one in self.who(target, bed, priority)}

    def trouble(self, trouble: Trouble, bed: str = "", alarm: str = "", receiver: str = "") -> None:
        """Raise a technical alarm, unless it stands."""
        raised = Raise(trouble, bed, alarm, receiver)
        if raised not in self.troubles:
            self.troubles.add(raised)
            self.orders.append(raised)

    def settle(self, trouble: Trouble, bed: str = "", alarm: str = "", receiver: str = "") -> None:
        """End a technical alarm, where it stands."""
        raised = Raise(trouble, bed, alarm, receiver)
        if raised in self.troubles:
            self.troubles.discard(raised)
            self.orders.append(Settle(trouble, bed, alarm, receiver))
