"""What is counted of alarms, what other limits would have changed, and the log as a table; nothing is ever changed."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import func, select

from app.kernel.errors import KnownError
from app.kernel.progress import Progress
from app.security.roles import Role
from app.security.session import Session
from app.store.tables import audit, ward_alarm_log
from app.ward.alarms.bed import BedAlarms
from app.ward.alarms.limits import AgeClass, defaults
from app.ward.alarms.model import Change
from app.ward.beds.alarm_log import AlarmLog, Entry
from app.ward.fatigue.model import published
from app.ward.fatigue.service import FatigueService
from app.ward.recording.model import AlarmMark, BedRecording, Envelope, Trend, WaveSpan
from tests.clinic.conftest import session_of
from tests.ward.alarms.helpers import Bed
from tests.ward.beds.conftest import Place, place

__all__ = ["place"]
SPO2 = defaults(AgeClass.ADULT)["spo2"]


class Recorded:
    """One vital sign, one number a second; the other ways to read are not asked for."""

    def __init__(self, start: float, values: list[float], vital: str = "spo2") -> None:
        self.start, self.values, self.vital = start, np.array(values, np.float32), vital

    def simulated(self) -> bool:
        return True

    def span(self) -> tuple[float, float] | None:
        return (self.start, self.start + len(self.values) - 1) if len(self.values) else None

    def waves(self) -> tuple[str, ...]:
        return ()

    def vitals(self) -> tuple[str, ...]:
        return (self.vital,)

    def wave(self, wave: str, start: float, end: float) -> WaveSpan:
        raise AssertionError("waves are not read")

    def envelope(self, wave: str, start: float, end: float, columns: int) -> Envelope:
        raise AssertionError("waves are not read")

    def trend(self, vital: str, start: float, end: float, columns: int) -> Trend:
        assert vital == self.vital and columns >= end - start
        first, last = round(start - self.start), round(end - self.start)
        part = self.values[first:last]
        times = self.start + np.arange(first, first + len(part), dtype=np.float64)
        return Trend(vital, 1.0, times, part, part, part)

    def alarms(self, start: float, end: float) -> tuple[AlarmMark, ...]:
        raise AssertionError("marks are not read")


class Office:
    """The service over a ward of three beds, with a log that a test writes."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.began = place.clock.now()
        self.recording: BedRecording = Recorded(self.began.timestamp(), [])
        self.service = FatigueService(place.store, self._of)

    def _of(self, _session: Session, _bed: str) -> BedRecording:
        return self.recording

    def write(self, bed: int, stay: str, changes: list[Change]) -> None:
        """Into the log of a bed, as the node of that hour would have written it."""
        log = AlarmLog(self.place.store)
        log.start()
        for change in changes:
            log.put(Entry(replace(change, bed=self.place.bed[bed]), stay, self.began.timestamp()))
        log.stop()

    def until(self) -> datetime:
        return self.place.clock.now()


@pytest.fixture
def office(place: Place) -> Office:
    return Office(place)


def fast_heart(times: int) -> list[Change]:
    """So many alarms of a fast heart, 100 s apart; the second is seen after five seconds."""
    bed = Bed(BedAlarms("7", defaults(AgeClass.ADULT), 0.0))
    for number in range(times):
        start = number * 100
        bed.hold(start, start + 11, heart_rate=125)
        if number == 1:
            bed.see("heart_rate_high", start + 11.0)
        bed.hold(start + 12, start + 99, heart_rate=100)
    return bed.log


def words(key: str, values: object) -> str:
    return f"{key} {values}" if values else key


def test_alarms_are_told_by_bed_and_occupied_day_beside_the_published_figure(office: Office) -> None:
    stay = office.place.admit(0)
    office.place.admit(1, "pulseira-2")
    office.write(0, stay, fast_heart(4))
    office.place.clock.advance(12 * 3600)
    load = office.service.figures(office.place.nurse, office.began, office.until())
    loudest, quiet = load.beds
    assert (loudest.label, loudest.began, loudest.audible) == ("Leito 01", 4, 4)
    assert loudest.audible_per_day == pytest.approx(8.0, rel=0.01)
    assert (quiet.label, quiet.began, quiet.audible_per_day) == ("Leito 02", 0, 0.0)
    assert (load.began, load.repeats, load.seen_soon) == (4, 2, 1)
    assert load.audible_per_day == pytest.approx(4.0, rel=0.01)
    assert published().audible == 187


def test_a_bed_that_was_occupied_for_an_hour_has_no_figure_of_a_day(office: Office) -> None:
    stay = office.place.admit(0)
    office.write(0, stay, fast_heart(2))
    office.place.clock.advance(3600)
    (bed,) = office.service.figures(office.place.nurse, office.began, office.until()).beds
    assert (bed.began, bed.audible_per_day) == (2, None)


def test_only_the_time_inside_the_period_and_in_the_bed_counts_as_occupied(office: Office) -> None:
    office.place.admit(0)
    office.place.clock.advance(86_400)
    office.place.service.transfer(office.place.nurse, office.place.bed[0], office.place.bed[1])
    office.place.clock.advance(43_200)
    office.place.service.discharge(office.place.nurse, office.place.bed[1])
    office.place.clock.advance(86_400)
    since = office.began + timedelta(hours=12)
    found = {one.label: one.days for one in office.service.figures(office.place.nurse, since, office.until()).beds}
    assert found == {"Leito 01": pytest.approx(0.5, abs=0.001), "Leito 02": pytest.approx(0.5, abs=0.001)}


def test_conditions_are_told_with_repeats_and_how_soon_they_were_seen(office: Office) -> None:
    office.write(0, office.place.admit(0), fast_heart(4))
    office.write(1, office.place.admit(1, "pulseira-2"), fast_heart(1))
    office.place.clock.advance(86_400)
    (one,) = office.service.figures(office.place.nurse, office.began, office.until()).conditions
    assert (one.code, one.beds, one.began, one.repeats, one.seen_soon) == ("heart_rate_high", 2, 5, 2, 1)
    assert not one.lethal


def test_a_sound_that_was_off_before_the_period_began_is_known_in_it(office: Office) -> None:
    stay = office.place.admit(0)
    bed = Bed()
    bed.log += bed.engine.audio_off("Ana", 1.0)
    bed.hold(7200, 7230, heart_rate=125)
    office.write(0, stay, bed.log)
    office.place.clock.advance(86_400)
    since = office.began + timedelta(hours=1)
    (one,) = office.service.figures(office.place.nurse, since, office.until()).conditions
    assert (one.began, one.audible) == (1, 0)


def test_counting_tells_how_far_it_is_and_can_be_stopped(office: Office) -> None:
    office.write(0, office.place.admit(0), fast_heart(3))
    office.place.clock.advance(86_400)
    with office.place.store.read() as connection:
        rows = connection.execute(select(func.count()).select_from(ward_alarm_log)).scalar_one()
    told: list[tuple[int, int]] = []
    watched = Progress(lambda done, total: told.append((done, total)))
    office.service.figures(office.place.nurse, office.began, office.until(), watched)
    assert told[0] == (0, rows)
    with pytest.raises(KnownError, match=r"work\.cancelled"):
        office.service.figures(office.place.nurse, office.began, office.until(), Progress(cancelled=lambda: True))


def test_other_limits_are_tried_on_the_recorded_numbers_and_change_nothing(office: Office) -> None:
    office.place.admit(0)
    values = [*[95.0] * 4000, *[89.0] * 30, *[95.0] * 100, *[84.0] * 30, *[float("nan")] * 60, *[95.0] * 20]
    office.recording = Recorded(office.began.timestamp(), values)
    bed, nurse = office.place.bed[0], office.place.nurse
    before = office.service.limits(nurse, bed).limits["spo2"]
    tried = office.service.try_limits(nurse, bed, "spo2", replace(SPO2, low=88.0), 24)
    (trial,) = tried.trials
    assert (trial.before, trial.after, len(trial.spared), trial.worst_missed) == (2, 1, 1, 89.0)
    assert (tried.measured, tried.end - tried.start) == (len(values) - 60, len(values))
    assert office.service.limits(nurse, bed).limits["spo2"] == before == tried.present


def test_only_the_last_hours_are_tried(office: Office) -> None:
    office.place.admit(0)
    office.recording = Recorded(office.began.timestamp(), [*[84.0] * 60, *[95.0] * 7200])
    bed = office.place.bed[0]
    (trial,) = office.service.try_limits(office.place.nurse, bed, "spo2", replace(SPO2, low=80.5), 1).trials
    assert trial.before == 0


def test_what_is_lethal_is_never_among_what_is_proposed_to_be_spared(office: Office) -> None:
    office.place.admit(0)
    office.recording = Recorded(
        office.began.timestamp(), [*[95.0] * 60, *[70.0] * 60, *[95.0] * 60, *[89.0] * 15, 95.0]
    )
    tried = office.service.proposals(office.place.nurse, office.place.bed[0], "spo2", 24)
    assert tried.trials and all(one.allowed and one.lethal_after == one.lethal_before == 1 for one in tried.trials)


def test_limits_that_nobody_may_set_are_refused_by_field(office: Office) -> None:
    office.place.admit(0)
    office.recording = Recorded(office.began.timestamp(), [95.0] * 60)
    with pytest.raises(KnownError) as refused:
        office.service.try_limits(office.place.nurse, office.place.bed[0], "spo2", replace(SPO2, delay_low=60.0), 24)
    assert (refused.value.code, refused.value.values["field"]) == ("ward_limits.delay", "delay_low")


@pytest.mark.parametrize("values", [[], [float("nan")] * 10])
def test_where_nothing_was_measured_nothing_is_tried(office: Office, values: list[float]) -> None:
    office.place.admit(0)
    office.recording = Recorded(office.began.timestamp(), values)
    with pytest.raises(KnownError, match="nothing_recorded"):
        office.service.try_limits(office.place.nurse, office.place.bed[0], "spo2", SPO2, 24)
    with pytest.raises(KnownError, match="bed_free"):
        office.service.limits(office.place.nurse, office.place.bed[2])


def test_the_log_leaves_as_a_table_without_a_patients_name_and_the_trail_says_who_took_it(office: Office) -> None:
    office.place.register()
    stay = office.place.admit(0, "52998224725", device="monitor-1")
    paused = Bed()
    office.write(0, stay, [*fast_heart(2), *paused.engine.pause_audio("Ana", 300.0)])
    office.place.clock.advance(3600)
    coordinator = session_of(Role.COORDINATOR)
    table = office.service.export_log(coordinator, office.began, office.until(), words)
    rows = list(csv.reader(io.StringIO(table.removeprefix("\ufeff")), delimiter=";"))
    head, first, last = rows[0], rows[1], rows[-1]
    assert (head[0], len(first)) == ("ward_log.column_at", len(head))
    assert first[1:4] == ["Leito 01", stay, "ward_alarms.condition_heart_rate_high"]
    assert first[-2:] == ["125", "120"]
    assert last[3].startswith("ward_log.what_silence") and last[7] == "ward_alarms.activation_audio_paused"
    assert "Maria" not in table and "529" not in table
    with office.place.store.read() as connection:
        asked = select(audit.c.action, audit.c.subject_id).order_by(audit.c.number.desc()).limit(1)
        assert tuple(connection.execute(asked).one()) == ("list_exported", "ward_alarms")


def test_moments_of_the_table_are_those_of_the_wall_clock_where_the_unit_stands(office: Office) -> None:
    office.write(0, office.place.admit(0), fast_heart(1))
    office.place.clock.advance(3600)
    table = office.service.export_log(session_of(Role.COORDINATOR), office.began, office.until(), words)
    moment = list(csv.reader(io.StringIO(table), delimiter=";"))[1][0]
    local = (office.began.astimezone(UTC) + timedelta(seconds=6, hours=-3)).strftime("%Y-%m-%d %H:%M:%S")
    assert moment.startswith(local)


def test_a_nurse_sees_the_figures_and_takes_no_log_away(office: Office) -> None:
    with pytest.raises(KnownError, match="access"):
        office.service.export_log(office.place.nurse, office.began, office.until(), words)
