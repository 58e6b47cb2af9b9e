"""A ward of receivers around a delivery: carries out what is ordered as a node would; time passes when told."""

from collections.abc import Sequence

from app.router.delivery.delivery import Delivery
from app.router.delivery.model import Ask, BoardLine, Call, Entry, Late, Occasion, Order, Raise, Settle, Tell, Trouble
from app.router.messages import Receiver
from app.router.tables.model import Tables
from app.router.tables.reading import default_tables
from app.router.words import Capability, Response, Step

TABLES = default_tables()
TEXT = frozenset({Capability.TEXT})
TEAM = {
    "bed_nurse": ("ana",),
    "own_group": ("bia", "caio"),
    "other_group": ("dora",),
    "local_post": ("post",),
    "central_post": ("centre",),
    "executive_nurse": ("eva",),
}


class Ward:
    """`team`: who is named by a target of table 17. Every call gets the next number and is queued and sent at once."""

    def __init__(self, team: dict[str, tuple[str, ...]] | None = None, tables: Tables = TABLES) -> None:
        self.team = dict(TEAM if team is None else team)
        self.tables, self.at, self.number = tables, 0.0, 0
        self.delivery = Delivery(tables, self.who)
        self.orders: list[Order] = []
        self.journal: list[Entry] = []
        self.sent: dict[int, Ask] = {}

    def who(self, target: str, bed: str, priority: int) -> Sequence[Receiver]:
        names = (target.partition(":")[2],) if ":" in target else self.team.get(target, ())
        return [self.receiver(name) for name in names]

    @staticmethod
    def receiver(name: str) -> Receiver:
        machine = name.startswith("machine")
        user = "" if machine else "u-" + name.partition("'")[0]
        return Receiver(name, user, "machine" if machine else "nursing", TEXT, machine)

    def alarm(self, alarm: str = "asystole", priority: int = 0, bed: str = "1", **more: object) -> None:
        self.take(Call(bed, alarm, priority, **more), bed=bed)  # type: ignore[arg-type]  # fields, said by the test

    def take(self, *calls: Call, bed: str = "1") -> None:
        self.delivery.take(bed, calls, self.at)
        self.carry_out()

    def carry_out(self) -> None:
        """Orders become messages; what they bring about is carried out too."""
        self.journal += self.delivery.take_journal()
        for order in self.delivery.take_orders():
            self.orders.append(order)
            if isinstance(order, Ask):
                self.number += 1
                self.sent[self.number] = order
                self.delivery.queued(order.bed, order.alarm, self.number, order.receivers, self.at)
                for receiver in order.receivers:
                    self.delivery.sent(order.bed, order.alarm, self.number, receiver, self.at)
        self.journal += self.delivery.take_journal()

    def pass_time(self, seconds: float, step: float = 0.25) -> None:
        end = self.at + seconds
        while self.at < end:
            self.at = min(self.at + step, end)
            self.delivery.tick(self.at)
            self.carry_out()

    def show(self, receiver: str) -> None:
        """The receipt of the last call that went there."""
        number = max(number for number, order in self.sent.items() if receiver in order.receivers)
        order = self.sent[number]
        assert self.delivery.shown(order.bed, order.alarm, number, receiver, self.at)
        self.carry_out()

    def answer(self, receiver: str, response: Response, alarm: str = "asystole", bed: str = "1") -> None:
        self.delivery.answer(bed, alarm, receiver, f"u-{receiver}", response, self.at)
        self.carry_out()

    def lose(self, receiver: str) -> None:
        self.delivery.unreachable(receiver, self.at)
        self.carry_out()

    def find(self, receiver: str) -> None:
        self.delivery.reachable(receiver, self.at)
        self.carry_out()

    def line(self, alarm: str = "asystole", bed: str = "1") -> BoardLine:
        return next(one for one in self.delivery.board() if (one.bed, one.alarm) == (bed, alarm))

    def asks(self) -> list[tuple[float, tuple[str, ...]]]:
        """Calls so far, forgotten then."""
        found = [order.receivers for order in self.orders if isinstance(order, Ask)]
        self.orders = [order for order in self.orders if not isinstance(order, Ask)]
        return [(self.at, receivers) for receivers in found]

    def called(self) -> list[tuple[str, ...]]:
        """Whom each call since the last question went to."""
        return [receivers for _, receivers in self.asks()]

    def told(self, occasion: Occasion) -> list[Tell]:
        return [order for order in self.orders if isinstance(order, Tell) and order.occasion is occasion]

    def troubles(self) -> set[Trouble]:
        """What was raised and not settled."""
        standing: set[Raise] = set()
        for order in self.orders:
            if isinstance(order, Raise):
                standing.add(order)
            elif isinstance(order, Settle):
                standing.discard(Raise(order.trouble, order.bed, order.alarm, order.receiver))
        return {one.trouble for one in standing}

    def late(self) -> list[Late]:
        return [order for order in self.orders if isinstance(order, Late)]

    def steps(self, alarm: str = "asystole", bed: str = "1") -> list[Step]:
        return [one.step for one in self.delivery.history(bed, alarm)]
