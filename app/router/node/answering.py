"""What requests of receivers and commands of windows may have done (`ports.Router`), on the loop's thread."""

from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.router.delivery.delivery import Delivery
from app.router.delivery.model import HERE
from app.router.distribution.distributing import Distribution
from app.router.links.events import ReplyCame, Requested
from app.router.links.hub import Hub
from app.router.node.chronicle import Chronicle
from app.router.node.neighbours import Neighbours
from app.router.node.people import People
from app.router.node.picture import WardPicture
from app.router.node.ports import Admitted, Asking, Known, Person
from app.router.node.steps_told import told_steps
from app.router.requests import Bed, History, Refused, Reply, Setting, Told, to_bytes
from app.router.words import REPORTED, Capability, DataClass


class Answering:
    """The part of `core.RouterCore` that others call."""

    hub: Hub
    clock: Clock
    delivery: Delivery
    distribution: Distribution
    people: People
    picture: WardPicture
    chronicle: Chronicle
    neighbours: Neighbours | None = None
    """Where the router is one of several."""
    _known: Known

    @property
    def known(self) -> Known:
        """What the store says."""
        return self._known

    def reply_told(self, receiver: str, sequence: int, refused: str) -> None:
        """What became of an answer."""
        self.hub.reply(receiver, sequence, to_bytes(Told(refused)))

    def reply(self, receiver: str, sequence: int, reply: Reply) -> None:
        """Answer a request; nothing happens where the receiver is gone."""
        self.hub.reply(receiver, sequence, to_bytes(reply))

    def requested(self, asking: Asking, one: Requested | ReplyCame) -> None:
        """A request of a receiver here, of another node's, or what another node says to one that was passed on."""
        if isinstance(one, ReplyCame):
            asking.replied(one.node, one.receiver, one.sequence, one.content)
        elif one.node and self.people.is_own(one.receiver):
            self.hub.refusals.add(one.node, "not_there")
        elif one.node and self.people.guest_at(one.receiver) is None:
            # Its node has not told yet who is there.
            self.reply(one.receiver, one.sequence, Refused("router.nobody_signed_in"))
        else:
            asking.take(one.receiver, one.content, one.sequence, one.at)

    def person(self, receiver: str) -> Person | None:
        """Who has signed in there."""
        return self.people.person(receiver)

    def sign_in(self, receiver: str, person: Person) -> None:
        """Somebody takes this receiver."""
        self.people.sign_in(receiver, person, self.clock.monotonic())

    def sign_out(self, receiver: str) -> None:
        """The person leaves in good order."""
        self.people.sign_out(receiver, self.clock.monotonic())

    def can_show(self, receiver: str, capabilities: frozenset[Capability]) -> None:
        """What it says of itself."""
        self.people.can_show(receiver, capabilities)

    def alive(self, receiver: str, locked: bool) -> None:
        """The sign of life of the person's screen."""
        self.people.alive(receiver, locked, self.clock.monotonic())

    def want(self, receiver: str, bed: str, data: DataClass, seconds: float) -> None:
        """Data on request; KnownError as `Distribution.request`."""
        at = self.clock.monotonic()
        if seconds:
            self.distribution.request(receiver, bed, data, at, seconds)
        else:
            self.distribution.withdraw(receiver, bed, data)
        person = self.people.person(receiver)
        user = person.user if person is not None else ""
        self.note("wanted", receiver=receiver, user=user, bed=bed, data=data.value, seconds=seconds)

    def at_bedside(self, bed: str, user: str) -> None:
        """Somebody is at this bed. KnownError `ward.no_such_bed`."""
        if bed not in self.picture.beds:
            raise KnownError("ward.no_such_bed", bed=bed)
        self.delivery.at_bedside(bed, self.clock.monotonic(), user)

    def may(self, receiver: str, bed: str, data: DataClass) -> bool:
        """Whether table 14 grants its person this at all."""
        return any(one.receiver == receiver and one.data is data for one in self.distribution.rows(bed))

    def beds(self, receiver: str) -> tuple[Bed, ...]:
        """The beds of which something is granted to this receiver."""
        wanted = self._wanted(receiver)
        found = []
        for bed in self.picture.beds:
            rules = self._rules(receiver, bed)
            if not rules:
                continue
            held = self._known.roster.holder(bed)
            sees = DataClass.BIOMEDICAL in rules
            found.append(
                Bed(
                    bed,
                    self.picture.place(bed),
                    rules,
                    self.picture.limits(bed) if sees else {},
                    {data: seconds for (name, data), seconds in wanted.items() if name == bed},
                    self._known.users.get(held.user, "") if held is not None else "",
                    self.picture.stay(bed),
                )
            )
        return tuple(found)

    def stay(self, bed: str) -> str:
        """What tells one patient of the bed from the next."""
        return self.picture.stay(bed)

    def station(self, receiver: str) -> Bed | None:
        """What is granted to this receiver of devices that stand at no bed."""
        rules = {data: rule for data, rule in self._rules(receiver, "").items() if data in REPORTED}
        wanted = {data: seconds for (bed, data), seconds in self._wanted(receiver).items() if not bed}
        return Bed("", "", rules, wanted=wanted) if rules else None

    def settings(self, receiver: str) -> tuple[Setting, ...]:
        """The changes of limits that are on their way, of the beds whose limits this receiver may know."""
        at = self.clock.monotonic()
        found = ((bed, self.picture.settings(bed, at)) for bed in self.picture.beds)
        return tuple(
            one
            for bed, settings in found
            if settings and self.may(receiver, bed, DataClass.BIOMEDICAL)
            for one in settings
        )

    def history(self, bed: str, alarm: str) -> History:
        """The steps of an alarm that is under way or has just ended, for people."""
        entries, left_out = self.delivery.history(bed, alarm), self.delivery.left_out(bed, alarm)
        return told_steps(entries, self._known, self.clock.monotonic(), left_out)

    def _rules(self, receiver: str, bed: str) -> dict[DataClass, str]:
        return {one.data: one.rule.value for one in self.distribution.rows(bed) if one.receiver == receiver}

    def _wanted(self, receiver: str) -> dict[tuple[str, DataClass], float]:
        """Bed and class of data → seconds that are left of what was asked for."""
        at = self.clock.monotonic()
        return {
            (one.bed, one.data): one.until - at for one in self.distribution.requests(at) if one.receiver == receiver
        }

    def guest(self, receiver: str) -> Admitted | None:
        """A receiver that is connected to another node."""
        return self.people.guest_at(receiver)

    def has_bed(self, bed: str) -> bool:
        """Whether it is a bed of this node's ward."""
        return bed in self.picture.beds

    def nodes(self) -> tuple[str, ...]:
        """Other nodes that can be reached."""
        return () if self.neighbours is None else self.neighbours.reached()

    def ask_node(self, node: str, receiver: str, sequence: int, content: bytes) -> None:
        """Pass a request on."""
        assert self.neighbours is not None, "there is one"
        self.neighbours.ask(node, receiver, sequence, content)

    def note(self, kind: str, **fields: str | int | float | bool) -> None:
        """Have the black box keep that something was changed or refused."""
        self.chronicle.changed(kind, self.clock.monotonic(), fields)

    def receiver_name(self, receiver: str) -> str:
        """As people know it."""
        if receiver in HERE:
            return receiver
        return next((one.name for one in self._known.admitted if one.receiver == receiver), receiver)

    def subject(self, receiver: str, bed: str) -> str:
        """What a trouble is about, for people: the receiver, else the bed."""
        return self.receiver_name(receiver) if receiver else self.picture.label(bed)
