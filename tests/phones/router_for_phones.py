"""A router as far as phones see one: a real hub, the commands of its process, and people who may sign in. Synthetic."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
import zmq

from app.interop.datagram_writing import DatagramWriter
from app.kernel.clock import SystemClock
from app.router.contents import AlarmNote, BedNote, Content, Holds, StandingNote
from app.router.delivery.model import Occasion, Standing
from app.router.links.admitted import AdmittedKeys, fresh_pair
from app.router.links.events import Answered, Arrived, Event, Left, Requested, Shown
from app.router.links.hub import Hub
from app.router.messages import Message
from app.router.node.packing import About, Packer
from app.router.requests import (
    Agree,
    Agreement,
    AskBeds,
    AskHistory,
    Bed,
    Beds,
    Done,
    History,
    HistoryStep,
    Refused,
    Reply,
    Request,
    SetLimits,
    Setting,
    SignedIn,
    SignIn,
    SignOut,
    Told,
    Unlock,
    Want,
    read_request,
    to_bytes,
)
from app.router.words import DataClass, Response
from app.ward.alarms.limits import AgeClass, defaults
from app.ward.alarms.model import Deviation
from app.ward.alarms.words import Bound
from app.ward.node.commands import Answer, Command
from app.ward.node.keys import ROUTER_FILE, KeyPair, NodeLink, write_link
from app.ward.reports import topics
from app.ward.signals import DeviceReport, Numeric, Observation, Samples, Source, WaveBlock

LOGIN, PASSWORD, CODE, PATIENT = "ana", "plantão de hoje", "ABCDEFGH2345", "52998224725"
LABEL, MAY = {"pt_BR": "Enfermagem", "en": "Nursing"}, ("answer_alarms", "set_limits")


@dataclass
class PhonesRouter:
    """`heard`: every event of the hub. `signed`: receiver → who. What a test wants said goes through `do`."""

    home: Path
    clock: SystemClock = field(default_factory=SystemClock)
    keys: AdmittedKeys = field(default_factory=AdmittedKeys)
    node: KeyPair = field(default_factory=fresh_pair)
    heard: list[Event] = field(default_factory=list)
    asked: list[tuple[str, Request]] = field(default_factory=list)
    signed: dict[str, str] = field(default_factory=dict)
    refused: str = ""
    """The code by which answers to alarms are refused from now on."""
    lock_seconds: float = 600.0
    agreement: Agreement | None = None
    settings: tuple[Setting, ...] = ()
    tells_beds: bool = True
    silent: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.hub = Hub(self.node, self.keys, self.clock)
        self.packer = Packer()
        self.pairs: dict[str, KeyPair] = {}
        self.wanted: dict[DataClass, float] = {}
        self._jobs: list[Callable[[], None]] = []
        self._stopping = threading.Event()
        self._writer = DatagramWriter(Source("MONITOR-1", "L1", PATIENT))
        self._link = NodeLink.fresh()
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._commands = self._context.socket(zmq.REP)
        self._commands.set(zmq.LINGER, 0)
        self._commands.set(zmq.CURVE_SERVER, True)
        self._commands.set(zmq.CURVE_SECRETKEY, self._link.node.secret.encode())
        port = self._commands.bind_to_random_port("tcp://127.0.0.1")
        self._link = NodeLink(0, port, self._link.node, self._link.window)
        self._thread = threading.Thread(target=self._work, name="router of phones")

    def start(self) -> None:
        write_link(self.home, self._link, ROUTER_FILE)
        self._thread.start()

    def stop(self) -> None:
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._thread.join()
        self.hub.close()
        self._context.destroy(linger=0)

    def admit(self, name: str) -> KeyPair:
        self.pairs[name] = fresh_pair()
        self.keys.admit(self.pairs[name].public, name)
        return self.pairs[name]

    def do(self, job: Callable[[], None]) -> None:
        """In the hub's thread."""
        self._jobs.append(job)

    # ---- what is told

    def alarm(
        self, *receivers: str, bed: str = "L1", alarm: str = "spo2_low", priority: int = 0, **changes: object
    ) -> None:
        note = AlarmNote(
            bed=bed,
            label=f"Leito 0{bed[-1]}",
            alarm=alarm,
            code=alarm,
            subject="",
            priority=priority,
            lethal=False,
            occasion=Occasion.CALLED,
            asks=True,
            standing=Standing.CALLING,
            attempt=1,
            began=4.0,
            lasting=True,
            deviation=Deviation("spo2", 84.0, 90.0, Bound.LOW) if alarm == "spo2_low" else None,
        )
        self.tell(priority, bed, msgspec.structs.replace(note, **changes), *receivers, alarm=alarm)

    def taken_by(
        self,
        name: str,
        *receivers: str,
        bed: str = "L1",
        alarm: str = "spo2_low",
        standing: Standing = Standing.ACCEPTED,
    ) -> None:
        self.tell(3, bed, StandingNote(bed, alarm, standing, (Holds(name, 1.0),)), *receivers, alarm=alarm)

    def tell(self, priority: int, bed: str, content: Content, *receivers: str, alarm: str = "") -> None:
        about = About(bed, bed, alarm, DataClass.ALARM_0)

        def offered() -> None:
            self.hub.offer(self.packer.message(priority, about, content, self.clock.monotonic()), receivers)

        self.do(offered)

    def signals(self, *receivers: str, spo2: float = 84.0) -> None:
        """Which patient is in the bed, a second of pleth and a few numbers."""
        times = np.arange(125, dtype=np.float32) / 125
        pleth: Samples = (0.5 + 0.4 * np.sin(2 * np.pi * 1.4 * (times + time.monotonic() % 10))).astype(np.float32)
        now = self.clock.monotonic()
        numbers = (Numeric("spo2", spo2, (90.0, 100.0)), Numeric("heart_rate", 132.0, (50.0, 120.0)))
        seen = Observation(
            Source("MONITOR-1", "L1", PATIENT), now, numbers, (WaveBlock("pleth", 125.0, now - 1, pleth),)
        )
        self.tell(5, "L1", BedNote("L1", "Leito 01", PATIENT, "PAC", simulated=True), *receivers)

        def offered() -> None:
            written = self._writer.write(seen)
            for priority in (4, 5):
                packed = b"".join(written[at : at + 48] for at in range(0, len(written), 48) if written[at] == priority)
                if packed:
                    number = int.from_bytes(packed[30:34], "big")
                    message = Message(number, priority, "L1", DataClass.BIOMEDICAL, packed, self.clock.monotonic())
                    self.hub.offer(message, receivers)

        self.do(offered)

    def report(self, *receivers: str, topic: str, bed: str = "L1", **values: float | str | None) -> None:
        """What a device at this bed, or ("") at none, reports."""
        number, origin = (PATIENT, "PAC") if bed else ("router", "EQP")
        self.tell(5, bed, BedNote(bed, "Leito 01" if bed else "", number, origin, simulated=True), *receivers)
        source = Source("router", "", PATIENT if bed else "")
        seen = DeviceReport(source, self.clock.monotonic(), topic, topics()[topic].priority, values)
        packed = DatagramWriter(source, self.packer.reserve(64)).write(seen)
        begins = int.from_bytes(packed[30:34], "big")
        message = Message(begins, seen.priority, bed, DataClass.MEDICATION, packed, self.clock.monotonic())

        def offered() -> None:
            self.hub.offer(message, receivers)

        self.do(offered)

    # ---- what was heard

    def shown(self, receiver: str) -> list[int]:
        return [
            each for one in self.heard if isinstance(one, Shown) and one.receiver == receiver for each in one.numbers
        ]

    def answers(self, receiver: str) -> list[Response]:
        return [one.response for one in self.heard if isinstance(one, Answered) and one.receiver == receiver]

    def arrivals(self, receiver: str) -> int:
        return sum(isinstance(one, Arrived) and one.receiver == receiver for one in self.heard)

    def left(self, receiver: str) -> list[bool]:
        """How it left each time: whether in good order."""
        return [one.orderly for one in self.heard if isinstance(one, Left) and one.receiver == receiver]

    def requests(self, receiver: str, kind: type[Request]) -> list[Request]:
        return [one for name, one in list(self.asked) if name == receiver and isinstance(one, kind)]

    # ---- the thread

    def _work(self) -> None:
        while not self._stopping.is_set():
            while self._jobs:
                self._jobs.pop(0)()
            for event in self.hub.turn(10):
                self.heard.append(event)
                if isinstance(event, Requested):
                    request = read_request(event.content)
                    self.asked.append((event.receiver, request))
                    if self.tells_beds or not isinstance(request, AskBeds):
                        self.hub.reply(event.receiver, event.sequence, to_bytes(self._reply(event.receiver, request)))
                elif isinstance(event, Answered):
                    self.hub.reply(event.receiver, event.sequence, to_bytes(Told(self.refused)))
                elif isinstance(event, Left) and event.orderly:
                    self.signed.pop(event.receiver, None)
            if self._commands.poll(0):
                asked = msgspec.msgpack.decode(self._commands.recv(), type=Command)
                self._commands.send(msgspec.msgpack.encode(self._command(asked)))

    def _command(self, asked: Command) -> Answer:
        if asked.name == "hub":
            where = {name: getattr(self.hub.address, name) for name in ("host", "alarms_port", "bulk_port")}
            return Answer(values={**where, "public": self.node.public})
        if asked.name == "admitted":
            return Answer(values={"admitted": self.keys.receiver(asked.values["public"]) is not None})
        if asked.name == "pair_phone" and asked.values["code"] == CODE:
            name = f"phone-{len(self.pairs)}"
            return Answer(values={"receiver": name, "secret": self.admit(name).secret})
        return Answer("router_receivers.wrong_code")

    def _reply(self, receiver: str, request: Request) -> Reply:
        match request:
            case SignIn(login, password):
                if (login, password) != (LOGIN, PASSWORD):
                    return Refused("access.wrong_password")
                self.signed[receiver] = login
                return SignedIn("Ana Sintética", "nursing", LABEL, MAY, self.lock_seconds, self.agreement)
            case Agree(version) if self.agreement is not None and version != self.agreement.version:
                return self.agreement
            case SignOut():
                self.signed.pop(receiver, None)
            case Unlock(password) if password != PASSWORD:
                return Refused("access.wrong_password")
            case _ if receiver not in self.signed and isinstance(request, AskBeds):
                return Refused("router.nobody_signed_in")
            case AskBeds():
                return Beds((), silent=self.silent) if self.silent else self._beds()
            case AskHistory():
                steps = (HistoryStep(4.2, "generated", 0), HistoryStep(4.0, "sent", 0, "Celular 1", ""))
                return History((*steps, HistoryStep(3.1, "shown", 0, "Celular 1", "Ana Sintética")))
            case Want(_, data, seconds):
                self.wanted = {data: seconds} if seconds else {}
            case SetLimits(bed, vital, limits):
                self.settings = (Setting(bed, vital, limits, "wanted", "Ana Sintética", 0.1),)
        return Done()

    def _beds(self) -> Beds:
        limits = {vital: one for vital, one in defaults(AgeClass.ADULT).items() if vital in ("heart_rate", "spo2")}
        rules = {DataClass.BIOMEDICAL: "broadcast", DataClass.HISTORY: "on_request", DataClass.EQUIPMENT: "on_request"}
        rules[DataClass.MEDICATION] = "broadcast"
        first = Bed("L1", "Leito 01", rules, limits, dict(self.wanted), "Ana Sintética")
        station = Bed("", "", {DataClass.INFRASTRUCTURE: "on_request"}, wanted=dict(self.wanted))
        beds = (first, Bed("L2", "Leito 02", rules, limits))
        classes = {"infusion": DataClass.MEDICATION, "infrastructure_status": DataClass.INFRASTRUCTURE}
        return Beds(beds, self.settings, classes, station)


@contextmanager
def phones_router(home: Path) -> Iterator[PhonesRouter]:
    one = PhonesRouter(home)
    one.start()
    try:
        yield one
    finally:
        one.stop()


def until(condition: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait for it; fails where it never comes."""
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.02)
