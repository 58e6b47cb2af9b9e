"""The demo's former alarms are histories as the delivery writes them: whole, with every kind of answer."""

from datetime import UTC, datetime, timedelta

from app.demo.routed_days import Staff, keep_days, moved, routed_days
from app.router.delivery.proving import gaps
from app.router.history.model import AlarmRun
from app.router.history.service import AlarmHistoryService
from app.router.words import Step
from tests.ward.beds.conftest import Place, place

__all__ = ["place"]
STAFF = tuple(Staff(f"u{at}", f"Fictícia {at}", f"r{at}") for at in range(4))
BEGINS = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DAYS = timedelta(days=2)


def test_every_history_is_whole_and_people_answer_in_every_way() -> None:
    runs = [
        AlarmRun(entries[0].bed, "", entries[0].alarm, moved(entries, moment))
        for moment, entries in routed_days(("b1", "b2"), STAFF, BEGINS, BEGINS + DAYS)
    ]
    assert len(runs) > 80
    assert [gaps(run.entries) for run in runs if gaps(run.entries)] == []
    steps = {one.step for run in runs for one in run.entries}
    assert {Step.ACCEPTED, Step.REJECTED, Step.PRESENT, Step.ESCALATED, Step.UNREACHABLE, Step.ENDED} <= steps
    assert all(BEGINS.timestamp() <= run.began for run in runs)


def test_they_are_kept_where_the_history_reads_them(place: Place) -> None:
    kept = keep_days(place.store, place.bed, STAFF, BEGINS, BEGINS + DAYS)
    history = AlarmHistoryService(place.store)
    found = history.statistics(place.nurse, BEGINS.timestamp(), (BEGINS + DAYS).timestamp())
    assert found.all.calls == kept
    assert found.all.accept.median is not None
    assert [bed for bed, _ in found.by_bed] == list(place.bed)
