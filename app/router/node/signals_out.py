"""Waveforms, numbers and reports of the ward's feed for whoever is granted them, as bedside modules send them.

Where nobody is granted anything of a bed this costs one look into a table.
"""

from dataclasses import dataclass, field
from typing import Final

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

    told_to: Audience = field(default_factory=Audience)
    told_at: float = 0.0
    note: BedNote | None = None
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
            self._forget(item.bed)
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
        """Environment, equipment, medication: what is no vital sign."""
        data = data_class(item, self._tables)
        if data is None:
            return
        to = self._distribution.audience(item.bed, data, Capability.TEXT, at)
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

    def _bed(self, name: str, simulated: bool, at: float) -> _Bed:
        """What is known of a bed; whoever has just come to it is told which it is first."""
        bed = self._beds.setdefault(name, _Bed())
        to = self._distribution.audience(name, DataClass.BIOMEDICAL, Capability.TEXT, at)
        number = self._picture.number(name)
        note = BedNote(name, self._picture.label(name), number, ORIGIN, self._picture.person(name), simulated)
        if to is bed.told_to and note == bed.note and at - bed.told_at < _AGAIN_SECONDS:
            return bed
        if note != bed.note:
            bed.waves, bed.numbers = None, {}
        bed.told_to, bed.told_at, bed.note = to, at, note
        about = About(name, number, "", DataClass.BIOMEDICAL)
        blank = BedNote(name, note.label, number, ORIGIN, "", simulated)
        for one, receivers, person in ((note, to.named, note.person), (blank, to.blank, "")):
            if receivers:
                self._hub.offer(self._packer.message(_NUMBERS, about, one, at, person), receivers)
        return bed

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
