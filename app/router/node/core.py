"""The router's mind: what the ward says and what receivers say goes in, messages and rows go out. One thread, no disk.

Orders of the delivery are carried out once the steps that led to them are on the disk (`ledger.py`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.router.delivery.delivery import Delivery
from app.router.delivery.model import Ask, Entry, Late, Order, Raise, Settle, Tell, Trouble, Withdraw
from app.router.delivery.restoring import record
from app.router.distribution.distributing import Distribution
from app.router.duty.calling import Calling
from app.router.links import events as links
from app.router.links.admitted import AdmittedKeys
from app.router.links.hub import Hub
from app.router.node.answering import Answering
from app.router.node.carrying_out import CarryingOut
from app.router.node.chronicle import Chronicle
from app.router.node.ledger import Ledger
from app.router.node.load import Load
from app.router.node.packing import Packer
from app.router.node.people import RETURN_SECONDS, People, posts_of
from app.router.node.picture import WardPicture
from app.router.node.ports import Asking, Known, Person
from app.router.node.signals_out import SignalsOut
from app.router.node.sinks import Sinks
from app.router.node.step_log import PERSON, STEP, Left
from app.router.node.troubles import OF_RECEIVERS, Troubles, lost_priority
from app.router.node.troubles import Standing as StandingTrouble
from app.router.words import Response, Step
from app.ward.alarms.engine import STATION
from app.ward.beds.clocks import clock_zero
from app.ward.feed.items import Alarms, FeedItem, Layout, Numbers, Reported, Sought, Waves

SETTLE_SECONDS: Final = 0.01
LAYOUT_SECONDS: Final = 2.0
"""For so long after a start alarms wait for the names of their beds, which the ward is asked for at once."""


class RouterCore(Answering):
    """Of one loop; `Answering` is what requests and windows may have done."""

    def __init__(self, hub: Hub, known: Known, clock: Clock, sinks: Sinks, keys: AdmittedKeys) -> None:
        self.hub, self.clock, self._sinks, self._known, self._keys = hub, clock, sinks, known, keys
        self.packer, self.picture = Packer(), WardPicture(hub.node)
        self.distribution = Distribution(known.tables)
        self.calling = Calling(known.roster, self.distribution, self._wall)
        self.delivery = Delivery(known.tables, self.calling, self.calling)
        self.ledger = Ledger(sinks)
        self.people = People(known.tables, self.distribution, self.delivery, self._person_row, self._takes_nothing)
        self.carrying = CarryingOut(
            hub, self.packer, self.picture, self.delivery, self.distribution, self.people, lambda: self._known.users
        )
        self.signals = SignalsOut(hub, self.packer, self.picture, self.distribution, known.tables)
        self.load = Load()
        self.troubles = Troubles(hub, self.packer, self._trouble_changed)
        self.chronicle = Chronicle(sinks.event, self.delivery.standing)
        self._zero = clock_zero(clock)
        self.asking: Asking | None = None
        self.board_changed = True
        self._laid_out: dict[str, str] = {}
        self._early: dict[str, Alarms] = {}
        self._early_until = clock.monotonic() + LAYOUT_SECONDS
        self._settles_at = clock.monotonic() + RETURN_SECONDS
        self.use(known, clock.monotonic(), first=True)

    # ---- what comes in

    def use(self, known: Known, at: float, *, first: bool = False) -> None:
        """What the store says now."""
        before, self._known = self._known, known
        if first or known.tables != before.tables:
            self._use_tables(known, at, first)
        if first or known.attending != before.attending:
            self.distribution.attend(known.attending)
        if known.tables_problem and (first or known.tables_problem != before.tables_problem):
            self.chronicle.changed("tables_unreadable", at, {"table": known.tables_problem})
        self.troubles.own(Trouble.TABLES_UNREADABLE, bool(known.tables_problem), at)
        self.calling.use(known.roster)
        self.calling.posts = posts_of(known.admitted)
        admitted = {one.receiver: one for one in known.admitted}
        for one in known.admitted:
            if one.public and self._keys.receiver(one.public) != one.receiver:
                self._keys.admit(one.public, one.receiver)
        for gone in self.people.admit(admitted, known.users, at):
            self._keys.revoke(gone)
            self._left(gone, at)
        if not first:
            if known.tables != before.tables or known.attending != before.attending:
                self.delivery.revised(at)
            self.delivery.reassigned(at)
            self._say_troubles()
        self.board_changed = True

    def hear(self, item: FeedItem, at: float) -> None:
        """One item of the ward's feed."""
        match item:
            case Waves():
                self.load.waves(item, at)
                self.signals.waves(item, at)
            case Numbers():
                self.load.numbers(item, at)
                self.signals.numbers(item, at)
            case Alarms(state) if self.picture.beds or at >= self._early_until:
                self.delivery.take(state.bed, self.picture.take(state, at), at)
            case Alarms(state):
                self._early[state.bed] = item
            case Layout():
                self._lay_out(item, at)
            case Sought() if self.neighbours is not None:
                self.neighbours.seeking.ward(item)
            case Reported():
                if item.report.topic == _BUTTON and item.bed:
                    self.delivery.at_bedside(item.bed, at)
                self.signals.report(item, at)

    def take(self, one: links.Event) -> None:
        """What the links tell of a receiver."""
        match one:
            case links.Sent(receiver, at, numbers):
                self.carrying.sent(receiver, numbers, at)
            case links.Shown(receiver, at, numbers) if receiver not in self.people.locked:
                self.carrying.shown(receiver, numbers, at)
            case links.Answered(receiver, at, response, number, sequence):
                self.reply_told(receiver, sequence, self._answered(receiver, response, number, at))
            case links.Requested() | links.ReplyCame() if self.asking is not None:
                self.requested(self.asking, one)
            case links.Arrived(receiver, at):
                self.people.arrived(receiver, at)
                self.troubles.tell(receiver, at)
            case links.Left(receiver, at, orderly, takes_nothing):
                self.people.left(receiver, orderly, at, takes_nothing)
                self._left(receiver, at)
            case links.Received(receiver, at) if receiver in self.people.takes_nothing:
                self.people.takes(receiver, at)
            case links.HandedBack(receiver, at, messages) if messages:
                self.chronicle.changed("handed_back", at, {"receiver": receiver, "messages": len(messages)})
            case links.NodeSaid(node, _at, said) if self.neighbours is not None:
                self.neighbours.seeking.said(node, said)
            case links.MemoryNear(at, present):
                self.troubles.own(Trouble.MEMORY_NEAR, present, at)

    def tick(self, at: float) -> None:
        """What time alone does."""
        if self._early and at >= self._early_until:
            self._take_early(at)
        if not self.calling.settled and at >= self._settles_at:
            self.calling.settled = True
            self.delivery.revised(at)
        self.people.tick(at)
        self.delivery.tick(at)
        if self.asking is not None:
            self.asking.tick(at)
        self.chronicle.counts(self.hub.discards(), self.hub.refusals.total, at)

    def restore(self, left: Left, at: float) -> int:
        """What the run before had not ended goes on as "continuing", with the people who were there; how many of its
        steps could not be read."""
        for receiver, row in left.persons.items():
            person = Person(row["user"], row["name"], row["class"])
            if person.user in self._known.users and any(one.receiver == receiver for one in self._known.admitted):
                self.people.restore(receiver, person, at)
        entries = left.entries(self._zero, at)
        self.delivery.restore(entries, at)
        return len(left.steps) - len(entries)

    # ---- what goes out

    def settle(self, at: float) -> None:
        """Write down what happened, and carry out what may be carried out by now: for some milliseconds, so that the
        first of hundreds leave before the last are made. What remains is `ledger.has_due`."""
        until = self.clock.monotonic() + SETTLE_SECONDS
        self._collect(at)
        while (order := self.ledger.due(at)) is not None:
            self._carry_out(order, at)
            self._collect(at)
            if self.clock.monotonic() >= until:
                return

    def _collect(self, at: float) -> None:
        entries, orders = self.delivery.take_journal(), self.delivery.take_orders()
        if entries:
            self.chronicle.steps(entries)
            self.ledger.note(self._step_row(one) for one in entries)
            self.board_changed = self.board_changed or any(one.step not in _QUIET for one in entries)
        self.ledger.write(orders, at)

    def _carry_out(self, order: Order, at: float) -> None:
        match order:
            case Ask():
                self.carrying.ask(order, at)
            case Tell():
                self.carrying.tell(order, at)
            case Withdraw():
                self.carrying.withdraw(order, at)
            case Raise() | Settle():
                self.troubles.of_delivery(order, self.subject(order.receiver, order.bed), at)
            case Late():
                self.chronicle.late(order, at)

    def _trouble_changed(self, one: StandingTrouble, present: bool) -> None:
        self.board_changed = True
        self.chronicle.trouble(one, present, self.clock.monotonic())
        self._say_troubles()

    def _say_troubles(self) -> None:
        """To the ward, besides what it sees itself. Where nobody was ever admitted nobody is missed: the ward is not
        to alarm because it has no receivers."""
        standing = {
            (one.code.value, one.subject)
            for one in self.troubles.standing()
            if one.code is not Trouble.WARD_SILENT and (self._known.admitted or one.code not in _OF_PEOPLE)
        }
        gone = lost_priority(self._known.tables)
        self._sinks.say(sorted(standing), {code.value: gone for code in OF_RECEIVERS})

    # ---- within

    def _use_tables(self, known: Known, at: float, first: bool) -> None:
        self.distribution.use(known.tables)
        self.delivery.use(known.tables)
        self.signals.use(known.tables)
        self.people.use(known.tables)
        self.troubles.lost_priority = lost_priority(known.tables)
        if not first:
            self._sinks.discards(known.tables.discards)
            self.chronicle.changed(
                "tables_changed", at, {name: str(one) for name, one in known.tables.versions.items()}
            )

    def _lay_out(self, layout: Layout, at: float) -> None:
        gone = self.picture.lay_out(layout)
        self.signals.keep(gone)
        self.load.forget(gone)
        # Also what was restored of beds that were closed while this process was away.
        known = {STATION, *self.picture.beds}
        for bed in {*gone, *(one.bed for one in self.delivery.board())} - known:
            self.delivery.take(bed, (), at)
        if (patients := self.picture.patients()) != self._laid_out:
            self._laid_out = patients
            self.distribution.occupy(patients)
            self.delivery.revised(at)
            self.signals.occupied(at)
        self._take_early(at)
        self.board_changed = True

    def _take_early(self, at: float) -> None:
        """What came before anybody knew the beds' names."""
        early, self._early = tuple(self._early.values()), {}
        for item in early:
            self.delivery.take(item.state.bed, self.picture.take(item.state, at), at)

    def _answered(self, receiver: str, response: Response, number: int, at: float) -> str:
        """What somebody answers to a message; the code of the refusal, "" where it counts."""
        person, about = self.people.person(receiver), self.carrying.alarm_of(number)
        if person is None:
            return "router.nobody_signed_in"
        if receiver in self.people.locked:
            return "router.receiver_locked"
        if about is None:
            return "router_delivery.ended"
        try:
            self.delivery.answer(*about, receiver, person.user, response, at)
        except KnownError as problem:
            return problem.code
        return ""

    def _takes_nothing(self, receiver: str, present: bool, at: float) -> None:
        self.troubles.own(Trouble.RECEIVER_TAKES_NOTHING, present, at, self.receiver_name(receiver))

    def _left(self, receiver: str, at: float) -> None:
        if self.asking is not None:
            self.asking.left(receiver, at)

    def _step_row(self, one: Entry) -> dict[str, Any]:
        name = "" if not one.user else self._known.users.get(one.user, "")
        return {"kind": STEP, **record(one), "clock_zero": self._zero, "name": name}

    def _person_row(self, row: Mapping[str, Any]) -> None:
        self.ledger.note([{"kind": PERSON, **row}])
        self.board_changed = True
        kind = "signed_in" if row["user"] else "signed_out"
        fields = {"receiver": str(row["receiver"]), "user": str(row["user"])}
        self.chronicle.changed(kind, self.clock.monotonic(), fields)

    def _wall(self) -> datetime:
        return self.clock.now()


_QUIET: Final = (Step.QUEUED, Step.SENT)
"""Steps that no line of the board shows."""
_BUTTON: Final = "bedside_presence"
"""The topic of the button at the bed (`resources/ward/reports.toml`)."""
_OF_PEOPLE: Final = (Trouble.NOBODY_ASSIGNED, Trouble.NOBODY_ANSWERS, Trouble.FAILSAFE_UNREACHABLE)
