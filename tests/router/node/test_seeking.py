"""Equipment of class A that falls silent at one station is asked for by another (table 13), over real sockets."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.router.delivery.model import Trouble
from app.router.links.admitted import fresh_pair
from app.router.node import neighbours, seeking
from app.store.store import Store
from app.ward.alarms.wording import NOBODY, condition_text
from app.ward.beds.directory import BedDevice, FixedBeds, WardBed
from app.ward.inputs import Deliver, Refuse
from app.ward.node import seeking as ward_seeking
from app.ward.node.node import WardNode
from app.ward.signals import DeviceOrder, LifeQuestion, SignOfLife, Source
from tests.router.node.played import CLOCK, Device, PlayedWard, wait
from tests.router.node.test_two_nodes import Station, _begin

VENTILATOR = "vent-1"


class Answering(Device):
    """An input over which equipment answers for a sign of life where `lives`."""

    def __init__(self) -> None:
        self.lives, self.asked = True, 0

    def start(self, deliver: Deliver, refuse: Refuse) -> None:
        super().start(deliver, refuse)

    def sign(self, leaving: bool = False) -> None:
        self.deliver(SignOfLife(Source(VENTILATOR), CLOCK.monotonic(), leaving))

    def tell(self, device: str, order: DeviceOrder) -> bool:
        assert device == VENTILATOR and isinstance(order, LifeQuestion)
        self.asked += 1
        if self.lives:
            self.sign()
        return self.lives


class Ward(PlayedWard):
    """`beds` with a ventilator, or none of them."""

    def __init__(self, *beds: WardBed) -> None:
        super().__init__()
        self._beds = FixedBeds(beds)
        self.input = Answering()

    def start(self) -> None:
        self.input = Answering()
        self.node = WardNode(self._beds, (self.input,), lambda _changes: None, CLOCK)
        self.link = self.node.start()

    def alarms(self) -> dict[str, str]:
        """Codes of the alarms that stand, and their text."""
        ward = self.node._ward
        assert ward is not None
        beds = ward.ask(lambda core, _at: [core._engine.bed(bed).state() for bed in core._engine.beds()]).result(10)
        return {one.code: one.text for state in beds for one in state.alarms}


@pytest.fixture
def stations(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Station, Ward, Station, Ward]]:
    """North has a ventilator at a bed; south only hears it. Both wait for a second in place of half a minute."""
    monkeypatch.setattr(neighbours, "FOUND_SECONDS", 0.0)
    monkeypatch.setattr(seeking, "ANSWER_SECONDS", 1.0)
    monkeypatch.setattr(seeking, "AGAIN_SECONDS", 1.0)
    monkeypatch.setattr(ward_seeking, "AGAIN_SECONDS", 1.0)
    bed = WardBed("b1", "Leito 01", "stay-1", "M. S.", devices=(BedDevice(VENTILATOR, life_support=True),))
    of_north, of_south = Ward(bed), Ward()
    north = Station(tmp_path / "north", store, name="norte", ward=of_north)
    south = Station(tmp_path / "south", store, name="sul", own=fresh_pair(), ward=of_south)
    for one in (north, south):
        row = next(row for row in one.tables.equipment.values() if row.then.value == "probe")
        quick = replace(row, silent_after=1.0)
        one.tables = replace(one.tables, equipment={**one.tables.equipment, quick.device_class: quick})
    north.nodes, south.nodes = {"sul": south.own.public}, {"norte": north.own.public}
    monkeypatch.setattr(FixedBeds, "tables", lambda _self: north.tables)
    south.ward.start()
    # At first it is not connected there.
    of_south.input.lives = False
    _begin(north, south)
    yield north, of_north, south, of_south
    south.stop()
    north.stop()


def test_equipment_that_another_station_still_hears_alarms_with_that_said(
    stations: tuple[Station, Ward, Station, Ward],
) -> None:
    _, ward, _, other = stations
    other.input.lives = True
    other.input.sign()
    ward.input.sign()
    ward.input.lives = False
    wait(lambda: ward.alarms().get("life_support_gone") == "sul")
    assert other.input.asked > 0, "the equipment itself was asked there"
    other.input.lives = False
    wait(lambda: ward.alarms().get("life_support_gone") == NOBODY)
    assert condition_text("life_support_gone", VENTILATOR, NOBODY) == condition_text("life_support_gone", VENTILATOR)
    assert condition_text("life_support_gone", VENTILATOR, "sul").values == {"node": "sul"}


def test_a_lost_station_whose_equipment_answers_here_is_alone_lost(
    stations: tuple[Station, Ward, Station, Ward],
) -> None:
    north, ward, south, other = stations
    other.input.lives = True
    other.input.sign()
    ward.input.sign()
    _known(south)
    north.stop_router()
    wait(lambda: (Trouble.DEVICES_HEARD, "norte") in south.troubles())
    other.input.lives = False
    wait(lambda: (Trouble.DEVICES_LOST, "norte: Leito 01") in south.troubles())
    assert not any(code is Trouble.DEVICES_HEARD for code, _ in south.troubles())
    north.start()
    wait(lambda: not {Trouble.DEVICES_LOST, Trouble.NODE_LOST} & {code for code, _ in south.troubles()})


def test_of_equipment_that_never_spoke_here_nothing_is_said(stations: tuple[Station, Ward, Station, Ward]) -> None:
    north, ward, south, other = stations
    ward.input.sign()
    _known(south)
    asked = other.input.asked
    north.stop_router()
    wait(lambda: (Trouble.NODE_LOST, "norte") in south.troubles() and other.input.asked > asked + 1)
    assert not {Trouble.DEVICES_LOST, Trouble.DEVICES_HEARD} & {code for code, _ in south.troubles()}


def _known(south: Station) -> None:
    """South was told what north follows."""
    router = south.router
    assert router is not None

    def followed() -> bool:
        return router.loop.ask(
            lambda core, _at: core.neighbours is not None and bool(core.neighbours.seeking._followed)
        ).result(10)

    wait(followed)
