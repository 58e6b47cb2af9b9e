"""Devices that speak in datagrams of 48 bytes over TCP: `DatagramInput` is a `DeviceInput`.

Which device, bed and patient: a chain of type 7 (introduction) says it for the 14 bytes of the patient identifier and
the stream, the four upper bits of the message's number; so one connection may carry many beds, and sixteen devices of
each. Until then the identifier alone speaks: origin `LTO` is a bed, `EQP` a device, anything else a patient's document.
The name field is for people at a receiver, and is not read here.
"""

import math
import ssl
from collections import OrderedDict
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.interop.backlog import Traces
from app.interop.conversation import MOST_REFUSED, USUAL_BOUNDS, Bounds, Conversation, HangUp, Write
from app.interop.datagram_orders import OrderWriter, read_answer
from app.interop.datagram_reading import read_alert, read_report, read_source
from app.interop.datagram_values import read_number, waves_by_kind
from app.interop.listening import TcpInput
from app.interop.reaching import Reach
from app.interop.refusals import Why
from app.kernel.clock import Clock
from app.router.chains import Assembler, Whole
from app.router.datagram import RECORD, SIZE, STREAM_BITS, Datagram, Fault, MessageType, identifier, plausible, unpack
from app.ward.inputs import Deliver, Refuse
from app.ward.signals import DeviceMessage, DeviceOrder, Numeric, Observation, Refusal, SignOfLife, Source, WaveBlock

USUAL_PORT: Final = 4848
_MOST_IDENTIFIERS: Final = 256
_WHY: Final = {
    "length": Why.DATAGRAM_LENGTH,
    "priority": Why.DATAGRAM_PRIORITY,
    "patient": Why.DATAGRAM_TEXT,
    "name": Why.DATAGRAM_TEXT,
    "message": Why.DATAGRAM_NUMBER,
    "kind": Why.DATAGRAM_TYPE,
    "value": Why.DATAGRAM_CHAIN,
    "previous": Why.DATAGRAM_CHAIN,
    "end": Why.DATAGRAM_END,
}
_NUMBERS: Final = (MessageType.CRITICAL, MessageType.ASSESSMENT)


_Known = tuple[str, str, int]
"""Who speaks: number and origin of the patient identifier, and the stream."""
_Numbers = dict[_Known, dict[str, Numeric]]
"""By who speaks and vital sign."""


class DatagramInput(TcpInput):
    """Listens for streams of datagrams; nothing is answered, since receipts are the router's business. Orders go out to
    devices that have introduced themselves (`OrdersDevices`).
    """

    def __init__(
        self,
        clock: Clock,
        address: tuple[str, int] = ("127.0.0.1", USUAL_PORT),
        tls: ssl.SSLContext | None = None,
        bounds: Bounds = USUAL_BOUNDS,
    ) -> None:
        self._reach = Reach()

        def begin(peer: str, deliver: Deliver, refuse: Refuse) -> Conversation:
            return DatagramConversation(peer, deliver, refuse, self._reach)

        super().__init__("datagrams", begin, clock, address, tls, bounds)

    def tell(self, device: str, order: DeviceOrder) -> bool:
        """Over the connection on which the device introduced itself last; False where there is none."""
        return self._reach.tell(device, order)


class DatagramConversation:
    """One sender's datagrams; a `Conversation`."""

    def __init__(self, peer: str, deliver: Deliver, refuse: Refuse, reach: Reach | None = None) -> None:
        self._reach, self._orders = reach, OrderWriter()
        self._write: Write = _nowhere
        self._peer, self._deliver, self._refuse = peer, deliver, refuse
        self._kept = b""
        self._taken = self._refused_in_a_row = 0
        self._chains = Assembler()
        self._traces = Traces()
        self._sources: OrderedDict[_Known, Source] = OrderedDict()

    @property
    def under_way(self) -> int:
        return self._taken + 1 if self._kept else 0

    def opened(self, write: Write) -> None:
        self._write = write

    def tick(self, now: float) -> None:
        self._give_up(now, now)

    def end(self, now: float) -> None:
        if self._reach is not None:
            self._reach.forget(self)
        self._give_up(math.inf, now)

    def take(self, data: bytes, now: float) -> bytes:
        data = self._kept + data
        at = 0
        while len(data) - at >= SIZE:
            records = np.frombuffer(data, RECORD, (len(data) - at) // SIZE, at)
            sound = plausible(records)
            good = len(records) if sound.all() else int(np.argmin(sound))
            if good:
                self._take_records(records[:good], data[at : at + good * SIZE], now)
                at += good * SIZE
            if good < len(records):
                at += self._refuse_one(data, at, now)
        self._kept = data[at:]
        self._give_up(now, now)
        return b""

    def _take_records(self, records: NDArray[np.void], data: bytes, now: float) -> None:
        """Samples and numbers are gathered and delivered together, but never past what came between them in words."""
        self._taken += len(records)
        self._refused_in_a_row = 0
        graphic = _GRAPHIC[records["kind"]] & (records["previous"] == 0) & (records["end"] == 3)
        begin, numbers = 0, _Numbers()
        for place in np.flatnonzero(~graphic).tolist():
            one = None
            try:
                one = unpack(data[place * SIZE : (place + 1) * SIZE])
                whole = self._chains.add(one, now)
            except Fault as fault:
                self._refuse_for(_WHY[fault.field], fault.field, now, int(records["kind"][place]), one)
                continue
            if whole is None:
                continue
            if whole.head.kind in _NUMBERS:
                self._keep_number(whole, numbers, now)
                continue
            self._deliver_gathered(records[begin:place][graphic[begin:place]], numbers, now)
            begin, numbers = place, _Numbers()
            self._take_whole(whole, now)
        self._deliver_gathered(records[begin:][graphic[begin:]], numbers, now)

    def _keep_number(self, whole: Whole, numbers: _Numbers, now: float) -> None:
        numeric = read_number(whole.text)
        if numeric is None:
            self._refuse_for(Why.DATAGRAM_VALUE, f"type {whole.head.kind}", now)
        else:
            numbers.setdefault(_known(whole.head), {})[numeric.vital] = numeric

    def _deliver_gathered(self, records: NDArray[np.void], numbers: _Numbers, now: float) -> None:
        if len(records):
            self._take_waves(records, now)
        for known, found in numbers.items():
            self._deliver(Observation(self._source(known), now, tuple(found.values())))

    def _take_waves(self, records: NDArray[np.void], now: float) -> None:
        """The samples of each patient and waveform in one block; the last one is as old as its receipt."""
        blocks: dict[_Known, list[WaveBlock]] = {}
        patients, kinds, streams = records["patient"], records["kind"], records["message"] >> STREAM_BITS
        for patient, stream in dict.fromkeys(zip(patients.tolist(), streams.tolist(), strict=True)):
            try:
                known = (*identifier(patient), stream)
            except Fault as fault:
                self._refuse_for(_WHY[fault.field], fault.field, now)
                continue
            own = (patients == np.void(patient)) & (streams == stream)
            for kind in np.unique(kinds[own]).tolist():
                form = waves_by_kind()[kind]
                samples = form.samples(records["value"][own & (kinds == kind)].reshape(-1))
                first = now - len(samples) / form.rate_hz
                blocks.setdefault(known, []).append(WaveBlock(form.wave, form.rate_hz, first, samples))
        found = [Observation(self._source(known), now, (), tuple(waves)) for known, waves in blocks.items()]
        for message in self._traces.dated(found):
            self._deliver(message)

    def _take_whole(self, whole: Whole, now: float) -> None:
        head = whole.head
        try:
            if head.kind == MessageType.INTRODUCTION:
                source = read_source(whole.text)
                self._know(_known(head), source)
                self._reachable(source.device, (head.number, head.origin))
                return
            self._deliver(self._message(head, self._source(_known(head)), whole.text, now))
        except ValueError:
            self._refuse_for(Why.DATAGRAM_VALUE, f"type {head.kind}", now, head.kind, head)

    def _reachable(self, device: str, patient: tuple[str, str]) -> None:
        if self._reach is not None:
            carry = partial(self._carry, device, patient)
            self._reach.speaks(device, self, carry)

    def _carry(self, device: str, patient: tuple[str, str], order: DeviceOrder) -> bool:
        """By the ward's thread alone."""
        return self._write(self._orders.write(device, patient, order))

    def _message(self, head: Datagram, source: Source, text: bytes, now: float) -> DeviceMessage:
        """The value of the ward; ValueError where the text says nothing that is known."""
        if head.kind == MessageType.SIGN_OF_LIFE and text in (b"on", b"leaving"):
            return SignOfLife(source, now, text == b"leaving")
        if head.kind == MessageType.ALARM:
            return read_alert(text, source, now)
        if head.kind == MessageType.REPORT:
            return read_report(text, source, head.priority, now)
        if head.kind == MessageType.SETTING:
            return read_answer(text, source, now)
        raise ValueError(head.kind)

    def _source(self, known: _Known) -> Source:
        found = self._sources.get(known)
        if found is None:
            number, origin, stream = known
            device = number if origin == "EQP" else f"{number}/{origin}@{self._peer.rpartition(':')[0] or self._peer}"
            bed, patient = (number, "") if origin == "LTO" else ("", "" if origin == "EQP" else number)
            found = Source(f"{device}#{stream}" if stream else device, bed, patient)
            self._know(known, found)
        return found

    def _know(self, known: _Known, source: Source) -> None:
        self._sources[known] = source
        self._sources.move_to_end(known)
        if len(self._sources) > _MOST_IDENTIFIERS:
            self._sources.popitem(last=False)

    def _refuse_one(self, data: bytes, at: int, now: float) -> int:
        """Refuse what stands here; how many bytes to go on to the next datagram, wherever it begins."""
        self._refused_in_a_row += 1
        if self._refused_in_a_row > MOST_REFUSED:
            raise HangUp(Why.ONLY_RUBBISH)
        try:
            unpack(data[at : at + SIZE])
            field = "kind"
        except Fault as fault:
            field = fault.field
        self._refuse_for(_WHY[field], field, now, int(np.frombuffer(data, RECORD, 1, at)["kind"][0]))
        return next((step for step in range(1, SIZE) if _begins(data, at + step)), SIZE)

    def _give_up(self, until: float, now: float) -> None:
        """Refuse the chains whose time is over at `until`."""
        for head in self._chains.give_up(until):
            self._refuse_for(Why.DATAGRAM_CHAIN, "end", now, head.kind, head)

    def _refuse_for(self, why: Why, where: str, now: float, kind: int = 0, head: Datagram | None = None) -> None:
        """`kind`: what its type was, as far as can be told; `head`: what said who speaks, where that could be read."""
        alarm = kind == MessageType.ALARM
        source = self._source(_known(head)) if alarm and head is not None else None
        self._refuse(Refusal(now, self._peer, why.value, where, alarm, source))


def _nowhere(_data: bytes) -> bool:
    """Before the connection is open."""
    return False


def _known(head: Datagram) -> _Known:
    return head.number, head.origin, head.message >> STREAM_BITS


def _begins(data: bytes, at: int) -> bool:
    """Whether two datagrams stand from here on (or one, where the data end); a single one may look so by chance."""
    if _begins_one(data, at + SIZE) or len(data) < at + 2 * SIZE:
        return _begins_one(data, at)
    return False


def _begins_one(data: bytes, at: int) -> bool:
    try:
        unpack(data[at : at + SIZE])
    except Fault:
        return False
    return True


_GRAPHIC: Final = np.array([kind in waves_by_kind() for kind in range(256)])
