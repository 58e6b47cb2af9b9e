"""A receiver's side of the links: what came, what was shown, what the caregiver answers. No Qt; one thread."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final

import zmq

from app.kernel.clock import Clock
from app.router.datagram import LAYOUT, SIZE
from app.router.links.channel import Channel
from app.router.links.frames import (
    MOST_NUMBERS,
    BadFrame,
    Kind,
    answer,
    read_reply,
    shown,
    whole_datagrams,
)
from app.router.queues.limits import FIRST_DISCARDABLE
from app.router.words import Response
from app.ward.node.keys import KeyPair

_REMEMBERED: Final = 8_192
_MOST_TO_SHOW: Final = 20_000
_LONGEST_REPLY: Final = 2**20


@dataclass(frozen=True, slots=True)
class NodeAddress:
    """Where the node is, and by which public key (Z85) it is known."""

    host: str
    alarms_port: int
    bulk_port: int
    public: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """Whole datagrams of one priority, in their order; of 0 to 3 none that came before."""

    priority: int
    datagrams: bytes
    at: float

    def numbers(self) -> list[int]:
        """Of each message that begins here, the number by which it is shown and answered."""
        parts = LAYOUT.iter_unpack(self.datagrams)
        return [message for _priority, _patient, _name, message, _kind, _value, previous, _end in parts if not previous]


@dataclass(frozen=True, slots=True)
class Replied:
    """What the node says to the answer or request with this sequence."""

    to_sequence: int
    content: bytes
    at: float


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """The node can be heard, or not; not: nothing on the screen is the present any more."""

    connected: bool
    at: float


FromNode = Delivered | Replied | LinkChanged


class ReceiverLink:
    """Both connections of one receiver. `read` is called again and again, at least every second."""

    def __init__(
        self,
        node: NodeAddress,
        own: KeyPair,
        clock: Clock,
        context: "zmq.Context[zmq.Socket[bytes]] | None" = None,
    ) -> None:
        self._clock, self._own_context = clock, context is None
        self._context: zmq.Context[zmq.Socket[bytes]] = context or zmq.Context()
        self._alarms = Channel(self._context, f"tcp://{node.host}:{node.alarms_port}", node.public, own)
        self._bulk = Channel(self._context, f"tcp://{node.host}:{node.bulk_port}", node.public, own)
        self._seen: OrderedDict[bytes, None] = OrderedDict()
        self._to_show: OrderedDict[int, None] = OrderedDict()
        self._has_shown: OrderedDict[int, None] = OrderedDict()
        self._parts: tuple[int, bytes] = (0, b"")
        self._node = b""
        self._connected = False

    @property
    def connected(self) -> bool:
        """Whether alarms can arrive."""
        return self._alarms.is_open

    @property
    def refused(self) -> int:
        """The node's last reason not to want this receiver (`frames.Reason`), 0 where there was none."""
        return self._alarms.was_refused

    def sockets(self) -> list[Any]:
        """What to poll before `read`; they change when a connection is made anew."""
        return [one.socket for one in (self._alarms, self._bulk) if one.socket is not None]

    def wait(self, wait_ms: int) -> None:
        """Wait until something may be read, `wait_ms` at most."""
        poller = zmq.Poller()
        for one in self.sockets():
            poller.register(one, zmq.POLLIN)
        poller.poll(wait_ms)

    def read(self) -> list[FromNode]:
        """What came since the last call, alarms first. It is confirmed to the node as taken, not as shown."""
        now = self._clock.monotonic()
        found: list[FromNode] = []
        for kind, content in self._alarms.read(now):
            self._take(kind, content, now, found, alarms=True)
        for kind, content in self._bulk.read(now):
            self._take(kind, content, now, found, alarms=False)
        if self._connected != self._alarms.is_open:
            self._connected = self._alarms.is_open
            found.append(LinkChanged(self._connected, now))
        self._tell_shown(now)
        return found

    def shown(self, numbers: list[int]) -> None:
        """These messages of 0 to 3 are before the caregiver's eyes. Told as soon as there is a connection."""
        self._to_show.update(dict.fromkeys(numbers))
        while len(self._to_show) > _MOST_TO_SHOW:
            self._to_show.popitem(last=False)
        self._tell_shown(self._clock.monotonic())

    def answer(self, response: Response, number: int) -> int:
        """What the caregiver says to a message; the frame's sequence, by which the node replies, 0: not connected."""
        return self._alarms.say(Kind.ANSWER, self._clock.monotonic(), answer(response, number))

    def request(self, content: bytes) -> int:
        """Ask for data or a setting (`frames.LONGEST_REQUEST` bytes at most); as `answer`."""
        return self._alarms.say(Kind.REQUEST, self._clock.monotonic(), content)

    def close(self, *, orderly: bool = True) -> None:
        """End; `orderly`: tell the node, which then waits for nothing."""
        now = self._clock.monotonic()
        for one in (self._bulk, self._alarms):
            if orderly:
                one.say(Kind.LEAVE, now)
            one.close()
        if self._own_context:
            self._context.destroy(linger=100)

    def _take(self, kind: int, content: bytes, now: float, found: list[FromNode], *, alarms: bool) -> None:
        try:
            if kind == Kind.DATA:
                self._data(whole_datagrams(content), now, found, alarms)
            elif kind in (Kind.REPLY, Kind.PART):
                self._reply(kind, *read_reply(content), now, found)
            elif kind == Kind.WELCOME and alarms:
                self._welcomed(content)
        except BadFrame:
            (self._alarms if alarms else self._bulk).bad_frames += 1

    def _reply(self, kind: int, sequence: int, content: bytes, now: float, found: list[FromNode]) -> None:
        """The node sends the parts of an answer one behind the other."""
        before = self._parts[1] if self._parts[0] == sequence else b""
        if len(before) + len(content) > _LONGEST_REPLY:
            raise BadFrame("reply")
        if kind == Kind.PART:
            self._parts = sequence, before + content
        else:
            self._parts = 0, b""
            found.append(Replied(sequence, before + content, now))

    def _welcomed(self, node: bytes) -> None:
        """The same node again: whatever it may not have heard is told anew. Another one knows none of it."""
        self._parts = 0, b""
        if node == self._node:
            self._to_show = OrderedDict([*self._has_shown.items(), *self._to_show.items()])
        else:
            self._to_show.clear()
            self._seen.clear()
        self._node = node
        self._has_shown.clear()

    def _data(self, datagrams: bytes, now: float, found: list[FromNode], alarms: bool) -> None:
        priority = datagrams[0]
        if alarms != (priority < FIRST_DISCARDABLE):
            raise BadFrame("data")
        if alarms:
            datagrams = b"".join(self._not_seen(datagrams))
        if datagrams:
            found.append(Delivered(priority, datagrams, now))

    def _not_seen(self, datagrams: bytes) -> list[bytes]:
        """Those that did not come before; alarms come by every way there is, and again after a loss."""
        fresh = []
        for at in range(0, len(datagrams), SIZE):
            one = datagrams[at : at + SIZE]
            who = one[1:15] + one[30:34]
            if who in self._seen:
                continue
            self._seen[who] = None
            fresh.append(one)
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return fresh

    def _tell_shown(self, now: float) -> None:
        while self._to_show:
            numbers = list(self._to_show)[:MOST_NUMBERS]
            if not self._alarms.say(Kind.SHOWN, now, shown(numbers)):
                return
            for number in numbers:
                del self._to_show[number]
                self._has_shown[number] = None
            while len(self._has_shown) > MOST_NUMBERS // 4:
                self._has_shown.popitem(last=False)
