"""What is under way at a station when its program is updated: typed and not saved, not sent, not told to the server."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app import bootstrap
from app.clinic.drafts import DraftService
from app.kernel.actor import PROGRAM
from app.kernel.clock import SystemClock
from app.kernel.folders import StationFolders
from app.reminders.outbox.model import Planned, Priority
from app.reminders.outbox.planning import plan
from app.security.keys.keyfile import CREDENTIAL_NAME
from app.security.roles import Role
from app.store.engine import build_engine
from app.store.opening import open_store
from tests.clinic.conftest import session_of
from tests.reminders.conftest import CODES, VERSION, make_people

_KEPT = {
    "drafts": "select account_id, kind, subject_id, content, saved_at from draft order by kind",
    "messages": "select name, status, due_at from message order by name",
    "not told to the server": "select * from change_log order by 1",
    "people": "select id, full_name, phone from person order by id",
    "beds": "select * from ward_bed order by 1",
    "alarms": "select what, at, content from ward_alarm_log order by number",
    "trail": "select * from audit order by number",
}
Unfinished = dict[str, list[tuple[object, ...]]]


def leave_unfinished(home: Path, key_file: Path, credentials: Path) -> None:
    """Into the closed store of `home`: a form half typed, three messages due tomorrow, people known here alone."""
    clock = SystemClock()
    with _key(home, key_file, credentials) as key:
        store = open_store(StationFolders(home).store, key, clock, bootstrap.Ports(clock=clock).made_ids())
        try:
            people, due = make_people(store), clock.now() + timedelta(days=1)
            rows = [
                Planned(f"m/{one}", one, VERSION, "A", CODES, CODES[0], due, due + timedelta(hours=2), Priority.SINGLE)
                for one in people
            ]
            with store.write(PROGRAM) as writing:
                plan(writing, rows)
            half = {"reason": "Dor de cabeça e vi", "colour": None}
            DraftService(store).keep(session_of(Role.NURSE), "hearing", people[0], half)
        finally:
            store.close()


def unfinished(home: Path, key_file: Path, credentials: Path) -> Unfinished:
    """The same as it lies there now, read without this program's own idea of the tables: a newer one may have them."""
    with _key(home, key_file, credentials) as key:
        engine = build_engine(StationFolders(home).store, key, settle_journal=False)
        try:
            with engine.connect() as connection:
                return {what: [tuple(row) for row in connection.execute(text(asked))] for what, asked in _KEPT.items()}
        finally:
            engine.dispose()


def as_by_a_newer_program(home: Path, key_file: Path, credentials: Path) -> None:
    """The store says that it has a format which this program does not know."""
    with _key(home, key_file, credentials) as key:
        engine = build_engine(StationFolders(home).store, key, settle_journal=False)
        try:
            with engine.connect().execution_options(plantao_write=True) as connection, connection.begin():
                connection.execute(text("update alembic_version set version_num = '9999'"))
        finally:
            engine.dispose()


@contextmanager
def _key(home: Path, key_file: Path, credentials: Path) -> Iterator[bytes]:
    credentials.mkdir(exist_ok=True)
    shutil.copy(key_file, credentials / CREDENTIAL_NAME)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
        yield bootstrap.ask_for_key(StationFolders(home), bootstrap.Ports(clock=SystemClock(), background=False))
