"""What the window asks about former alarms: lists, the steps of one, response times; all of it only reads.

Each call may read a lot: from a worker thread.
"""

import heapq
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from app.interop.csv_text import write_csv
from app.kernel.clock import Zone, usual_zone
from app.kernel.progress import UNWATCHED, Progress
from app.router.duty.shifts import shift_at
from app.router.history.exporting import What, Words, figure_rows, run_rows, step_rows
from app.router.history.model import AlarmCall, AlarmRun, HistoryFilter, RunList
from app.router.history.reading import read_run, read_runs
from app.router.history.statistics import ResponseStatistics, figures, grouped
from app.router.tables.model import Shift, Tables
from app.router.tables.stored import in_force_over
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.ward.fatigue.reading import bed_labels

MOST_RUNS: Final = 500
"""In a list; older ones are found by a narrower period."""
NO_SHIFT: Final = ""


class AlarmHistoryService:
    """Over the kept steps of one store."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._store, self._zone = store, zone

    def run(self, session: Session, bed: str, alarm: str, began: float | None = None) -> AlarmRun | None:
        """One alarm with every step: that which began at this POSIX second, else the last one; None: nothing kept."""
        require(session, Action.VIEW_WARD)
        with self._store.read() as connection:
            return read_run(connection, bed, alarm, began)

    def runs(self, session: Session, wanted: HistoryFilter, progress: Progress = UNWATCHED) -> RunList:
        """The newest alarms that the filter takes, without how their messages travelled. KnownError work.cancelled."""
        require(session, Action.VIEW_WARD)
        return self._runs(wanted, MOST_RUNS, progress)

    def statistics(
        self, session: Session, since: float, until: float, progress: Progress = UNWATCHED
    ) -> ResponseStatistics:
        """The response times of the calls that began in [since, until). KnownError work.cancelled."""
        require(session, Action.VIEW_WARD)
        with self._store.read() as connection:
            labels, tables = bed_labels(connection), in_force_over(connection)
            calls = [call for run in read_runs(connection, since, until, progress) if run.bed for call in run.calls]
        return count(calls, since, until, labels, tables, self._zone())

    def export_runs(
        self, session: Session, wanted: HistoryFilter, words: Words, what: What, progress: Progress = UNWATCHED
    ) -> str:
        """Every alarm that the filter takes as CSV, one row for each call. KnownError work.cancelled."""
        require(session, Action.EXPORT_LIST)
        rows = run_rows(self._runs(wanted, None, progress).runs, words, what, self._zone())
        return self._let_out(session, "alarm_history", rows)

    def export_run(self, session: Session, run: AlarmRun, words: Words, what: What) -> str:
        """Every step of one alarm as CSV."""
        require(session, Action.EXPORT_LIST)
        return self._let_out(session, "alarm_steps", step_rows(run, words, what, self._zone()))

    def export_statistics(self, session: Session, found: ResponseStatistics, words: Words) -> str:
        """The figures as CSV."""
        require(session, Action.EXPORT_LIST)
        shifts = {code: label[session.language] for code, label in found.shifts.items()}
        return self._let_out(session, "alarm_response", figure_rows(found, words, shifts))

    def _runs(self, wanted: HistoryFilter, most: int | None, progress: Progress) -> RunList:
        beds: dict[str, str] = {}
        people: dict[str, str] = {}

        def taken(runs: Iterable[AlarmRun]) -> Iterable[AlarmRun]:
            for run in runs:
                beds[run.bed] = run.label
                people.update((who, run.name(who)) for who in run.people)
                if wanted.takes(run):
                    yield run

        with self._store.read() as connection:
            found = taken(read_runs(connection, wanted.since, wanted.until, progress))
            keep = heapq.nlargest(most + 1, found, key=lambda run: run.began) if most else list(found)
        newest = tuple(sorted(keep, key=lambda run: -run.began))
        return RunList(newest[:most], most is not None and len(newest) > most, _named(beds), _named(people))

    def _let_out(self, session: Session, subject: str, rows: list[list[str]]) -> str:
        with self._store.write(session.actor) as writing:
            writing.audit("list_exported", "list", subject, rows=len(rows) - 1)
        return write_csv(rows)


def count(
    calls: list[AlarmCall],
    since: float,
    until: float,
    labels: Mapping[str, str],
    tables: Sequence[tuple[float, Tables]],
    zone: str,
) -> ResponseStatistics:
    """The figures of these calls by priority, shift and bed, beds as they stand in `labels`. `tables`: since when each
    counted; a call is measured by those of its beginning."""
    begins = [at for at, _ in tables]

    def then(call: AlarmCall) -> Tables:
        return tables[bisect_right(begins, call.began) - 1][1]

    def presence(call: AlarmCall) -> bool:
        return then(call).deadlines[call.priority].presence is not None

    def shift(call: AlarmCall) -> str:
        found = shift_at(then(call).shifts, datetime.fromtimestamp(call.began, UTC), zone)
        return found[0].code if found is not None else NO_SHIFT

    by_shift = grouped(calls, shift, presence)
    by_bed = grouped(calls, lambda one: one.bed, presence)
    # By the names that they have now; a shift that is no more, by its last.
    known: dict[str, Shift] = {}
    for _, each in reversed(tables):
        for one in each.shifts:
            known.setdefault(one.code, one)
    order = [*labels, *sorted(by_bed.keys() - labels.keys())]
    return ResponseStatistics(
        since,
        until,
        figures(calls, presence),
        tuple(sorted(grouped(calls, lambda one: one.priority, presence).items())),
        tuple((code, by_shift[code]) for code in (*known, NO_SHIFT) if code in by_shift),
        tuple((bed, by_bed[bed]) for bed in order if bed in by_bed),
        labels,
        {code: one.label for code, one in known.items()},
    )


def _named(found: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(found.items(), key=lambda one: one[1]))
