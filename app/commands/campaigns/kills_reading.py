"""What the kills' judge needs to know, read from the station's store and the server's database."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Engine, func, select

from app.central.tables import event, rejected
from app.commands.campaigns.deeds import Fact
from app.commands.campaigns.kills_people import Confirmed
from app.kernel.errors import KnownError
from app.router.delivery.proving import gaps
from app.router.history.runs import split_runs
from app.router.keeping.steps import entry_of_row
from app.router.words import Step
from app.store.checking import check_file
from app.store.copying import copy_store
from app.store.files import remove_store_files
from app.store.store import Store
from app.store.tables import change_log, metadata, router_step, sync_mark, ward_alarm_log
from app.ward.alarms.model import Alarm
from app.ward.alarms.records import from_record

_AT_ONCE = 500


def missing_facts(connection: Connection, facts: Sequence[Fact]) -> list[Fact]:
    """Those that are not there. A message is told by its name, everything else by its id."""
    found: list[Fact] = []
    tables: dict[str, list[str]] = defaultdict(list)
    for table, one in facts:
        tables[table].append(one)
    for table, wanted in tables.items():
        column = metadata.tables[table].c["name" if table == "message" else "id"]
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            there = set(connection.execute(select(column).where(column.in_(part))).scalars())
            found += [(table, one) for one in part if one not in there]
    return found


def acknowledged_events(connection: Connection, server: Engine) -> list[tuple[int, int]]:
    """Of each change log of the station: how many of its events the server has acknowledged, and how many it has."""
    found = []
    for origin, until in connection.execute(select(sync_mark.c.origin, sync_mark.c.acknowledged)).all():
        ours = select(change_log.c.id).where(change_log.c.origin == origin, change_log.c.sequence <= until)
        held = set(connection.execute(ours).scalars())
        with server.connect() as there:
            has = set(there.execute(select(event.c.id).where(event.c.origin == origin)).scalars())
            has |= set(there.execute(select(rejected.c.event_id)).scalars())
        found.append((len(held), len(held & has)))
    return found


def stands(connection: Connection, bed: str, what: str, source: str) -> bool:
    """Whether the log says that this source of an alarm claims it now: by the alarm's last row."""
    table = ward_alarm_log
    last = select(func.max(table.c.number)).where(table.c.bed_id == bed, table.c.what == what).scalar_subquery()
    content = connection.execute(select(table.c.content).where(table.c.number == last)).scalar()
    alarm = from_record(json.loads(content)).after if content else None
    return isinstance(alarm, Alarm) and alarm.is_there and source in alarm.sources


def kept_acceptances(connection: Connection) -> Counter[Confirmed]:
    """How often the router has kept that an alarm was accepted at a receiver."""
    columns = router_step.c.bed_id, router_step.c.alarm, router_step.c.receiver_id
    rows = connection.execute(select(*columns).where(router_step.c.step == Step.ACCEPTED.value)).all()
    return Counter((bed, alarm, receiver) for bed, alarm, receiver in rows)


def histories(connection: Connection) -> tuple[int, list[str]]:
    """How often somebody was called, and what is missing in the history of any alarm."""
    rows = connection.execute(select(router_step).order_by(router_step.c.number)).mappings()
    entries = [entry_of_row(row) for row in rows]
    runs = split_runs(entries)
    return sum(one.step is Step.GENERATED for one in entries), [
        f"{run[0].bed[-4:]} {run[0].alarm}: {gap}" for run in runs for gap in gaps(run)
    ]


def unrouted(connection: Connection, beds: Iterable[str], key: str) -> list[str]:
    """Beds at which this alarm was logged and no router ever generated a call for it."""
    found = []
    for bed in beds:
        table, steps = ward_alarm_log, router_step
        logged = select(func.count()).where(table.c.bed_id == bed, table.c.what == key)
        called = select(func.count()).where(steps.c.bed_id == bed, steps.c.alarm == key)
        if connection.execute(logged).scalar_one() and not connection.execute(called).scalar_one():
            found.append(f"{key} at bed {bed[-4:]}")
    return found


def problems_of_file(store: Store, key: bytes) -> list[str]:
    """What the store's own checks say of a snapshot: pages, structure, references, chain of the audit.

    Of a snapshot, since SQLCipher's check of the pages reads the file past the log of an open or a killed store, and
    calls pages damaged whose newer content stands in the log.
    """
    snapshot = store.path.with_name("campaign-snapshot.db")
    try:
        copy_store(store.path, key, snapshot, None)
        content = check_file(snapshot, key)
    except KnownError as problem:
        return [problem.code]
    finally:
        remove_store_files(snapshot)
    found = [] if content.audit_broken_at is None else [f"audit chain broken at row {content.audit_broken_at}"]
    with store.read() as connection:
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    return found + ([f"{len(orphans)} rows refer to nothing, of {orphans[0][0]}"] if orphans else [])
