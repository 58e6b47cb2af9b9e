"""What the datagrams of 4 to 9 say at a receiver: waveforms, numbers and reports of the beds that are granted."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.interop.backlog import Traces
from app.interop.datagram_reading import read_report
from app.interop.datagram_values import read_number, waves_by_kind
from app.kernel.errors import KnownError
from app.router.chains import Assembler, Whole
from app.router.contents import BedNote, Content, from_value
from app.router.datagram import RECORD, SIZE, Fault, MessageType, identifier, unpack
from app.router.receiver.reports import Report, Reports
from app.ward.feed.items import Numbers, Waves
from app.ward.signals import Numeric, Observation, Source, WaveBlock

FIRST_OF_A_CONTENT: Final = 0x80
"""Contents of messages to receivers are MessagePack, which begins at or above this; what devices write is ASCII."""
_NUMBERS: Final = (MessageType.CRITICAL, MessageType.ASSESSMENT)
_GRAPHIC: Final = np.array([kind in waves_by_kind() for kind in range(256)])
_KEPT_SECONDS: Final = 60.0
"""What nobody takes is kept for so long: a receiver that is locked, or at which nobody looks, is told all the same."""
_Who = tuple[str, str]
"""Number and origin of the patient identifier of a datagram."""


def content_of(whole: Whole) -> Content | None:
    """What a message to a receiver says; None for what a device wrote. KnownError where it is neither."""
    if not whole.value or whole.value[0] < FIRST_OF_A_CONTENT:
        return None
    return from_value(whole.value)


@dataclass(frozen=True)
class Number:
    """One number of a bed as it came last."""

    numeric: Numeric
    at: float


class Signals:
    """Puts samples and numbers to beds. What comes of a patient identifier that no bed was told for is left out."""

    def __init__(self) -> None:
        self._chains = Assembler()
        self._traces = Traces()
        self._bed_of: dict[_Who, str] = {}
        self._notes: dict[str, BedNote] = {}
        self._numbers: dict[str, dict[str, Number]] = {}
        self._found: deque[tuple[float, Waves | Numbers]] = deque()
        self.reports = Reports()
        self.unreadable = 0

    @property
    def notes(self) -> Mapping[str, BedNote]:
        """By bed: what the node said last about it."""
        return self._notes

    def numbers(self, bed: str) -> Mapping[str, Number]:
        """The newest numbers of a bed, by vital sign."""
        return self._numbers.get(bed, {})

    def take(self, datagrams: bytes, at: float) -> None:
        """Whole datagrams of one priority, as they came."""
        records = np.frombuffer(datagrams, RECORD)
        alone = (records["previous"] == 0) & (records["end"] == 3)
        graphic = _GRAPHIC[records["kind"]] & alone
        for place in np.flatnonzero(~graphic).tolist():
            self._take_one(datagrams[place * SIZE : (place + 1) * SIZE], at)
        if graphic.any():
            self._take_waves(records[graphic], at)
        self.unreadable += len(self._chains.give_up(at))
        while self._found and self._found[0][0] < at - _KEPT_SECONDS:
            self._found.popleft()

    def taken(self) -> list[Waves | Numbers]:
        """What came since the last call, of the last minute at most, each given once; for a picture or a phone."""
        found = [one for _, one in self._found]
        self._found.clear()
        return found

    def forget(self, beds: Iterable[str] | None = None) -> None:
        """Nothing of these beds (None: of any) is the present any more."""
        gone = set(self._notes) if beds is None else set(beds)
        self._bed_of = {who: bed for who, bed in self._bed_of.items() if bed not in gone}
        for bed in gone:
            self._notes.pop(bed, None)
            self._numbers.pop(bed, None)
        self.reports.forget(beds if beds is None else gone)

    def _take_one(self, data: bytes, at: float) -> None:
        try:
            whole = self._chains.add(unpack(data), at)
            if whole is None:
                return
            content = content_of(whole)
        except (Fault, KnownError):
            self.unreadable += 1
            return
        if isinstance(content, BedNote):
            self._know(content)
        elif content is None and whole.head.kind == MessageType.REPORT:
            self._keep_report(whole, at)
        elif content is None and whole.head.kind in _NUMBERS:
            self._keep_number((whole.head.number, whole.head.origin), whole.text, at)

    def _know(self, note: BedNote) -> None:
        before = self._notes.get(note.bed)
        if before is not None and _lies(before) != _lies(note):
            # Another patient: nothing of the former is shown with this one.
            self.forget([note.bed])
        self._notes[note.bed] = note
        if note.number or note.origin:
            self._bed_of[note.number, note.origin] = note.bed

    def _keep_number(self, who: _Who, text: bytes, at: float) -> None:
        bed, numeric = self._bed_of.get(who), read_number(text)
        if numeric is None:
            self.unreadable += 1
        elif bed is not None:
            self._numbers.setdefault(bed, {})[numeric.vital] = Number(numeric, at)
            self._found.append((at, Numbers(bed, at, (numeric,), self._notes[bed].simulated)))

    def _keep_report(self, whole: Whole, at: float) -> None:
        bed = self._bed_of.get((whole.head.number, whole.head.origin))
        try:
            found = read_report(whole.text, Source(""), whole.head.priority, at)
        except ValueError:
            self.unreadable += 1
            return
        if bed is not None:
            self.reports.take(bed, Report(found.topic, found.values, at))

    def _take_waves(self, records: NDArray[np.void], at: float) -> None:
        """Samples end with their receipt; what was held up is laid behind one another (`Traces`)."""
        patients, kinds = records["patient"], records["kind"]
        found = []
        for patient in dict.fromkeys(patients.tolist()):
            try:
                bed = self._bed_of.get(identifier(patient))
            except Fault:
                self.unreadable += 1
                continue
            if bed is None:
                continue
            own = patients == np.void(patient)
            blocks = tuple(
                _block(kind, records["value"][own & (kinds == kind)], at) for kind in np.unique(kinds[own]).tolist()
            )
            found.append(Observation(Source(bed, simulated=self._notes[bed].simulated), at, (), blocks))
        for one in self._traces.dated(found):
            assert isinstance(one, Observation)
            self._found.append((at, Waves(one.source.device, one.waves, one.source.simulated)))


def _lies(note: BedNote) -> tuple[str, str, str]:
    """Differs with every patient of a bed."""
    return note.number, note.origin, note.stay


def _block(kind: int, values: NDArray[np.uint8], at: float) -> WaveBlock:
    form = waves_by_kind()[kind]
    samples = form.samples(values.reshape(-1))
    return WaveBlock(form.wave, form.rate_hz, at - len(samples) / form.rate_hz, samples)
