"""Former alarms out of a real store: lists, one alarm whole, response times by shift, bed and priority, exports."""

import copy
import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.progress import Progress
from app.router.delivery.proving import gaps
from app.router.history.model import AlarmRun, HistoryFilter
from app.router.history.service import AlarmHistoryService
from app.router.tables.service import RouterTablesService
from app.router.words import Step
from app.security.roles import Role
from app.store.tables import audit, router_step
from tests.clinic.conftest import session_of
from tests.router.history.kept import a_day, answered, keep, passed_on
from tests.ward.beds.conftest import Place, place

__all__ = ["place"]
BEGINS = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DAY = HistoryFilter(BEGINS.timestamp(), (BEGINS + timedelta(days=1)).timestamp())


@pytest.fixture
def history(place: Place) -> AlarmHistoryService:
    return AlarmHistoryService(place.store, lambda: "America/Fortaleza")


def words(key: str, values: Mapping[str, object]) -> str:
    return key.rpartition(".")[2]


def what(run: AlarmRun) -> str:
    return run.code


def test_one_alarm_is_read_whole_with_names_and_by_its_moment(place: Place, history: AlarmHistoryService) -> None:
    keep(place.store, answered(bed=place.bed[0]), BEGINS)
    keep(place.store, passed_on(bed=place.bed[0]), BEGINS + timedelta(hours=1))
    last = history.run(place.nurse, place.bed[0], "asystole")
    assert last is not None
    assert last.failsafe
    assert gaps(last.entries) == ()
    first = history.run(place.nurse, place.bed[0], "asystole", BEGINS.timestamp())
    assert first is not None
    assert (first.label, first.failsafe, first.name("u-ana")) == ("Leito 01", False, "Ana Fictícia")
    assert first.entries[0].at == BEGINS.timestamp()
    assert first.entries[-1].at < last.entries[0].at
    assert {Step.QUEUED, Step.SENT, Step.SHOWN, Step.ACCEPTED, Step.PRESENT, Step.ENDED} <= {
        one.step for one in first.entries
    }
    assert history.run(place.nurse, place.bed[1], "asystole") is None


def test_the_list_has_the_newest_first_and_only_what_the_filter_takes(
    place: Place, history: AlarmHistoryService
) -> None:
    keep(place.store, answered(bed=place.bed[0]), BEGINS)
    keep(place.store, answered("desaturation", 0, place.bed[1], after=70.0), BEGINS + timedelta(hours=1))
    keep(place.store, passed_on("heart_rate_high", 1, place.bed[2]), BEGINS + timedelta(hours=2))
    keep(place.store, answered(bed=place.bed[0]), BEGINS + timedelta(days=2))
    found = history.runs(place.nurse, DAY)
    assert [run.alarm for run in found.runs] == ["heart_rate_high", "desaturation", "asystole"]
    assert [name for _, name in found.beds] == ["Leito 01", "Leito 02", "Leito 03"]
    assert found.people == (("u-ana", "Ana Fictícia"),)
    assert not found.more
    late = history.runs(place.nurse, replace(DAY, only_late=True)).runs
    assert [run.alarm for run in late] == ["heart_rate_high", "desaturation"]
    assert [run.bed for run in history.runs(place.nurse, replace(DAY, bed=place.bed[1])).runs] == [place.bed[1]]


def test_a_run_that_goes_on_beyond_the_period_is_followed_to_its_end(
    place: Place, history: AlarmHistoryService
) -> None:
    keep(place.store, answered(bed=place.bed[0]), BEGINS)
    until = (BEGINS + timedelta(seconds=2)).timestamp()
    (run,) = history.runs(place.nurse, HistoryFilter(BEGINS.timestamp(), until)).runs
    assert run.calls[0].present_after == 24.0
    assert run.ended is not None


def test_response_times_are_told_by_shift_bed_and_priority(place: Place, history: AlarmHistoryService) -> None:
    a_day(place.store, place.bed, BEGINS)
    found = history.statistics(place.nurse, DAY.since, DAY.until)
    assert found.all.calls == 24
    assert [bed for bed, _ in found.by_bed] == list(place.bed)
    # 12:00 UTC is 9:00 in Fortaleza: ten hours of day, then night.
    assert [(code, one.calls) for code, one in found.by_shift] == [("day", 13), ("night", 11)]
    assert [(code, one.calls) for code, one in found.by_priority] == [(0, 8), (1, 16)]
    assert (found.all.failsafe, found.all.escalated) == (8, 10)
    assert found.all.accept.count == 21
    last = dict(found.by_bed)[place.bed[2]]
    assert last.accept.asked > last.accept.soon


def test_what_leaves_is_noted_and_a_student_takes_nothing_away(place: Place, history: AlarmHistoryService) -> None:
    keep(place.store, answered(bed=place.bed[0]), BEGINS)
    keep(place.store, passed_on(bed=place.bed[1]), BEGINS + timedelta(hours=1))
    coordinator = session_of(Role.COORDINATOR)
    run = history.run(coordinator, place.bed[0], "asystole")
    assert run is not None
    tables = [
        history.export_runs(coordinator, DAY, words, what),
        history.export_run(coordinator, run, words, what),
        history.export_statistics(coordinator, history.statistics(coordinator, DAY.since, DAY.until), words),
    ]
    read = [list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";")) for text in tables]
    assert len(read[0]) == 3
    assert "Ana Fictícia" in read[0][2]
    assert read[0][2][0] == "2026-11-20 09:00:00.000"
    assert len(read[1]) == len(run.entries) + 1
    assert all(len(row) == len(rows[0]) for rows in read for row in rows)
    with place.store.read() as connection:
        asked = select(audit.c.subject_id).where(audit.c.action == "list_exported")
        noted = set(connection.execute(asked).scalars())
    assert noted == {"alarm_history", "alarm_steps", "alarm_response"}
    with pytest.raises(KnownError) as refused:
        history.export_run(session_of(Role.STUDENT), run, words, what)
    assert refused.value.code == "access.not_allowed"
    with pytest.raises(KnownError):
        history.run(session_of(Role.ADMINISTRATOR), place.bed[0], "asystole")


def test_reading_can_be_stopped(place: Place, history: AlarmHistoryService) -> None:
    keep(place.store, answered(bed=place.bed[0]), BEGINS)
    with pytest.raises(KnownError) as stopped:
        history.runs(place.nurse, DAY, Progress(cancelled=lambda: True))
    assert stopped.value.code == "work.cancelled"


def test_the_steps_of_one_alarm_are_found_without_reading_all_of_them(place: Place) -> None:
    table = router_step
    with place.store.read() as connection:
        asked = select(table).where(table.c.bed_id == "x", table.c.alarm == "y", table.c.number >= 1)
        sentence = str(asked.compile(compile_kwargs={"literal_binds": True}))
        plan = " ".join(str(row) for row in connection.exec_driver_sql(f"explain query plan {sentence}"))
    assert "ix_router_step_bed_id_alarm_number" in plan


def test_response_times_count_by_the_shifts_of_this_ward(place: Place, history: AlarmHistoryService) -> None:
    keep(place.store, answered(bed=place.bed[0]), BEGINS)
    administrator, tables = session_of(Role.ADMINISTRATOR), RouterTablesService(place.store)
    shifts = copy.deepcopy(dict(tables.contents(administrator)["shifts"]))
    for one in shifts["shift"]:
        one["label"] = {"pt_BR": f"Turno {one['code']}", "en": f"Shift {one['code']}"}
    tables.edit(administrator, {"shifts": shifts}, reason="names of this ward")
    found = history.statistics(place.nurse, DAY.since, DAY.until)
    assert [found.shifts[code]["en"] for code, _ in found.by_shift] == ["Shift day"]


def test_a_call_is_measured_by_the_tables_of_its_time_and_not_by_later_ones(
    place: Place, history: AlarmHistoryService, fake_clock: FakeClock
) -> None:
    administrator, tables = session_of(Role.ADMINISTRATOR), RouterTablesService(place.store)
    keep(place.store, answered(bed=place.bed[0]), BEGINS)
    fake_clock.advance((BEGINS + timedelta(hours=12) - fake_clock.now()).total_seconds())
    edited = copy.deepcopy(dict(tables.contents(administrator)["shifts"]))
    for one in edited["shift"]:
        one["code"] = f"new-{one['code']}"
    tables.edit(administrator, {"shifts": edited}, reason="from today on")
    keep(place.store, answered(bed=place.bed[1]), BEGINS + timedelta(hours=20))
    found = history.statistics(place.nurse, BEGINS.timestamp() - 1, BEGINS.timestamp() + 86_400)
    assert [code for code, _ in found.by_shift] == ["new-night", "day"]
    assert found.shifts["day"] and found.shifts["new-night"]
    assert (found.all.calls, found.all.presence.count) == (2, 2)
