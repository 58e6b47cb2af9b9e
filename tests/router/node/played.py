"""A ward's node and a receiver on real sockets of this machine, each saying what a test has them say."""

import sys
import threading
import time
from collections.abc import Callable

from app.kernel.clock import SystemClock
from app.router.chains import Assembler
from app.router.contents import AlarmNote, BedNote, Content, StandingNote, TroubleNote, from_value
from app.router.datagram import SIZE, MessageType, unpack
from app.router.links.client import Delivered, LinkChanged, NodeAddress, ReceiverLink, Replied
from app.router.words import Response
from app.ward.beds.directory import BedDevice, FixedBeds, WardBed
from app.ward.inputs import Deliver, Refuse
from app.ward.node.keys import KeyPair, NodeLink
from app.ward.node.node import WardNode
from app.ward.signals import DeviceAlert, DeviceMessage, Phase, Source

CLOCK = SystemClock()
BEDS = FixedBeds(
    (
        WardBed("b1", "Leito 01", "stay-1", "M. S.", devices=(BedDevice("m1", waited_for=False),)),
        WardBed("b2", "Leito 02", "stay-2", "J. P.", devices=(BedDevice("m2", waited_for=False),)),
    )
)
ASYSTOLE = "asystole"
_PATIENCE = 20.0


def wait(condition: Callable[[], bool], seconds: float = _PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.005)


class Device:
    """An input that says what a test tells it."""

    name = "test"
    deliver: Deliver

    def start(self, deliver: Deliver, refuse: Refuse) -> None:
        self.deliver = deliver

    def stop(self) -> None:
        pass

    def say(self, message: DeviceMessage) -> None:
        self.deliver(message)

    def asystole(self, device: str = "m1", phase: Phase = Phase.START) -> None:
        state = "inactive" if phase is Phase.END else "active"
        source = Source(device)
        words = ("alert-1", "MDC_EVT_ECG_ASYSTOLE", "ASYSTOLE", phase)
        self.deliver(DeviceAlert(source, CLOCK.monotonic(), *words, state=state, priority="PH"))


class PlayedWard:
    """The ward's node: `stop` it, and `start` another."""

    def __init__(self) -> None:
        self.link: NodeLink | None = None
        self.device = Device()

    def start(self) -> None:
        self.device = Device()
        self.node = WardNode(BEDS, (self.device,), lambda _changes: None, CLOCK)
        self.link = self.node.start()

    def stop(self) -> None:
        if self.link is not None:
            self.link = None
            self.node.stop()


class Played:
    """A receiver in a thread of its own: takes and shows what it gets unless told otherwise, and keeps all of it."""

    def __init__(self, name: str, address: NodeAddress, own: KeyPair) -> None:
        self.name, self.shows, self.takes = name, True, True
        self._link = ReceiverLink(address, own, CLOCK)
        self._assembler = Assembler(most=256)
        self._lock, self._stopping = threading.Lock(), threading.Event()
        self.contents: list[tuple[int, Content]] = []
        self.heads: list[str] = []
        self.bulk: list[tuple[int, int]] = []
        self.values = b""
        self.replies: list[Replied] = []
        self.connected = False
        self._orderly = True
        self._thread = threading.Thread(target=self._work, name=name)
        self._thread.start()

    def notes(self, kind: type[Content] = AlarmNote) -> list[Content]:
        with self._lock:
            return [one for _, one in self.contents if isinstance(one, kind)]

    def alarms(self) -> list[AlarmNote]:
        return [one for one in self.notes() if isinstance(one, AlarmNote)]

    def asked(self) -> list[AlarmNote]:
        return [one for one in self.alarms() if one.asks]

    def standings(self) -> list[StandingNote]:
        return [one for one in self.notes(StandingNote) if isinstance(one, StandingNote)]

    def beds(self) -> list[BedNote]:
        return [one for one in self.notes(BedNote) if isinstance(one, BedNote)]

    def troubles(self) -> set[tuple[str, str]]:
        standing: set[tuple[str, str]] = set()
        for one in self.notes(TroubleNote):
            assert isinstance(one, TroubleNote)
            (standing.add if one.present else standing.discard)((one.code, one.subject))
        return standing

    def answer(self, response: Response) -> int:
        """To the newest alarm; the sequence by which it is replied."""
        with self._lock:
            number = next(number for number, one in reversed(self.contents) if isinstance(one, AlarmNote))
            return self._link.answer(response, number)

    def request(self, content: bytes) -> int:
        with self._lock:
            return self._link.request(content)

    def close(self, *, orderly: bool = True) -> None:
        self._orderly = orderly
        self._stopping.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._link.wait(10)
            with self._lock:
                if not self.takes:
                    # It reads, says that it lives, and confirms nothing.
                    self._link._alarms._told = sys.maxsize
                elif self._link._alarms._told == sys.maxsize:
                    self._link._alarms._told = 0
                for one in self._link.read():
                    if isinstance(one, Delivered):
                        self._delivered(one)
                    elif isinstance(one, Replied):
                        self.replies.append(one)
                    elif isinstance(one, LinkChanged):
                        self.connected = one.connected
        self._link.close(orderly=self._orderly)

    def _delivered(self, one: Delivered) -> None:
        if self.shows and one.priority < 4:
            self._link.shown(one.numbers())
        for at in range(0, len(one.datagrams), SIZE):
            datagram = unpack(one.datagrams[at : at + SIZE])
            self.heads.append(datagram.name)
            if datagram.kind not in (MessageType.ALARM, MessageType.INTRODUCTION):
                self.bulk.append((datagram.priority, datagram.kind))
                self.values += datagram.value.rstrip(b"\0")
                continue
            whole = self._assembler.add(datagram, one.at)
            if whole is not None:
                self.contents.append((whole.head.message, from_value(whole.value)))
