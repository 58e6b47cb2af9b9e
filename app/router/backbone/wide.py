"""The receivers of all nodes as if they were this node's own: what `Hub` does and tells, wherever they are connected.

A message goes to the node where its receiver is, and what becomes of it comes back: sent, received, shown, answered, or
handed back for somebody else. Local receivers are the hub's alone. One thread, that of the hub.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from app.kernel.clock import Clock
from app.router.backbone.asked import Passed
from app.router.backbone.claims import Claims, announced
from app.router.backbone.guests import Guests
from app.router.backbone.model import (
    BACK,
    LONGEST_REPLY,
    MOST_OFFERED,
    RECEIVED,
    SENT,
    SHOWN,
    Answer,
    Asked,
    Item,
    Offer,
    Reached,
    Reply,
    Sought,
    Step,
    read_item,
    to_bytes,
)
from app.router.backbone.nodes import Backbone, Plan
from app.router.backbone.wire import MOST_ABOUT
from app.router.links.admitted import AdmittedKeys
from app.router.links.events import (
    Answered,
    Event,
    HandedBack,
    MemoryNear,
    NodeSaid,
    Received,
    ReplyCame,
    Requested,
    Sent,
    Shown,
)
from app.router.links.frames import BadFrame
from app.router.links.hub import Hub, HubAddress
from app.router.messages import Message
from app.router.queues.limits import FIRST_DISCARDABLE
from app.router.routes.model import Change
from app.ward.node.keys import KeyPair

_MOST_KNOWN: Final = 100_000
_STEP_PRIORITY: Final = FIRST_DISCARDABLE - 1
MEMORY_NEAR: Final = 50_000
"""Items that other nodes have not confirmed; told like that of the hub (`MemoryNear`)."""
_TURN_MS: Final = 50
_EVENTS: Final[dict[str, type[Sent] | type[Received] | type[Shown]]] = {SENT: Sent, RECEIVED: Received, SHOWN: Shown}


class WideHub(Hub):
    """A `Hub` that reaches further. `numbers`: the first of so many free numbers, one for each datagram."""

    def __init__(
        self,
        own: KeyPair,
        keys: AdmittedKeys,
        clock: Clock,
        plan: Plan,
        nodes: AdmittedKeys,
        numbers: Callable[[int], int],
        address: HubAddress | None = None,
    ) -> None:
        """`own`, `keys` and `address` as of a `Hub`; `nodes`: the keys of other nodes that may come in."""
        super().__init__(own, keys, clock, address)
        self.node = plan.name
        self._guests = Guests(super().offer, clock, numbers)
        self.backbone = Backbone(plan, nodes, clock, self._took, self._guests.pass_on)
        for source, read in self.backbone.sources():
            self.watch(source, read)
        self._claims = Claims(self.backbone.routing)
        self._about: dict[str, bytes] = {}
        self._out: dict[tuple[str, int], tuple[str, Message]] = {}
        self._may_say: OrderedDict[tuple[str, int], tuple[str, set[str]]] = OrderedDict()
        self._may_reply: OrderedDict[tuple[str, int], str] = OrderedDict()
        self._passed = Passed()
        self._told: list[Event] = []
        self._waits_long = False
        self._claims_at = 0.0

    def offer(self, message: Message, receivers: Iterable[str]) -> list[str]:
        """As `Hub.offer`, to receivers of any node."""
        absent = super().offer(message, receivers)
        # What stands at no bed is this station's own: a receiver could not tell two stations' generators apart.
        if not absent or (message.priority >= FIRST_DISCARDABLE and not message.bed):
            return absent
        by_node: dict[str, list[str]] = {}
        nobodys: list[str] = []
        for receiver in absent:
            node = self._claims.node_of(receiver)
            if node is None:
                nobodys.append(receiver)
            else:
                by_node.setdefault(node, []).append(receiver)
        for node, names in by_node.items():
            for at in range(0, len(names), MOST_OFFERED):
                self._send_there(node, message, names[at : at + MOST_OFFERED])
        return nobodys

    def reply(self, receiver: str, to_sequence: int, content: bytes) -> bool:
        """As `Hub.reply`, also to an answer that came from a receiver of another node."""
        node = self._may_reply.pop((receiver, to_sequence), None)
        if node is None:
            return super().reply(receiver, to_sequence, content)
        if len(content) > LONGEST_REPLY:
            return False
        self._say(node, receiver, Reply(receiver, to_sequence, content))
        return True

    def ask_node(self, node: str, receiver: str, sequence: int, content: bytes) -> None:
        """Pass a request of a receiver here on to the node that it is about; `ReplyCame` tells its answer."""
        self._passed.request(node, receiver, sequence)
        self._say(node, receiver, Asked(receiver, sequence, content))

    def tell_node(self, node: str, item: Sought | Reached) -> None:
        """What is about no receiver; `NodeSaid` tells it there."""
        self._say(node, "", item)

    def reachable(self) -> set[str]:
        """Receivers that are connected for alarms, here or at a node that can be reached."""
        return super().reachable() | self._claims.receivers()

    def about(self, receiver: str) -> bytes:
        """What the node of a receiver says about it (`tell_about`); of local ones what was told here."""
        if receiver in super().reachable():
            return self._about.get(receiver, b"")
        return self._claims.about(receiver)

    def remote(self) -> dict[str, bytes]:
        """Receivers that are connected at other nodes and not here, with what these say about them."""
        return self._claims.remote(super().reachable())

    def tell_about(self, about: Mapping[str, bytes]) -> None:
        """What the other nodes are to know of receivers here; more than `MOST_ABOUT` bytes of one are not said."""
        self._about = {receiver: said for receiver, said in about.items() if len(said) <= MOST_ABOUT}

    def discards(self) -> list[int]:
        """As `Hub.discards`, with the messages that found no way to another node or no room on it."""
        return [here + there for here, there in zip(super().discards(), self.backbone.discards(), strict=True)]

    def turn(self, wait_ms: int) -> list[Event]:
        """As `Hub.turn`; what concerns other nodes' messages went to these."""
        # What was offered since the last turn leaves before anything is waited for.
        self.backbone.tick()
        events = super().turn(min(wait_ms, _TURN_MS))
        now = self._clock.monotonic()
        for event in events:
            self._here(event, now)
        if now >= self._claims_at:
            self._claims_at = now + _TURN_MS / 1_000
            here = super().reachable()
            self.backbone.routing.serve(announced(here, self._about, self.refusals))
            # What came in before is told before.
            self._told += self._claims.look(here, now)
        for node in self.backbone.take_lost(lambda item: not isinstance(read_item(item), Offer)):
            self._give_up_node(node, now)
        near = self.backbone.waiting() >= (MEMORY_NEAR // 2 if self._waits_long else MEMORY_NEAR)
        if near != self._waits_long:
            self._waits_long = near
            self._told.append(MemoryNear(now, near))
        self.backbone.tick()
        found, self._told = self._told, []
        return found

    def take_changes(self) -> list[Change]:
        """Links and nodes that broke or came back since the last call: technical alarms, at both ends."""
        return self.backbone.take_changes()

    def close(self) -> None:
        """End both."""
        for source, _ in self.backbone.sources():
            self.unwatch(source)
        self.backbone.close()
        super().close()

    # ---- this node's messages to others' receivers

    def _send_there(self, node: str, message: Message, receivers: list[str]) -> None:
        ago = min(max(0.0, self._clock.monotonic() - message.generated_at), 86_400.0)
        offer = Offer(
            message.number, message.priority, message.bed, message.data, message.datagrams, ago,
            message.alarm, message.needs, tuple(receivers),
        )  # fmt: skip
        if message.priority >= FIRST_DISCARDABLE:
            self.backbone.send_loose(node, offer)
            return
        for receiver in receivers:
            self._out[receiver, message.number] = node, message
            self._may_say[receiver, message.number] = node, set()
        _bound(self._may_say)
        self.backbone.send(node, message.priority, message.bed, to_bytes(offer))

    def _step(self, node: str, one: Step, now: float) -> None:
        """Once each, and only of what went to that receiver by that node."""
        numbers = []
        for number in one.numbers:
            known = self._may_say.get((one.receiver, number))
            if known is None or known[0] != node:
                raise BadFrame("never_sent")
            if one.what not in known[1]:
                known[1].add(one.what)
                numbers.append(number)
        if one.what in (RECEIVED, BACK):
            out = [self._out.pop((one.receiver, number), None) for number in numbers]
            if one.what == BACK:
                messages = tuple(each[1] for each in out if each is not None)
                self._told.append(HandedBack(one.receiver, now, messages))
                return
        if numbers:
            self._told.append(_EVENTS[one.what](one.receiver, now - one.ago, tuple(numbers)))

    def _answer(self, node: str, one: Answer, now: float) -> None:
        known = self._may_say.get((one.receiver, one.number))
        if known is None or known[0] != node or SHOWN not in known[1]:
            raise BadFrame("never_sent" if known is None or known[0] != node else "not_shown")
        self._may_reply[one.receiver, one.sequence] = node
        _bound(self._may_reply)
        self._told.append(Answered(one.receiver, now - one.ago, one.response, one.number, one.sequence))

    def _give_up_node(self, node: str, now: float) -> None:
        """It will not be carried there: all of it that no receiver there has is for somebody else."""
        back: dict[str, dict[int, Message]] = {}
        for key in [key for key, (where, _) in self._out.items() if where == node]:
            back.setdefault(key[0], {})[key[1]] = self._out.pop(key)[1]
        for receiver, messages in sorted(back.items()):
            ordered = sorted(messages.values(), key=lambda each: (each.priority, each.generated_at))
            self._told.append(HandedBack(receiver, now, tuple(ordered)))

    # ---- others' messages to receivers here

    def _here(self, event: Event, now: float) -> None:
        """What the hub tells: of this node's messages it is told further, of others' it goes back to them."""
        own, others = self._guests.split(event, now)
        if own is not None:
            self._told.append(own)
        for node, receiver, item in others:
            if isinstance(item, Answer):
                self._passed.answer(node, receiver, item.sequence)
            self._say(node, receiver, item)

    def _took(self, node: str, item: bytes) -> None:
        now = self._clock.monotonic()
        try:
            match read_item(item):
                case Offer() as offer:
                    for step in self._guests.take(node, offer):
                        self._say(node, step.receiver, step)
                case Step() as step:
                    self._step(node, step, now)
                case Answer() as answer:
                    self._answer(node, answer, now)
                case Reply() as reply:
                    self._replied(node, reply, now)
                case Asked(receiver, sequence, content):
                    self._asked(node, receiver, sequence)
                    self._told.append(Requested(receiver, now, content, sequence, node))
                case Sought() | Reached() as said:
                    self._told.append(NodeSaid(node, now, said))
        except BadFrame as bad:
            self.backbone.wires.refusals.add(node, bad.reason)

    def _replied(self, node: str, one: Reply, now: float) -> None:
        match self._passed.replied(node, one.receiver, one.sequence):
            case None:
                raise BadFrame("never_asked")
            case True:
                self._told.append(ReplyCame(node, one.receiver, now, one.content, one.sequence))
            case False:
                super().reply(one.receiver, one.sequence, one.content)

    def _asked(self, node: str, receiver: str, sequence: int) -> None:
        """A node speaks for no other's receivers. That one is there may not have been told yet."""
        if receiver in super().reachable() or self._claims.node_of(receiver) not in (None, node):
            raise BadFrame("not_there")
        self._may_reply[receiver, sequence] = node
        _bound(self._may_reply)

    def _say(self, node: str, receiver: str, item: Item) -> None:
        self.backbone.send(node, _STEP_PRIORITY, receiver, to_bytes(item))


def _bound(known: "OrderedDict[tuple[str, int], tuple[str, set[str]]] | OrderedDict[tuple[str, int], str]") -> None:
    while len(known) > _MOST_KNOWN:
        known.popitem(last=False)
