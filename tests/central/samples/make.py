"""Databases of a server as each version of its tables left them, as SQL: `python -m tests.central.samples.make`.

Run it once a new revision stands; what was kept before stays as it is. `server-0000` was made by the last program
that had no chain. Everything in it is synthetic.
"""

import contextlib
import sqlite3
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, insert

from app.central.black_boxes import BlackBoxes
from app.central.database import open_database
from app.central.enrolment import Enrolment
from app.central.health import Health
from app.central.journal import Journal
from app.central.offers import Offers
from app.central.tables import SCHEMA_REVISION, api_client, sending_grant, station
from app.central.throwaway import postgresql_programs, throwaway_server
from app.kernel.clock import FakeClock, to_text
from app.kernel.ids import SeededIds
from tests.central.boxes import BOX, chained
from tests.central.writer import HERE, THERE, Writer, push

FOLDER: Final = Path(__file__).parent
REPORT: Final = {
    **{"version": "1.3.0", "store_format": "0018", "system": "linux", "pending": 2, "oldest_pending": 60},
    **{"refused": 0, "disagreements": 0, "disk_free": 5_000_000_000, "store_size": 1_000_000, "backup_age": 3600},
}


def fill(engine: Engine) -> None:
    """Two units, three stations, a person with two values for one field, a code, who sends, another system, a black box
    with a hole."""
    clock = FakeClock()
    enrolment = Enrolment(engine, clock, SeededIds(clock, 5))
    enrolment.put_unit("1111111", "UBS Sintética", "primary_care")
    enrolment.put_unit("2222222", "Hospital Sintético", "hospital")
    with engine.begin() as connection:
        for one in (HERE, THERE):
            row = {"id": one.station_id, "unit": one.unit, "name": "Sala", "public_key": "k", "status": "active"}
            connection.execute(insert(station).values(**row, enrolled_at="2026"))
    journal, here, there = Journal(engine, clock), Writer(HERE), Writer(THERE)
    assert push(journal, HERE, here.person("p"), here.phone("p", "+55841")) == ["accepted", "accepted"]
    assert push(journal, THERE, there.phone("p", "+55842", seen=1)) == ["conflict"]
    with engine.begin() as connection:
        connection.execute(insert(sending_grant).values(unit="1111111", holder=HERE.station_id, since="2026"))
        row = {"id": "c", "unit": "1111111", "name": "Hospital", "role": "read", "token_sha256": "0" * 64}
        connection.execute(insert(api_client).values(**row, made_at="2026"))
    Health(engine, clock).note(HERE, REPORT, to_text(clock.now()))
    Offers(engine, clock).put_out("stable", "1.4.0", "Nota sintética", {"plantao_1.4.0_amd64.deb": "0" * 64})
    assert BlackBoxes(engine, clock).add(HERE, BOX, [*chained(2), *chained(5)[3:]]).last == 5


def make_sample() -> None:
    """Write the samples of the present revision."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "central.db"
        engine = open_database(f"sqlite:///{path}")
        fill(engine)
        engine.dispose()
        with contextlib.closing(sqlite3.connect(path)) as connection:
            _write("sqlite", "\n".join(connection.iterdump()))
    programs = postgresql_programs()
    assert programs is not None, "PostgreSQL is needed"
    with throwaway_server() as server:
        url = server.new_database()
        engine = open_database(url)
        fill(engine)
        engine.dispose()
        where = ("--host", str(url.query["host"]), "--username", str(url.username), str(url.database))
        options = ("--inserts", "--no-owner", "--no-privileges")
        done = subprocess.run([programs / "pg_dump", *options, *where], capture_output=True, text=True, check=True)
    # What only the command-line client understands is left out, and what a younger server alone knows.
    unknown = ("--", "\\", "SET transaction_timeout", "SELECT pg_catalog.set_config")
    _write("postgresql", "\n".join(line for line in done.stdout.splitlines() if line and not line.startswith(unknown)))


def _write(name: str, text: str) -> None:
    (FOLDER / f"server-{SCHEMA_REVISION}.{name}.sql").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    make_sample()
