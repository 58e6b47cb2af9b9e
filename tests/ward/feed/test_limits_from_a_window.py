"""Limits and switched-off conditions from a window: taken by the ward, judged by the bed's own age class, logged."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.security.roles import Role
from app.security.session import Session, Status
from app.ward.alarms.limits import AgeClass, VitalLimits, defaults
from app.ward.alarms.model import Change
from app.ward.beds.directory import BedDevice, FixedBeds, WardBed
from app.ward.node.keys import write_link
from app.ward.node.node import WardNode
from app.ward.service import WardService
from tests.ward.feed.test_node import wait

CLOCK = SystemClock()
BEDS = FixedBeds(
    (
        WardBed("b1", "Leito 01", "stay", "M.S.", devices=(BedDevice("m1"),)),
        WardBed("b2", "Leito 02", "stay-2", "J.A.", age=AgeClass.NEWBORN, devices=(BedDevice("m2"),)),
    )
)
ANA = Session("id", "Ana Fictícia", "ana", Role.NURSE, Status.ACTIVE, "pt_BR", CLOCK.now())


class Desk:
    """A ward and the service of a window that follows it."""

    def __init__(self, home: Path) -> None:
        self.logged = list[Change]()
        self.node = WardNode(BEDS, (), self.logged.extend, CLOCK)
        folders = StationFolders(home)
        write_link(folders.home, self.node.start())
        self.ward = WardService(folders, CLOCK)
        self.ward.follow()
        wait(lambda: len(self.ward.picture.beds) == 2 and self.ward.picture.state("b2") is not None)
        # What the beds' devices did when they were put on.
        self.logged.clear()

    def limits(self, bed: str, vital: str) -> VitalLimits:
        state = self.ward.picture.state(bed)
        assert state is not None
        return state.limits[vital]

    def stop(self) -> None:
        self.ward.stop()
        self.node.stop()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.stop()


def test_the_picture_says_the_age_class_of_each_bed_and_the_limits_that_begin_with_it(desk: Desk) -> None:
    assert [bed.age for bed in desk.ward.picture.beds] == [AgeClass.ADULT, AgeClass.NEWBORN]
    assert desk.limits("b2", "heart_rate") == defaults(AgeClass.NEWBORN)["heart_rate"]


def test_limits_that_a_person_sets_come_back_from_the_ward_and_are_logged_with_the_author(desk: Desk) -> None:
    wanted = replace(defaults(AgeClass.ADULT)["spo2"], low=88.0, delay_low=12.0)
    desk.ward.set_limits(ANA, "b1", "spo2", wanted)
    wait(lambda: desk.limits("b1", "spo2") == wanted)
    assert [(one.what, one.who) for one in desk.logged] == [("limits:spo2", "Ana Fictícia")]
    state = desk.ward.picture.state("b1")
    assert state is not None and {vital: one.who for vital, one in state.set_by.items()} == {"spo2": "Ana Fictícia"}


@pytest.mark.parametrize(
    ("bed", "change", "code"),
    [
        ("b1", {"low": 400.0}, "ward_limits.not_possible"),
        ("b1", {"low": 130.0}, "ward_limits.low_not_below_high"),
        ("b1", {"delay_low": 16.0}, "ward_limits.delay"),
        ("b1", {"extreme_low": None}, "ward_limits.extreme_kept"),
    ],
)
def test_limits_that_make_no_sense_are_refused_by_the_ward_and_nothing_changes(
    desk: Desk, bed: str, change: dict[str, float | None], code: str
) -> None:
    before = desk.limits(bed, "heart_rate")
    with pytest.raises(KnownError) as refused:
        desk.ward.set_limits(ANA, bed, "heart_rate", replace(before, **change))  # type: ignore[arg-type] # some fields
    assert refused.value.code == code and refused.value.values["field"] == next(iter(change))
    assert desk.limits(bed, "heart_rate") == before and desk.logged == []


def off(desk: Desk) -> Callable[[], list[str]]:
    def codes() -> list[str]:
        state = desk.ward.picture.state("b1")
        return [one.code for one in state.silence.off] if state is not None else []

    return codes


def test_an_alarm_is_switched_off_and_on_again_in_the_name_of_whoever_did_it(desk: Desk) -> None:
    codes = off(desk)
    desk.ward.alarm_off(ANA, "b1", "spo2_low")
    wait(lambda: codes() == ["spo2_low"])
    desk.ward.alarm_on(ANA, "b1", "spo2_low")
    wait(lambda: codes() == [])
    assert {one.who for one in desk.logged} == {"Ana Fictícia"} and len(desk.logged) == 2


def test_what_is_lethal_stays_on(desk: Desk) -> None:
    with pytest.raises(KnownError) as refused:
        desk.ward.alarm_off(ANA, "b1", "asystole")
    assert refused.value.code == "ward_alarms.stays_on"
