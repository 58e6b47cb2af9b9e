"""A real `Hub` that plays the node of one receiver: it lets in whoever knows the password, and says what it is told to.

For pictures and tests of receivers, which then have real sockets and no ward.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import msgspec

from app.kernel.clock import SystemClock
from app.privacy.confidentiality import agreement_text
from app.router.chains import chained
from app.router.contents import Content, kind_of, to_value
from app.router.datagram import Datagram, next_message, pack
from app.router.links.admitted import AdmittedKeys, fresh_pair
from app.router.links.client import NodeAddress
from app.router.links.events import Answered, Event, Requested, Shown
from app.router.links.hub import Hub, HubAddress
from app.router.links.pairing import Paired
from app.router.messages import Message
from app.router.requests import (
    Agree,
    Agreement,
    AskBeds,
    AskHistory,
    Bed,
    Beds,
    Done,
    History,
    Refused,
    Reply,
    Request,
    SignedIn,
    SignIn,
    Told,
    Unlock,
    Want,
    read_request,
    to_bytes,
)
from app.router.words import DataClass, Response

RIGHT: Final = "synthetic"
"""The password."""
ANA: Final = SignedIn(
    "Ana Synthetic",
    "nurse",
    {"pt_BR": "Enfermeira", "en": "Nurse"},
    ("view_ward", "answer_alarms", "set_limits"),
    120.0,
)


def asked_to_agree() -> SignedIn:
    """The same with the agreement of confidentiality still to be accepted."""
    text = agreement_text()
    told = Agreement(text.version, text.issued.isoformat(), dict(text.titles), dict(text.paragraphs))
    return msgspec.structs.replace(ANA, agreement=told)


@dataclass
class PlayingNode:
    """`requests`, `answers` and `shown` of the receiver since the beginning; `beds` and `steps` are what it is told."""

    signed_in: SignedIn = ANA
    beds: Beds = field(default_factory=lambda: Beds(()))
    steps: History = field(default_factory=lambda: History(()))
    refuse_answers: str = ""
    requests: list[Request] = field(default_factory=list)
    answers: list[tuple[Response, int]] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)
    reachable: bool = False

    def __post_init__(self) -> None:
        self.keys = AdmittedKeys()
        self.node = fresh_pair()
        self.address = HubAddress()
        self._next = 1
        self._todo: list[Message] = []
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self.paired = self._pair("ana")
        self.start()

    def _pair(self, name: str) -> Paired:
        self._own, self.name = fresh_pair(), name
        self.keys.admit(self._own.public, name)
        return Paired(name, self._own, NodeAddress("127.0.0.1", 0, 0, self.node.public))

    def start(self) -> None:
        """Begin, at the same ports as before where there were any."""
        self._ending = threading.Event()
        hub = Hub(self.node, self.keys, SystemClock(), self.address)
        self.address = hub.address
        where = NodeAddress("127.0.0.1", hub.address.alarms_port, hub.address.bulk_port, self.node.public)
        self.paired = replace(self.paired, node=where)
        self._thread = threading.Thread(target=self._work, args=(hub,), name="playing-node")
        self._thread.start()

    def stop(self) -> None:
        """The node is gone."""
        self._ending.set()
        self._thread.join()
        self.reachable = False

    def tell(self, content: Content, priority: int | None = None) -> int:
        """Say this to the receiver; the message's number."""
        urgent = priority if priority is not None else getattr(content, "priority", 3)
        number = self._next
        head = Datagram(urgent, "52998224725", "PAC", number, kind_of(content), bytes(8))
        parts = list(chained(head, to_value(content)))
        self._next = next_message(parts[-1].message)
        self.send(b"".join(pack(one) for one in parts), urgent, number)
        return number

    def send(self, datagrams: bytes, priority: int, number: int = 1) -> None:
        """Bring these datagrams to the receiver."""
        message = Message(number, priority, "bed", DataClass.ALARM_0, datagrams, time.monotonic())
        with self._lock:
            self._todo.append(message)

    def asked(self, kind: type[Request]) -> Sequence[Request]:
        """The requests of this kind."""
        return [one for one in self.requests if isinstance(one, kind)]

    def _work(self, hub: Hub) -> None:
        while not self._ending.is_set():
            with self._lock:
                todo, self._todo = self._todo, []
            for message in todo:
                hub.offer(message, [self.name])
            for event in hub.turn(5):
                self._hear(hub, event)
            self.reachable = self.name in hub.reachable()
        hub.close()

    def _hear(self, hub: Hub, event: Event) -> None:
        if isinstance(event, Shown):
            self.shown += event.numbers
        elif isinstance(event, Answered):
            self.answers.append((event.response, event.number))
            hub.reply(event.receiver, event.sequence, to_bytes(Told(self.refuse_answers)))
        elif isinstance(event, Requested):
            request = read_request(event.content)
            self.requests.append(request)
            hub.reply(event.receiver, event.sequence, to_bytes(self._reply(request)))

    def _reply(self, request: Request) -> Reply:
        match request:
            case SignIn():
                return self.signed_in if request.password == RIGHT else Refused("access.wrong_login")
            case Unlock():
                return Done() if request.password == RIGHT else Refused("access.wrong_login")
            case Agree(version):
                in_force = self.signed_in.agreement
                return in_force if in_force is not None and in_force.version != version else Done()
            case AskBeds():
                return self.beds
            case AskHistory():
                return self.steps
            case Want():
                beds, station = self.beds.beds, self.beds.station
                self.beds = msgspec.structs.replace(
                    self.beds,
                    beds=tuple(_wanted(one, request) for one in beds),
                    station=_wanted(station, request) if station is not None else None,
                )
        return Done()


def _wanted(bed: Bed, request: Want) -> Bed:
    if bed.bed != request.bed:
        return bed
    return msgspec.structs.replace(bed, wanted={**bed.wanted, request.data: request.seconds})
