"""`bench import`: people from a table through the real import service, beside the same rows merely inserted."""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select

from app.clinic.people import rows
from app.interop.csv_people.checking import ImportOptions, check_row
from app.interop.csv_people.columns import propose
from app.interop.csv_people.reading import Table, read_table
from app.interop.csv_people.service import PeopleImportService
from app.interop.csv_text import write_csv
from app.kernel.clock import SystemClock, to_text
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from app.kernel.progress import Progress
from app.security.roles import Role
from app.security.session import Session, Status
from app.store.opening import create_store
from app.store.store import Store
from app.store.tables import person

IMPORT_TARGET_SECONDS = 20.0
CANCEL_TARGET_MS = 1000.0
_HEADER = ("Nome", "Nascimento", "Sexo", "Mãe", "Motivo sem documento", "Telefone", "Município")
_FIRST = ("Ana", "Maria", "Joana", "Rita", "Lúcia", "Vera", "Tereza", "Rosa", "Helena", "Íris", "Célia", "Olga", "Inês")
_MIDDLE = ("Fictícia", "Inventada", "Imaginária", "Sintética", "Suposta", "Fabulada", "Fingida")
_LAST = (
    "da Silva", "dos Santos", "Souza", "Lima", "Araújo", "Dantas", "Bezerra", "Nunes", "Moura", "Prado", "Sales",
    "Rocha", "Alves", "Medeiros", "Xavier", "Queiroz", "Varela",
)  # fmt: skip
_WRONG_EVERY = 50
"""Every fiftieth row has a day that does not exist: a table without a fault is none."""


def run(arguments: argparse.Namespace) -> Mapping[str, object]:
    """Make the table, read, check, store, stop half way; name → figure. `rows` at least 100."""
    wanted = max(100, int(arguments.rows))
    folder = Path(tempfile.mkdtemp(prefix="plantao-bench-"))
    try:
        return _measure(folder, make_table(wanted))
    finally:
        shutil.rmtree(folder)


def make_table(wanted: int) -> bytes:
    """So many rows of synthetic women, all different, in the order of a register."""
    lines = [_HEADER, *(_row(number) for number in range(wanted))]
    return write_csv(lines).encode("utf-8")


def _row(number: int) -> tuple[str, ...]:
    first, rest = _FIRST[number % len(_FIRST)], number // len(_FIRST)
    middle, rest = _MIDDLE[rest % len(_MIDDLE)], rest // len(_MIDDLE)
    last = _LAST[rest % len(_LAST)]
    mother = f"{_FIRST[(number * 7 + 3) % len(_FIRST)]} {middle} {_LAST[(number * 5 + 1) % len(_LAST)]}"
    born = date(1980, 1, 1) + timedelta(days=number * 37 % 9000)
    day = "31/02/1990" if number % _WRONG_EVERY == _WRONG_EVERY - 1 else born.strftime("%d/%m/%Y")
    return (f"{first} {middle} {last}", day, "F", mother, "pessoa sintética", "", "Natal")


def _measure(folder: Path, content: bytes) -> dict[str, object]:
    started = time.perf_counter()
    table = read_table(content)
    reading = time.perf_counter() - started
    _say(f"importing {len(table.rows):,} synthetic people …")
    with _Bench(folder / "import.db") as bench:
        stopped = bench.stop_half_way(table)
        left = bench.people()
        started = time.perf_counter()
        bench.service.preview(bench.session, table, bench.mapping(table), bench.options)
        checking = time.perf_counter() - started
        started = time.perf_counter()
        report = bench.service.run(bench.session, table, bench.mapping(table), bench.options)
        storing = time.perf_counter() - started
        stored = bench.people()
    _say("inserting the same people plainly …")
    with _Bench(folder / "plain.db") as bench:
        plain = bench.insert_plainly(table)
        inserted = bench.people()
    total = reading + checking + storing
    return {
        "rows": report.total,
        "accepted": report.accepted,
        "refused": report.refused,
        "seconds_to_read": reading,
        "seconds_to_check": checking,
        "seconds_to_check_again_and_store": storing,
        "seconds_in_all": total,
        "target_seconds": IMPORT_TARGET_SECONDS,
        "people_stored": stored,
        "plain_executemany_seconds": plain,
        "plain_people": inserted,
        "times_slower_than_plain": storing / plain,
        "milliseconds_to_stop": stopped,
        "people_left_after_stopping": left,
        "target_milliseconds_to_stop": CANCEL_TARGET_MS,
        "met": total <= IMPORT_TARGET_SECONDS
        and left == 0
        and stopped <= CANCEL_TARGET_MS
        and stored == report.accepted == inserted,
    }


class _Bench:
    """An empty encrypted store with the import service and a coordinator."""

    def __init__(self, path: Path) -> None:
        clock = SystemClock()
        self.store: Store = create_store(path, bytes(range(32)), clock, SeededIds(clock, seed=1))
        self.service = PeopleImportService(self.store)
        self.session = Session("bench", "Bench", "bench", Role.COORDINATOR, Status.ACTIVE, "en", clock.now())
        self.options = ImportOptions(synthetic=True)

    def __enter__(self) -> "_Bench":
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()

    def mapping(self, table: Table) -> dict[str, int]:
        """The columns as they are recognised."""
        return propose(table.headers)

    def people(self) -> int:
        """How many are stored."""
        with self.store.read() as connection:
            return int(connection.execute(select(func.count()).select_from(person)).scalar_one())

    def stop_half_way(self, table: Table) -> float:
        """Milliseconds from the wish to stop, while rows are being stored, to the end of the call."""
        asked: list[float] = []

        def report(done: int, total: int) -> None:
            if done >= total * 3 // 4 and not asked:
                asked.append(time.perf_counter())

        try:
            self.service.run(
                self.session, table, self.mapping(table), self.options, Progress(report, lambda: bool(asked))
            )
        except KnownError as error:
            if error.code == "work.cancelled":
                return (time.perf_counter() - asked[0]) * 1000
            raise
        return 0.0

    def insert_plainly(self, table: Table) -> float:
        """Seconds for one executemany of the accepted rows: no check, no change log, no audit row."""
        now = self.store.clock.now()
        checked = [check_row(one, self.mapping(table), self.options, now.date()) for one in table.rows]
        ids, mine = SeededIds(self.store.clock, seed=2), {"recorded_at": to_text(now), "recorded_by": "bench"}
        values = [{"id": ids.new(), **rows.to_row(one.person), **mine} for one in checked if not one.refusals]
        started = time.perf_counter()
        with self.store.write(self.session.actor) as writing:
            writing.connection.execute(insert(person), values)
        return time.perf_counter() - started


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
