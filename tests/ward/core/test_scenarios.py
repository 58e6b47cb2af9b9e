"""Simulated patients through the whole of the ward's own path: message, bed, limits, device alarms and witness."""

from dataclasses import dataclass, field

import pytest

from app.interop.simulator.playing import PlayedWard
from app.interop.simulator.scenarios import load_scenario
from app.router.tables.model import Tables
from app.router.tables.reading import default_tables
from app.ward.alarms.conditions import conditions
from app.ward.alarms.model import BedState, Change
from app.ward.beds.directory import BedDevice, WardBed
from app.ward.core import WardCore
from app.ward.feed.items import Alarms, FeedItem
from app.ward.infrastructure.model import InfrastructureDevice
from app.ward.signals import Observation
from tests.interop.simulator.played import ALL_WAVES, plan


@dataclass
class Watched:
    """One simulated bed with its monitor, from the beginning for so many seconds."""

    scenario: str
    seconds: int
    logged: list[Change] = field(default_factory=list)
    published: list[FeedItem] = field(default_factory=list)

    def __post_init__(self) -> None:
        messages = PlayedWard(plan(load_scenario(self.scenario)), 7, waves=ALL_WAVES).advance(float(self.seconds))
        monitor = next(one.source.device for one in messages if isinstance(one, Observation))
        self.bed = WardBed("b1", "Leito 01", "stay-1", "M.S.", devices=(BedDevice(monitor),))
        core = WardCore(self, self.published.append, self.logged.extend)
        ticks = 0
        for one in messages:
            while ticks / 10 <= one.received_at:
                core.tick(ticks / 10)
                ticks += 1
            if one.source.device == monitor:
                core.take(one)

    def beds(self) -> list[WardBed]:
        return [self.bed]

    def infrastructure(self) -> list[InfrastructureDevice]:
        return []

    def tables(self) -> Tables:
        return default_tables()

    def state(self) -> BedState:
        return [one.state for one in self.published if isinstance(one, Alarms) and one.state.bed == "b1"][-1]

    def began(self, code: str) -> float:
        """When it was first raised."""
        return next(one.at for one in self.logged if one.what == code)

    def sources(self, code: str) -> set[str]:
        """Who ever said so: "limit", "device", "witness"."""
        alarms = [one.after for one in self.logged if one.what == code and one.after is not None]
        return {source.partition(":")[0] for one in alarms for source in getattr(one, "sources", ())}


def test_a_quiet_patient_alarms_nothing() -> None:
    assert [one.what for one in Watched("quiet", 120).logged if not one.what.startswith("device:")] == []


def test_a_cardiac_arrest_is_told_by_device_witness_and_limit_and_nothing_lethal_of_it_is_lost() -> None:
    ward = Watched("cardiac-arrest", 210)
    lethal = {one.what for one in ward.logged if one.what in conditions() and conditions()[one.what].lethal}
    assert {"ventricular_tachycardia", "ventricular_fibrillation", "asystole"} <= lethal
    assert {"device", "witness"} <= ward.sources("ventricular_fibrillation")
    assert ward.began("ventricular_tachycardia") < 70
    assert lethal <= {one.code for one in ward.state().alarms}


def test_a_heart_that_stands_still_is_told_at_once_by_several() -> None:
    ward = Watched("asystole", 130)
    assert ward.began("asystole") < 108
    assert {"device", "witness", "limit"} <= ward.sources("asystole")
    assert not next(one for one in ward.state().alarms if one.code == "asystole").disagrees


def test_a_false_asystole_is_as_loud_as_a_true_one_and_says_that_the_signals_disagree() -> None:
    ward = Watched("false-asystole", 60)
    worst = ward.state().alarms[0]
    assert (worst.code, worst.lethal, worst.is_unseen, worst.disagrees) == ("asystole", True, True, True)


@pytest.mark.parametrize(
    ("scenario", "seconds", "code"), [("desaturation", 240, "spo2_low"), ("apnoea", 200, "apnoea")]
)
def test_what_a_scenario_is_named_for_is_what_alarms(scenario: str, seconds: int, code: str) -> None:
    assert code in {one.what for one in Watched(scenario, seconds).logged}
