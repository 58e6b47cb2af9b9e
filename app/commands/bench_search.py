"""`bench search`: letter by letter through the real people service on a full encrypted store, beside a LIKE scan."""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.clinic.people.duplicates import likely_duplicates
from app.clinic.people.model import NewPerson, Sex
from app.clinic.people.query import understand
from app.clinic.people.service import PeopleService
from app.demo.crowd import insert_crowd
from app.kernel.actor import PROGRAM
from app.kernel.clock import SystemClock
from app.kernel.ids import SeededIds
from app.security.roles import Role
from app.security.session import Session, Status
from app.store.opening import create_store
from app.store.store import Store

KEYSTROKE_TARGET_MS = 30.0
RATIO_TARGET = 20.0
DUPLICATES_TARGET_MS = 50.0

TYPED = (
    "maria da silva", "Maria José dos Santos", "joão batista", "JOSÉ CARLOS DE OLIVEIRA", "ana lúcia santos",
    "silva maria", "francisca das chagas", "antonio walclecio", "mar silv sant", "luiz", "tereza wanderley",
    "xavier joana", "santos silva oliveira souza", "kobayashi", "uchoa vera", "maria zenilda de medeiros",
    "12/03/1990", "12031990", "1990-03-12", "03/1990", "1990", "29/02/2000", "maria 12/03/1990", "jose silva 1985",
    "ana 07/11", "000.000.037-03", "00000", "700 0000 0035 7100", "70000000", "joao silva 0000",
)  # fmt: skip
"""What people type at a reception desk."""

WORST = (
    "m", "a a", "m s", "j s m", "d d d", "jo wal", "wal jo zi", "fra cas zan", "jo ma 1990", "ma jo si sa", "xq jo",
    "zzzzzz", "dos", "de da", "e", "maria zilda zz", "qwertyuiop asdfghjkl", "1", "0", "31/12/20", "03/19",
    '" OR "maria"*', "maria AND NOT silva", "NEAR(maria silva)", "name_key:maria", "'; drop table person --",
    "*", "%_%",
    "\x00maria\x00", "😀 maria", "maria " * 60, "a b c d e f g h i j k l m n o p",
)  # fmt: skip
"""Long lists, sparse intersections, nothing to find, hostile text."""

_SCANNED = ("maria da silva", "silva maria", "jo wal", "kobayashi", "zzzzzz", "jose carlos", "m", "uchoa vera")


def run(arguments: argparse.Namespace) -> Mapping[str, object]:
    """Build the store, type, scan; name → figure. `people` at least 1,000."""
    people = max(1_000, int(arguments.people))
    folder = Path(tempfile.mkdtemp(prefix="plantao-bench-"))
    try:
        return _measure(folder / "plantao.db", people)
    finally:
        shutil.rmtree(folder)


def _measure(path: Path, people: int) -> dict[str, object]:
    clock = SystemClock()
    _say(f"building an encrypted store of {people:,} synthetic people …")
    store = create_store(path, bytes(range(32)), clock, SeededIds(clock, seed=1))
    try:
        started = time.perf_counter()
        with store.write(PROGRAM) as writing:
            insert_crowd(writing.connection, SeededIds(clock, seed=2), people, seed=3, at=writing.at)
        built = time.perf_counter() - started
        _say("typing …")
        usual, slowest = _type(store, TYPED, clock.now())
        worst, slowest_worst = _type(store, WORST, clock.now())
        _say("scanning with LIKE …")
        scans = [_scan(store, typed) for typed in _SCANNED]
        duplicates = _duplicates(store)
    finally:
        store.close()
    every = usual + worst
    return {
        "people": people,
        "seconds_to_build": built,
        "store_megabytes": path.stat().st_size / 1e6,
        "keystrokes": len(every),
        "p50_ms": percentile(every, 50),
        "p95_ms": percentile(every, 95),
        "p99_ms": percentile(every, 99),
        "max_ms": max(every),
        "slowest": max(slowest, slowest_worst)[1],
        "p95_ms_usual": percentile(usual, 95),
        "p95_ms_worst_cases": percentile(worst, 95),
        "target_p95_ms": KEYSTROKE_TARGET_MS,
        "like_scan_p50_ms": percentile(scans, 50),
        "like_scan_p95_ms": percentile(scans, 95),
        "times_faster_p95": percentile(scans, 95) / percentile(every, 95),
        "times_faster_p50": percentile(scans, 50) / percentile(every, 50),
        "target_times_faster": RATIO_TARGET,
        "duplicates_p95_ms": percentile(duplicates, 95),
        "target_duplicates_p95_ms": DUPLICATES_TARGET_MS,
        "met": percentile(every, 95) <= KEYSTROKE_TARGET_MS
        and percentile(scans, 95) >= RATIO_TARGET * percentile(every, 95)
        and percentile(duplicates, 95) <= DUPLICATES_TARGET_MS,
    }


def _type(store: Store, texts: Sequence[str], now: datetime) -> tuple[list[float], tuple[float, str]]:
    """Milliseconds of every keystroke, and the slowest with its text."""
    service = PeopleService(store)
    nurse = Session("bench", "Bench", "bench", Role.NURSE, Status.ACTIVE, "en", now)
    taken: list[tuple[float, str]] = []
    for typed in texts:
        for length in range(1, min(len(typed), 220) + 1):
            started = time.perf_counter()
            service.search(nurse, typed[:length])
            taken.append(((time.perf_counter() - started) * 1000, typed[:length]))
    return [milliseconds for milliseconds, _ in taken], max(taken)


def _scan(store: Store, typed: str) -> float:
    """Milliseconds of the same question asked with LIKE '%…%' over the folded columns, names in order, 51 rows."""
    words = understand(typed).words
    fits = " AND ".join(f"(name_key LIKE :w{i} OR mother_key LIKE :w{i})" for i in range(len(words)))
    statement = text(f"SELECT number, full_name FROM person WHERE {fits} ORDER BY full_name LIMIT 51")
    parameters: dict[str, Any] = {f"w{i}": f"%{word}%" for i, word in enumerate(words)}
    started = time.perf_counter()
    with store.read() as connection:
        connection.execute(statement, parameters).all()
    return (time.perf_counter() - started) * 1000


def _duplicates(store: Store) -> list[float]:
    """Milliseconds to find likely duplicates of people with common names, registered and not."""
    with store.read() as connection:
        sample = connection.execute(
            text("SELECT full_name, mother_name, birth_date, cpf, phone FROM person WHERE number % 9973 = 1 LIMIT 60")
        ).all()
    taken = []
    for name, mother, birth, cpf, phone in sample:
        year, month, day = map(int, birth.split("-"))
        born = datetime(year, month, day).date()
        person = NewPerson(name, born, Sex.FEMALE, mother_name=mother, cpf=cpf, phone=phone)
        common = NewPerson("Maria José da Silva", born, Sex.FEMALE, mother_name="Maria da Silva")
        for one in (person, common):
            started = time.perf_counter()
            with store.read() as connection:
                likely_duplicates(connection, one)
            taken.append((time.perf_counter() - started) * 1000)
    return taken


def percentile(values: Sequence[float], share: int) -> float:
    """The smallest value that at least `share` per cent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
