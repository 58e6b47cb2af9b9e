"""What people were doing when the program was changed: drafts, messages that wait and records that were not sent yet
come through; an older program afterwards refuses, names both versions, and leaves everything as it is."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select

from app.central.database import open_database
from app.central.tables import event, unit
from app.kernel.actor import PROGRAM, Actor
from app.kernel.clock import FakeClock, to_text
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from app.kernel.version import program_version
from app.store import migrate, opening, program_mark
from app.store.engine import build_engine
from app.store.opening import open_store, write_origin
from app.store.store import Store
from app.store.tables import SCHEMA_REVISION, draft, message, person
from app.sync import ledger
from app.sync.enrolling import EnrollingService
from app.sync.round import Round
from main import main
from tests.central.serving import Served, served
from tests.conftest import ExpectedLogs
from tests.store_fixtures import TEST_KEY
from tests.sync.simulation import person_row
from ui.texts import choose_language, error_text

NURSE = Actor("n" * 36, "Enfermeira Sintética")
PEOPLE, DRAFTS = 20, 3
# Alembic tells which revision it runs, and warns of every index with an expression.
NOISE = "alembic"


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Served]:
    """A server with one unit."""
    engine = open_database(f"sqlite:///{tmp_path / 'central.db'}")
    with engine.begin() as connection:
        connection.execute(insert(unit).values(cnes="1111111", name="UBS Sintética", kind="primary_care"))
    with served(engine, tmp_path / "server") as one:
        yield one
    engine.dispose()


def work(path: Path, revision: str, central: Served) -> Store:
    """A store as the program of this revision left it in the middle of a morning; open."""
    clock = FakeClock()
    ids = SeededIds(clock, seed=5)
    engine = build_engine(path, TEST_KEY, create=True, foreign_keys=False)
    with engine.connect().execution_options(plantao_write=True) as connection, connection.begin():
        migrate.upgrade(connection, target=revision)
        write_origin(connection, ids.new(), to_text(clock.now()))
    engine.dispose()
    old = Store(build_engine(path, TEST_KEY), clock, ids, _origin(path), path)
    EnrollingService(old).enrol(NURSE, central.address, central.code(), central.certificate.fingerprint)
    with old.write(NURSE) as writing:
        people = writing.create_many(person, [person_row(f"Sintética {number}") for number in range(PEOPLE)])
        for number in range(DRAFTS):
            row = {"account_id": NURSE.account_id, "kind": f"form-{number}", "subject_id": "", "saved_at": writing.at}
            writing.connection.execute(insert(draft).values(**row, content=json.dumps({"typed": "meia frase"})))
        writing.connection.execute(insert(message).values(**_message(people[0], writing.at)))
    return old


def _origin(path: Path) -> str:
    engine = build_engine(path, TEST_KEY)
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT value FROM setting WHERE name = 'origin'").scalar_one()
    engine.dispose()
    return str(json.loads(found))


def _message(person_id: str, at: str) -> dict[str, object]:
    told = {"id": "m" * 36, "name": "visit-1", "person_id": person_id, "template_version_id": "t" * 36, "variant": "a"}
    when = {"due_at": at, "until": at, "next_at": at, "recorded_at": at, "recorded_by": PROGRAM.account_id}
    state = {"priority": 0, "status": "scheduled", "channel": "email", "attempts": 0, "tried": 0, "heard": "nothing"}
    return {**told, **when, **state, "channels": '["email"]'}


def _all(connection: Connection) -> dict[str, object]:
    """What must come through."""
    return {
        "drafts": [tuple(row) for row in connection.execute(select(draft).order_by(draft.c.kind))],
        "messages": [dict(row) for row in connection.execute(select(message.c.id, message.c.status)).mappings()],
        "people": connection.execute(select(func.count()).select_from(person)).scalar_one(),
        "pending": ledger.counts(connection).pending,
    }


@pytest.mark.parametrize("revision", ["0012", "0015", "0017"])
def test_drafts_messages_and_records_that_wait_come_through_and_are_sent_afterwards(
    revision: str, tmp_path: Path, central: Served, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow(NOISE)
    path = tmp_path / "plantao.db"
    old = work(path, revision, central)
    with old.read() as connection:
        before = _all(connection)
    old.close()
    assert before["pending"] == PEOPLE and len(before["drafts"]) == DRAFTS  # type: ignore[arg-type]  # a list
    clock = FakeClock()
    store = open_store(path, TEST_KEY, clock, SeededIds(clock, seed=9))
    with store.read() as connection:
        assert _all(connection) == before
    (kept,) = (tmp_path / "backups").glob(f"before-migration-{revision}-*.db")
    engine = build_engine(kept, TEST_KEY, settle_journal=False)
    with engine.connect() as connection:
        assert _all(connection) == before
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() == revision
    engine.dispose()
    line = EnrollingService(store).open_line()
    Round(store, line).run()
    line.close()
    with store.read() as connection:
        assert ledger.counts(connection).synchronised
    store.close()
    with central.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(event)).scalar_one() == PEOPLE


def _as_older_program(patch: pytest.MonkeyPatch) -> str:
    """The program of one revision ago, by its version."""
    older = f"{int(SCHEMA_REVISION) - 1:04}"
    patch.setattr(opening, "SCHEMA_REVISION", older)
    for module in (opening, program_mark):
        patch.setattr(module, "program_version", lambda: "0.0.9")
    return older


def test_an_older_program_refuses_names_both_versions_and_changes_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.close()
    before = hashlib.sha256(store.path.read_bytes()).hexdigest()
    clock = FakeClock()
    with monkeypatch.context() as patch:
        older = _as_older_program(patch)
        with pytest.raises(KnownError) as caught:
            open_store(store.path, TEST_KEY, clock, SeededIds(clock, 1))
    values = caught.value.values
    assert (values["written_by"], values["version"]) == (program_version(), "0.0.9")
    assert (values["store"], values["program"]) == (SCHEMA_REVISION, older)
    assert hashlib.sha256(store.path.read_bytes()).hexdigest() == before
    for language, word in (("pt_BR", "Instale de novo"), ("en", "again and open it once more")):
        choose_language(language)
        words = error_text(caught.value.code, values)
        assert f"Plantão {program_version()}" in words and "0.0.9" in words and word in words
    choose_language("pt_BR")
    open_store(store.path, TEST_KEY, clock, SeededIds(clock, 1)).close()


def test_the_command_line_says_so_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "station"
    monkeypatch.setenv("PLANTAO_HOME", str(home))
    policy = tmp_path / "policy.toml"
    policy.write_text(
        'format = 1\nrole = "agent"\n[unit]\nname = "UBS Sintética"\ncnes = "0000001"\nmunicipality = "2408102"\n'
        f'[keys]\nkey_file = "{tmp_path / "key"}"\n[administrator]\nlogin = "suporte"\nname = "Suporte Sintético"\n',
        encoding="utf-8",
    )
    policy.chmod(0o600)
    assert main(["set-up", "--policy", str(policy)]) == 0
    capsys.readouterr()
    _as_older_program(monkeypatch)
    for command in (["backup"], ["verify-audit"], ["agent", "--once"]):
        assert main(command) == 1
        told = capsys.readouterr().err
        assert f"Plantão {program_version()}" in told and "0.0.9" in told and "Nada foi alterado" in told
    assert not list(home.glob("backups/*manual*"))


@pytest.mark.parametrize(("number", "version"), [(0, "?"), (1_004_000, "1.4.0"), (7, "0.0.7"), (-5, "?")])
def test_the_mark_in_the_header_is_a_version(number: int, version: str) -> None:
    assert program_mark.to_version(number) == version
    if version != "?":
        assert program_mark.to_number(version) == number
    assert program_mark.to_number("nonsense") == 0
