"""Waveforms, numbers and reports of the ward's feed for whoever is granted them, as bedside modules send them.

Where nobody is granted anything of a bed this costs one look into a table.
"""

from dataclasses import dataclass, field
from typing import Final

import msgspec

from app.interop.datagram_values import waves_by_code
from app.interop.datagram_writing import DatagramWriter
from app.router.contents import BedNote
from app.router.datagram import SIZE, Fault, first_message
from app.router.distribution.distributing import Distribution
from app.router.distribution.items import data_class
from app.router.distribution.model import Audience
from app.router.links.hub import Hub
from app.router.messages import Message
from app.router.node.packing import ORIGIN, About, Packer, name_field
from app.router.node.picture import WardPicture
from app.router.queues.limits import FIRST_DISCARDABLE
from app.router.tables.model import Tables
from app.router.words import Capability, DataClass
from app.ward.feed.items import Numbers, Reported, Waves
from app.ward.signals import Observation, Source

_GRAPHIC: Final = 4
_NUMBERS: Final = 5
_DEVICE: Final = "router"
_AT_ONCE: Final = 16 * SIZE
"""Bytes of waveforms in one message: what waits is discarded message by message."""
_AGAIN_SECONDS: Final = 15.0
"""Which bed an identifier is, is told again this often: it may have been discarded."""


@dataclass
class _Bed:
    """Of a bed that somebody follows: whom its name was told, and what numbers its datagrams."""

    note: BedNote
    told: dict[DataClass, tuple[Audience, float]] = field(default_factory=dict)
    waves: DatagramWriter | None = None
    numbers: dict[str, DatagramWriter] = field(default_factory=dict)


class SignalsOut:
    """Of one loop."""

    def __init__(
        self, hub: Hub, packer: Packer, picture: WardPicture, distribution: Distribution, tables: Tables
    ) -> None:
        self._hub, self._packer, self._picture, self._distribution = hub, packer, picture, distribution
        self._tables = tables
        self._beds: dict[str, _Bed] = {}
        self.not_written = 0
        """Reports that were too long for a chain."""

    def use(self, tables: Tables) -> None:
        """Go on with edited tables."""
        self._tables = tables

    def waves(self, item: Waves, at: float) -> None:
        """Waveforms of one bed."""
        to = self._distribution.audience(item.bed, DataClass.BIOMEDICAL, Capability.GRAPHICS, at)
        if not to.everybody:
            if (followed := self._beds.get(item.bed)) is not None:
                followed.waves = None
            return
        bed = self._bed(item.bed, item.simulated, at)
        known = waves_by_code()
        blocks = tuple(one for one in item.blocks if one.wave in known)
        if bed.waves is None:
            bed.waves = DatagramWriter(self._source(item.bed, item.simulated), first_message(1))
        packed = bed.waves.write(Observation(self._source(item.bed, item.simulated), at, waves=blocks))
        for start in range(0, len(packed), _AT_ONCE):
            self._offer(_GRAPHIC, item.bed, packed[start : start + _AT_ONCE], to.everybody, Capability.GRAPHICS, at)

    def numbers(self, item: Numbers, at: float) -> None:
        """Numbers of one bed; those who may see the name get a copy with it."""
        to = self._distribution.audience(item.bed, DataClass.BIOMEDICAL, Capability.TEXT, at)
        if not to.everybody:
            if (followed := self._beds.get(item.bed)) is not None:
                followed.told.pop(DataClass.BIOMEDICAL, None)
                followed.numbers = {}
            return
        bed = self._bed(item.bed, item.simulated, at)
        source = self._source(item.bed, item.simulated)
        for name, receivers in ((name_field(self._picture.person(item.bed)), to.named), ("", to.blank)):
            if receivers:
                writer = bed.numbers.get(name)
                if writer is None:
                    writer = bed.numbers[name] = DatagramWriter(source, first_message(2), name)
                packed = writer.write(Observation(source, at, item.numerics))
                self._offer(_NUMBERS, item.bed, packed, receivers, Capability.TEXT, at)

    def report(self, item: Reported, at: float) -> None:
        """Environment, equipment, medication: what is no vital sign. The button at the bed is no message of its own:
        how the bed's alarms stand is told."""
        data = data_class(item, self._tables)
        if data is None or item.report.priority < FIRST_DISCARDABLE:
            return
        to = self._distribution.audience(item.bed, data, Capability.TEXT, at)
        if not to.everybody:
            return
        followed = self._beds.get(item.bed)
        # Whether a bed is a simulated one is said by its numbers where somebody gets them.
        by_numbers = followed is not None and DataClass.BIOMEDICAL in followed.told
        simulated = followed.note.simulated if followed and by_numbers else item.report.source.simulated
        self._introduce(item.bed, data, to, simulated, at)
        name = name_field(self._picture.person(item.bed))
        for shown, receivers in ((name, to.named), ("", to.blank)):
            if not receivers:
                continue
            about = About(item.bed, self._picture.number(item.bed), "", data)
            source = self._source(item.bed, item.report.source.simulated)
            try:
                packed = DatagramWriter(source, self._packer.first, shown).write(item.report)
            except Fault:
                self.not_written += 1
                continue
            self._hub.offer(self._packer.whole(item.report.priority, about, packed, at), receivers)

    def keep(self, beds: tuple[str, ...]) -> None:
        """These beds are no more."""
        for bed in beds:
            self._forget(bed)

    def occupied(self, at: float) -> None:
        """Other patients lie in the beds: whoever was told anything of one learns that first."""
        for name, bed in self._beds.items():
            for data in tuple(bed.told):
                to = self._distribution.audience(name, data, Capability.TEXT, at)
                self._introduce(name, data, to, bed.note.simulated, at)

    def _bed(self, name: str, simulated: bool, at: float) -> _Bed:
        """What is known of a bed that somebody is granted the signals of."""
        to = self._distribution.audience(name, DataClass.BIOMEDICAL, Capability.TEXT, at)
        return self._introduce(name, DataClass.BIOMEDICAL, to, simulated, at)

    def _introduce(self, name: str, data: DataClass, to: Audience, simulated: bool, at: float) -> _Bed:
        """Whoever has just come to data of a bed is told which it is first."""
        note = self._note(name, simulated)
        bed = self._beds.setdefault(name, _Bed(note))
        if note != bed.note:
            bed.note, bed.waves, bed.numbers, bed.told = note, None, {}, {}
        told = bed.told.get(data)
        if told is not None and told[0] is to and at - told[1] < _AGAIN_SECONDS:
            return bed
        bed.told[data] = to, at
        about = About(name, note.number if name else "", "", data)
        blank = msgspec.structs.replace(note, person="")
        for one, receivers, person in ((note, to.named, note.person), (blank, to.blank, "")):
            if receivers:
                self._hub.offer(self._packer.message(_NUMBERS, about, one, at, person), receivers)
        return bed

    def _note(self, name: str, simulated: bool) -> BedNote:
        if not name:
            # As `DatagramWriter` calls what has neither patient nor bed.
            return BedNote("", "", _DEVICE, "EQP", "", simulated)
        picture = self._picture
        return BedNote(
            name, picture.place(name), picture.number(name), ORIGIN, picture.person(name), simulated, picture.stay(name)
        )

    def _forget(self, bed: str) -> None:
        self._beds.pop(bed, None)

    def _source(self, bed: str, simulated: bool) -> Source:
        return Source(_DEVICE, self._picture.number(bed), simulated=simulated)

    def _offer(
        self, priority: int, bed: str, packed: bytes, receivers: tuple[str, ...], needs: Capability, at: float
    ) -> None:
        if packed:
            number = int.from_bytes(packed[30:34], "big")
            self._hub.offer(Message(number, priority, bed, DataClass.BIOMEDICAL, packed, at, "", needs), receivers)
