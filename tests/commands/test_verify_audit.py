"""`verify-audit` as it is called: one line or one JSON object, and the exit status."""

import json
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from app.commands import verify_audit
from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.security.roles import Role
from app.store.audit_chain import ChainReport
from app.store.opening import open_store
from app.store.store import Store
from app.store.tables import audit
from main import main
from tests.security.staff import newcomer, services
from tests.store_fixtures import TEST_KEY


@pytest.fixture
def station(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    """A station with one account, as the command finds it; opening is replaced because it may ask for a passphrase."""
    services(store).accounts.create_first_administrator(newcomer("administrator", Role.ADMINISTRATOR))
    clock = FakeClock()
    monkeypatch.setenv("PLANTAO_HOME", str(tmp_path))
    monkeypatch.setattr(
        verify_audit,
        "open_store_for_command",
        lambda folders: open_store(folders.store, TEST_KEY, clock, SeededIds(clock, seed=5)),
    )
    return store


def test_a_chain_that_holds_ends_with_status_0(station: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify-audit"]) == 0
    assert capsys.readouterr().out.startswith("The audit trail holds: 1 rows, head ")
    assert main(["verify-audit", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["holds"], answer["rows"], answer["broken_at"], answer["problem"]) == (True, 1, None, None)
    assert len(answer["head_hash"]) == 64


def test_a_changed_row_ends_with_status_1_and_its_number(station: Store, capsys: pytest.CaptureFixture[str]) -> None:
    with station.engine.connect() as connection, connection.begin():
        connection.execute(update(audit).values(account_name="Outra Pessoa"))
    assert main(["verify-audit", "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["holds"], answer["broken_at"], answer["problem"]) == (False, 1, "changed")


def test_a_removed_end_ends_with_status_1_and_words(station: Store, capsys: pytest.CaptureFixture[str]) -> None:
    with station.engine.connect() as connection, connection.begin():
        connection.execute(delete(audit))
    assert main(["verify-audit"]) == 1
    assert "broken at row 1: this row and all later ones were removed" in capsys.readouterr().out


@pytest.mark.parametrize("problem", ["missing", "changed", "cut_off", "added"])
def test_every_problem_has_its_sentence(problem: str) -> None:
    assert verify_audit.as_sentence(ChainReport(9, "0" * 64, 4, problem)).startswith(
        "The audit trail is broken at row 4: "
    )
