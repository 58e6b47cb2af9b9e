"""A ward over the beds of a store: its alarms are written down, and a ward that begins anew goes on where it was."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.settings import StationProfile, StationRole, write_profile
from app.store.tables import ward_alarm_log
from app.ward.alarms.engine import STATION
from app.ward.alarms.limits import AgeClass, defaults
from app.ward.alarms.model import Alarm, BedState
from app.ward.alarms.records import from_record
from app.ward.alarms.words import Presence
from app.ward.beds.alarm_log import AlarmLog
from app.ward.beds.model import DeviceClass
from app.ward.beds.store_beds import StoreBeds
from app.ward.core import WardCore
from app.ward.feed.items import Alarms, FeedItem
from app.ward.signals import DeviceAlert, Numeric, Observation, Phase, Source
from tests.conftest import ExpectedLogs
from tests.ward.beds.conftest import Place


class Running:
    """A ward over the store, as one process has it; `end` writes what waits."""

    def __init__(self, place: Place) -> None:
        self.clock, self.published = place.clock, list[FeedItem]()
        self.failures: list[bool] = []
        self.log = AlarmLog(place.store, self.failures.append)
        self.log.start()
        self.beds = StoreBeds(place.store, self.log)
        self.core = WardCore(self.beds, self.published.append, self.beds.log, self.beds.history, self.clock.monotonic())

    def end(self) -> None:
        self.log.stop()

    def asystole(self, device: str = "monitor-1") -> None:
        facts = (Source(device), self.clock.monotonic(), "a-1", "MDC_EVT_ECG_ASYSTOLE", "ASYSTOLE", Phase.START)
        self.core.take(DeviceAlert(*facts, state="active", priority="PH"))

    def state(self, bed: str) -> BedState:
        return [item.state for item in self.published if isinstance(item, Alarms) and item.state.bed == bed][-1]

    def alarms(self, bed: str) -> dict[str, Alarm]:
        return {alarm.code: alarm for alarm in self.state(bed).alarms}


Begin = Callable[[], Running]


@pytest.fixture
def begin(place: Place) -> Iterator[Begin]:
    """Begins a ward; what still runs at the end is ended."""
    made: list[Running] = []

    def begun() -> Running:
        made.append(Running(place))
        return made[-1]

    yield begun
    for one in made:
        if one.log._thread.is_alive():
            one.end()


def wait(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.005)


def restart(place: Place, running: Running, begin: Begin, seconds: float = 5.0) -> Running:
    """A new process: what was written down is there, and its monotonic clock begins somewhere else."""
    running.end()
    place.clock.advance(seconds)
    place.clock._monotonic += 100_000.0
    return begin()


def test_an_alarm_goes_on_after_a_restart_in_the_new_clocks_time(place: Place, begin: Begin) -> None:
    place.admit(0, device="monitor-1")
    first = begin()
    first.asystole()
    (before,) = first.state(place.bed[0]).alarms
    again = restart(place, first, begin)
    (alarm,) = again.state(place.bed[0]).alarms
    assert (alarm.key, alarm.presence, alarm.continuing) == (before.key, before.presence, True)
    assert place.clock.monotonic() - alarm.since == pytest.approx(5.0, abs=1e-3)


def test_a_pause_is_never_longer_though_the_wall_clock_was_set_back_meanwhile(place: Place, begin: Begin) -> None:
    place.admit(0, device="monitor-1")
    first = begin()
    first.core.act(place.bed[0], place.clock.monotonic(), lambda bed: bed.pause_audio("ana", place.clock.monotonic()))
    paused_until = first.state(place.bed[0]).silence.audio_until
    assert paused_until is not None
    length = paused_until - place.clock.monotonic()
    place.clock.set_wall(place.clock.now() - timedelta(hours=1))
    again = restart(place, first, begin)
    until = again.state(place.bed[0]).silence.audio_until
    assert until is not None and until - place.clock.monotonic() <= length


def test_an_alarm_that_somebody_has_seen_is_not_unseen_after_a_restart(place: Place, begin: Begin) -> None:
    place.admit(0, device="monitor-1")
    first = begin()
    first.asystole()
    key = first.state(place.bed[0]).alarms[0].key
    first.core.act(
        place.bed[0], place.clock.monotonic(), lambda bed: bed.acknowledge(key, "ana", place.clock.monotonic())
    )
    (alarm,) = restart(place, first, begin).state(place.bed[0]).alarms
    assert alarm.acknowledged_by == "ana"


def test_whoever_comes_into_the_bed_next_inherits_no_alarm(place: Place, begin: Begin) -> None:
    place.admit(0, device="monitor-1")
    first = begin()
    first.asystole()
    first.end()
    place.service.discharge(place.nurse, place.bed[0])
    place.admit(0, "pulseira-2", device="monitor-1")
    assert begin().alarms(place.bed[0]) == {}


def test_a_change_of_the_beds_is_noticed_with_its_author_and_taken_up_once(place: Place, begin: Begin) -> None:
    running = begin()
    assert running.beds.changed() is None
    place.admit(0, device="monitor-1")
    who = running.beds.changed()
    assert who == place.nurse.account_id, "no account of this store has the identifier, so it is told itself"
    running.core.arrange(place.clock.monotonic(), who)
    assert running.beds.changed() is None
    running.asystole()
    assert "asystole" in running.alarms(place.bed[0])


def test_a_discharge_ends_the_alarms_by_name_and_frees_the_device(place: Place, begin: Begin) -> None:
    place.admit(0, device="monitor-1")
    running = begin()
    running.asystole()
    place.service.discharge(place.nurse, place.bed[0])
    running.core.arrange(place.clock.monotonic(), "ana")
    assert running.alarms(place.bed[0]) == {}
    running.asystole()
    assert "monitor-1" in running.core.unplaced
    running.end()
    with place.store.read() as connection:
        rows = connection.execute(select(ward_alarm_log).order_by(ward_alarm_log.c.number)).mappings().all()
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    last = [from_record(json.loads(row["content"])) for row in rows if row["what"].startswith("asystole")][-1]
    assert (last.who, last.after) == ("ana", None)
    assert from_text(rows[0]["at"]) == place.clock.now()


def test_limits_follow_a_stay_through_a_restart_and_into_another_bed(place: Place, begin: Begin) -> None:
    place.admit(0, device="monitor-1")
    first = begin()
    at = place.clock.monotonic()
    own = defaults(AgeClass.ADULT)["spo2"]
    assert own.low is not None
    wanted = replace(own, low=own.low - 2)
    first.core.act(place.bed[0], at, lambda bed: bed.set_limits("spo2", wanted, AgeClass.ADULT, "ana", at))
    again = restart(place, first, begin)
    assert again.state(place.bed[0]).limits["spo2"] == wanted
    place.service.transfer(place.nurse, place.bed[0], place.bed[2])
    again.core.arrange(place.clock.monotonic(), "ana")
    assert again.state(place.bed[2]).limits["spo2"] == wanted
    assert again.state(place.bed[0]).limits["spo2"] == own


def test_back_in_an_earlier_bed_nothing_of_then_alarms_again(place: Place, begin: Begin) -> None:
    place.admit(0, device="monitor-1")
    running = begin()
    running.asystole()
    for there, back in ((0, 1), (1, 0)):
        place.clock.advance(1)
        place.service.transfer(place.nurse, place.bed[there], place.bed[back])
        running.core.arrange(place.clock.monotonic(), "ana")
    assert running.alarms(place.bed[0]) == {}
    assert restart(place, running, begin).alarms(place.bed[0]) == {}


def test_only_class_a_and_life_support_are_waited_for(place: Place) -> None:
    place.admit(0, device="monitor-1")
    place.service.put_on(place.nurse, place.bed[0], "pump", DeviceClass.D)
    place.service.put_on(place.nurse, place.bed[0], "ventilator", DeviceClass.B, life_support=True)
    bed = StoreBeds(place.store, AlarmLog(place.store)).beds()[0]
    assert {one.device: one.waited_for for one in bed.devices} == {
        "monitor-1": True,
        "pump": False,
        "ventilator": True,
    }


def test_the_wall_shows_initials_of_the_records_and_of_others_the_end_of_the_identifier(place: Place) -> None:
    place.admit(0, place.register())
    place.admit(1, "pulseira-7788")
    beds = StoreBeds(place.store, AlarmLog(place.store)).beds()
    assert [bed.person for bed in beds] == ["M.S.S.", "…7788", ""]


def _choose_names(place: Place, names: str) -> None:
    """The administrator's choice, as the administration stores it."""
    profile = StationProfile(StationRole.WARD, "UTI Sintética", "0000000", "2408102", "Natal", ward_names=names)
    with place.store.write(place.nurse.actor) as writing:
        write_profile(writing, profile)


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ("initials", ["M.S.S.", "…7788", ""]),
        ("full_name", ["Maria da Silva Souza", "…7788", ""]),
        ("none", ["", "", ""]),
    ],
)
def test_how_much_of_a_name_the_wall_shows_is_the_administrators_choice(
    place: Place, names: str, shown: list[str]
) -> None:
    place.admit(0, place.register())
    place.admit(1, "pulseira-7788")
    _choose_names(place, names)
    assert [bed.person for bed in StoreBeds(place.store, AlarmLog(place.store)).beds()] == shown


def test_another_choice_of_names_is_taken_up_while_the_ward_runs_and_ends_no_alarm(place: Place, begin: Begin) -> None:
    place.admit(0, place.register(), device="monitor-1")
    running = begin()
    running.asystole()
    _choose_names(place, "full_name")
    who = running.beds.changed()
    assert who == "", "nobody came or went"
    running.core.arrange(place.clock.monotonic(), who)
    assert running.core.beds()[place.bed[0]].person == "Maria da Silva Souza"
    assert "asystole" in running.alarms(place.bed[0])
    assert running.beds.changed() is None


def test_what_the_disk_refuses_waits_is_told_and_is_written_in_order_once_it_takes_it(
    place: Place, begin: Begin, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("app.ward.beds.alarm_log", "could not be written")
    place.admit(0, device="monitor-1")
    running = begin()
    write = type(place.store).write

    def full(*_: object) -> None:
        raise KnownError("store.disk_full", path="x")

    monkeypatch.setattr(type(place.store), "write", full)
    running.asystole()
    wait(lambda: running.failures == [True])
    monkeypatch.setattr(type(place.store), "write", write)
    running.core.take(Observation(Source("monitor-1"), place.clock.monotonic(), (Numeric("spo2", 97.0),)))
    wait(lambda: running.failures == [True, False])
    running.end()
    with place.store.read() as connection:
        what = list(connection.execute(select(ward_alarm_log.c.what).order_by(ward_alarm_log.c.number)).scalars())
    assert "device:monitor-1" in what and any(one.startswith("asystole") for one in what)


def test_an_alarm_of_the_station_that_nobody_saw_is_still_told_after_a_restart(place: Place, begin: Begin) -> None:
    first = begin()
    first.core.technical("ward_behind", "", True, place.clock.monotonic())
    first.core.technical("log_failed", "", True, place.clock.monotonic())
    again = restart(place, first, begin)
    alarms = again.alarms(STATION)
    assert alarms["ward_behind"].presence is Presence.LATCHED, "critical: it waits for a person"
    assert not alarms["log_failed"].is_there, "whoever found it has ended, and finds it anew where it still is so"
    assert again.state(STATION).alarms[0].code == "ward_behind"
    again.core.technical("ward_behind", "", True, place.clock.monotonic())
    assert again.alarms(STATION)["ward_behind"].presence is Presence.ON
    again.core.technical("ward_behind", "", False, place.clock.monotonic())
    again.core.act(STATION, place.clock.monotonic(), lambda bed: bed.acknowledge_all("ana", place.clock.monotonic()))
    assert "ward_behind" not in again.alarms(STATION)
    assert "ward_behind" not in restart(place, again, begin).alarms(STATION)
