"""The steps of all alarms on their way, for ever: one row each, in the order in which they were written down."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, case, func, select, tuple_

from app.kernel.actor import PROGRAM
from app.kernel.clock import from_text, to_text
from app.router.delivery.model import Entry
from app.router.history.runs import split_runs
from app.router.words import Step
from app.store.inserting import insert_rows
from app.store.store import Store
from app.store.tables import router_step

_TELLING: Final = ("bed_id", "alarm", "step", "at", "round", "receiver_id", "user_id", "message", "detail")
"""A step happens once: two rows that agree in these are one."""
_MOST_OF_RUN: Final = 2_000
"""Steps of one alarm that are looked at for its last run."""


class StoreSteps:
    """The `Steps` of the router's process; called by the thread that writes, raises whatever the store raises."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def append(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep these in their order; each is `restoring.record(entry)` with `clock_zero` and `name`."""
        if not rows:
            return
        with self._store.write(PROGRAM) as writing:
            last = writing.connection.execute(select(func.max(router_step.c.number))).scalar_one_or_none() or 0
            numbered = [{"number": number, **_row(one)} for number, one in enumerate(rows, last + 1)]
            insert_rows(writing.connection, router_step, numbered)

    def missing(self, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Those of these that are not there yet."""
        if not rows:
            return []
        asked = [(_told(_row(one)), one) for one in rows]
        since = min(_at(one) for one in rows)
        columns = [router_step.c[name] for name in _TELLING]
        with self._store.read() as connection:
            there = {tuple(row) for row in connection.execute(select(*columns).where(router_step.c.at >= since))}
        return [one for told, one in asked if told not in there]

    def unended(self) -> list[Mapping[str, Any]]:
        """All steps of the alarms that have not ended, in their order, as `append` takes them."""
        with self._store.read() as connection:
            return [_plain(row) for row in _unended(connection)]

    def last_run(self, bed: str, alarm: str) -> tuple[Entry, ...]:
        """The steps of an alarm from when it began last, by the wall clock; empty where it never did."""
        table = router_step
        newest = (
            select(table)
            .where(table.c.bed_id == bed, table.c.alarm == alarm)
            .order_by(table.c.number.desc())
            .limit(_MOST_OF_RUN)
        )
        with self._store.read() as connection:
            rows = connection.execute(newest).mappings().all()
        runs = tuple(split_runs(entry_of_row(row) for row in reversed(rows)))
        return runs[-1] if runs else ()


def entry_of_row(row: RowMapping | Mapping[str, Any]) -> Entry:
    """A kept step as a value; `at` is the POSIX second of the wall clock."""
    return Entry(
        at=from_text(row["at"]).timestamp(),
        bed=row["bed_id"],
        alarm=row["alarm"],
        step=Step(row["step"]),
        priority=row["priority"],
        round=row["round"],
        level=row["level"],
        receiver=row["receiver_id"],
        user=row["user_id"],
        number=row["message"],
        detail=row["detail"],
    )


def _unended(connection: Connection) -> Iterator[RowMapping]:
    """By number; of an alarm that had ended before only what came since."""
    table = router_step

    def last(step: Step) -> Any:
        return func.max(case((table.c.step == step.value, table.c.number), else_=0))

    ended = last(Step.ENDED)
    turns = (
        select(table.c.bed_id, table.c.alarm, ended.label("ended"))
        .where(table.c.step.in_((Step.GENERATED.value, Step.ENDED.value)))
        .group_by(table.c.bed_id, table.c.alarm)
        .having(last(Step.GENERATED) > ended)
    )
    open_now = {(row.bed_id, row.alarm): int(row.ended) for row in connection.execute(turns)}
    found: list[RowMapping] = []
    for place, since in open_now.items():
        of_alarm = tuple_(table.c.bed_id, table.c.alarm) == tuple_(*place)
        found += connection.execute(select(table).where(of_alarm, table.c.number > since)).mappings()
    return iter(sorted(found, key=lambda row: int(row["number"])))


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "bed_id": one["bed"],
        "alarm": one["alarm"],
        "step": str(one["step"]),
        "at": _at(one),
        "clock_zero": float(one["clock_zero"]),
        "priority": one["priority"],
        "round": one["round"],
        "level": one["level"],
        "receiver_id": one.get("receiver", ""),
        "user_id": one.get("user", ""),
        "user_name": one.get("name", ""),
        "message": one.get("number", 0),
        "detail": one.get("detail", ""),
    }


def _at(one: Mapping[str, Any]) -> str:
    return to_text(datetime.fromtimestamp(float(one["clock_zero"]) + float(one["at"]), UTC))


def _told(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in _TELLING)


def _plain(row: RowMapping) -> dict[str, Any]:
    """The row as it was given; its second exact to a microsecond."""
    zero = float(row["clock_zero"])
    return {
        "at": from_text(row["at"]).timestamp() - zero,
        "bed": row["bed_id"],
        "alarm": row["alarm"],
        "step": row["step"],
        "priority": row["priority"],
        "round": row["round"],
        "level": row["level"],
        "receiver": row["receiver_id"],
        "user": row["user_id"],
        "number": row["message"],
        "detail": row["detail"],
        "clock_zero": zero,
        "name": row["user_name"],
    }
