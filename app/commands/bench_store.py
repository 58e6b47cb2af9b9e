"""`bench store`: what encryption, change log, hashes and identifiers cost against plain `sqlite3`, in the same run.

Both sides have the same tables, indexes and triggers, WAL and `synchronous=FULL`, on the same disk, and end with the
same rows: one observation and one change-log row for each fact. The plain side writes to an unencrypted file and is
measured twice: `plain` makes its rows itself with the shortest code that serves (`json.dumps`, SHA-256, identifiers of
the store's kind, because random ones would slow its indexes down); `plain, ready rows` is handed finished tuples and
does nothing but insert: no identifier, no JSON, no hash, no question for the last sequence number.
"""

import argparse
import hashlib
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from app.kernel.actor import PROGRAM
from app.kernel.clock import SystemClock, to_text
from app.kernel.ids import TimeOrderedIds
from app.security.keys.wrapping import new_store_key
from app.store.opening import create_store
from app.store.search_index import create_search_index
from app.store.store import Store
from app.store.tables import change_log, metadata, observation, person

BATCH = 10_000
SINGLES = 300
RUNS = 5
BATCH_TARGET = 3.0
SINGLE_TARGET = 2.5
_LOG_COLUMNS = tuple(column.name for column in change_log.columns)
_FACT_COLUMNS = ("id", "person_id", "code", "value", "unit", "observed_at", "recorded_at", "recorded_by")
_FACT_SQL = f"INSERT INTO observation ({', '.join(_FACT_COLUMNS)}) VALUES ({', '.join('?' * len(_FACT_COLUMNS))})"
_LOG_SQL = f"INSERT INTO change_log ({', '.join(_LOG_COLUMNS)}) VALUES ({', '.join('?' * len(_LOG_COLUMNS))})"

Row = Mapping[str, object]
ReadyRows = tuple[Sequence[tuple[object, ...]], Sequence[tuple[object, ...]]]


def run(_: argparse.Namespace) -> dict[str, object]:
    """Medians in milliseconds of alternating runs, and the ratios with their targets."""
    with tempfile.TemporaryDirectory(prefix="plantao-bench-") as folder, _sides(Path(folder)) as (store, plain):
        person_id = _one_person(store, plain)
        batch = _alternate(
            {
                "store": lambda: _store_batch(store, _facts(person_id, BATCH)),
                "plain": lambda: _plain_batch(plain, _facts(person_id, BATCH)),
                "ready": lambda: _plain_ready(plain, person_id, BATCH),
            }
        )
        single = _alternate(
            {
                "store": lambda: _store_singles(store, person_id),
                "plain": lambda: _plain_singles(plain, person_id),
                "ready": lambda: _plain_ready_singles(plain, person_id),
            }
        )
    return {
        "facts in one batch": BATCH,
        "batch, store (ms)": batch["store"] * 1000,
        "batch, plain (ms)": batch["plain"] * 1000,
        "batch, plain, ready rows (ms)": batch["ready"] * 1000,
        "batch, store / plain": batch["store"] / batch["plain"],
        "batch, store / plain, ready rows": batch["store"] / batch["ready"],
        "batch, target": f"<= {BATCH_TARGET} x",
        "durable commits of one fact": SINGLES,
        "single, store (ms each)": single["store"] * 1000 / SINGLES,
        "single, plain (ms each)": single["plain"] * 1000 / SINGLES,
        "single, plain, ready rows (ms each)": single["ready"] * 1000 / SINGLES,
        "single, store / plain": single["store"] / single["plain"],
        "single, store / plain, ready rows": single["store"] / single["ready"],
        "single, target": f"<= {SINGLE_TARGET} x",
    }


@contextmanager
def _sides(folder: Path) -> Iterator[tuple[Store, sqlite3.Connection]]:
    clock = SystemClock()
    store = create_store(folder / "store.db", new_store_key(), clock, TimeOrderedIds(clock))
    plain = sqlite3.connect(folder / "plain.db", isolation_level=None)
    for line in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        plain.execute(f"PRAGMA {line}").fetchall()
    dialect = sqlite.dialect()
    for table in metadata.sorted_tables:
        plain.execute(str(CreateTable(table).compile(dialect=dialect)))
        for index in table.indexes:
            plain.execute(str(CreateIndex(index).compile(dialect=dialect)))
    create_search_index(plain.execute)
    try:
        yield store, plain
    finally:
        store.close()
        plain.close()


def _alternate(sides: Mapping[str, Callable[[], float]]) -> dict[str, float]:
    """Median seconds of each; one round to warm up, then the sides take turns, each round in another order."""
    names = list(sides)
    for name in names:
        sides[name]()
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(RUNS):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            seconds[name].append(sides[name]())
    return {name: statistics.median(values) for name, values in seconds.items()}


def _one_person(store: Store, plain: sqlite3.Connection) -> str:
    row: dict[str, object] = {
        "full_name": "Maria Sintética",
        "name_key": "maria sintetica",
        "birth_date": "1996-02-03",
        "sex": "female",
        "no_document_reason": "synthetic",
        "municipality_code": "2408102",
        "municipality_name": "Natal",
        "synthetic": 1,
    }
    with store.write(PROGRAM) as writing:
        person_id = writing.create(person, row)
    whole = {**row, "id": person_id, "recorded_at": to_text(store.clock.now()), "recorded_by": "bench"}
    plain.execute(f"INSERT INTO person ({', '.join(whole)}) VALUES ({', '.join('?' * len(whole))})", [*whole.values()])
    return person_id


def _facts(person_id: str, count: int) -> list[dict[str, object]]:
    at = to_text(SystemClock().now())
    return [
        {"person_id": person_id, "code": "weight", "value": str(50 + i % 50), "unit": "kg", "observed_at": at}
        for i in range(count)
    ]


def _store_batch(store: Store, facts: Sequence[Row]) -> float:
    start = time.perf_counter()
    with store.write(PROGRAM) as writing:
        writing.append_many(observation, facts)
    return time.perf_counter() - start


def _store_singles(store: Store, person_id: str) -> float:
    facts = _facts(person_id, SINGLES)
    start = time.perf_counter()
    for fact in facts:
        with store.write(PROGRAM) as writing:
            writing.append(observation, fact)
    return time.perf_counter() - start


def _plain_batch(plain: sqlite3.Connection, facts: Sequence[Row]) -> float:
    start = time.perf_counter()
    plain.execute("BEGIN IMMEDIATE")
    fact_rows, log_rows = _ready(plain, facts)
    plain.executemany(_FACT_SQL, fact_rows)
    plain.executemany(_LOG_SQL, log_rows)
    plain.execute("COMMIT")
    return time.perf_counter() - start


def _plain_singles(plain: sqlite3.Connection, person_id: str) -> float:
    facts = _facts(person_id, SINGLES)
    start = time.perf_counter()
    for fact in facts:
        plain.execute("BEGIN IMMEDIATE")
        fact_rows, log_rows = _ready(plain, [fact])
        plain.execute(_FACT_SQL, fact_rows[0])
        plain.execute(_LOG_SQL, log_rows[0])
        plain.execute("COMMIT")
    return time.perf_counter() - start


def _plain_ready(plain: sqlite3.Connection, person_id: str, count: int) -> float:
    fact_rows, log_rows = _ready(plain, _facts(person_id, count))
    start = time.perf_counter()
    plain.execute("BEGIN IMMEDIATE")
    plain.executemany(_FACT_SQL, fact_rows)
    plain.executemany(_LOG_SQL, log_rows)
    plain.execute("COMMIT")
    return time.perf_counter() - start


def _plain_ready_singles(plain: sqlite3.Connection, person_id: str) -> float:
    fact_rows, log_rows = _ready(plain, _facts(person_id, SINGLES))
    start = time.perf_counter()
    for fact_row, log_row in zip(fact_rows, log_rows, strict=True):
        plain.execute("BEGIN IMMEDIATE")
        plain.execute(_FACT_SQL, fact_row)
        plain.execute(_LOG_SQL, log_row)
        plain.execute("COMMIT")
    return time.perf_counter() - start


def _ready(plain: sqlite3.Connection, facts: Sequence[Row]) -> ReadyRows:
    """The rows of both tables as somebody without our classes would make them."""
    sequence = plain.execute("SELECT coalesce(max(sequence), 0) FROM change_log WHERE origin = 'plain'").fetchone()[0]
    now = to_text(SystemClock().now())
    ids = TimeOrderedIds(SystemClock())
    fact_rows, log_rows = [], []
    for number, fact in enumerate(facts, start=sequence + 1):
        whole = {"id": ids.new(), **fact, "recorded_at": now, "recorded_by": "bench"}
        text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digest = hashlib.sha256(text.encode()).hexdigest()
        fact_rows.append(tuple(whole.values()))
        log = (ids.new(), "plain", number, "observation", whole["id"], "append", text, digest, 0, now, "bench")
        log_rows.append(log)
    return fact_rows, log_rows
