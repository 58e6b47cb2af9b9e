"""`export-person` and `erase-person` as they are called."""

import json
import os
import shutil
from io import StringIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import insert

from app.central.database import open_database
from app.central.journal import Journal
from app.central.tables import station as server_station
from app.central.tables import unit
from app.commands import erase_person
from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.privacy.recordings import WardRecordings
from app.security.roles import Role
from app.settings import StationProfile, StationRole, write_profile
from app.store.opening import open_store
from main import main
from tests.central.her_life import SHE, HerLife
from tests.central.writer import HERE
from tests.privacy.histories import EMAIL, add_person
from tests.security.staff import PASSWORD, Staff, fill, quick_passwords, services
from tests.store.rows import NURSE
from tests.store_fixtures import TEST_KEY
from ui.commands import export_person
from ui.texts import choose_language

PROFILE = StationProfile(StationRole.PRIMARY_CARE, "Unidade Inventada", "1234567", "2408102", "Natal")


@pytest.fixture
def station(store_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Staff, str]:
    """A station with its people and one person in its records, as the commands find it."""
    path = tmp_path / "plantao.db"
    shutil.copyfile(store_template, path)
    clock = FakeClock()
    store = open_store(path, TEST_KEY, clock, SeededIds(clock, seed=4))
    fill(store)
    with store.write(NURSE) as writing:
        write_profile(writing, PROFILE)
        person_id = add_person(writing)
    staff = services(store)
    staff.hire("ana", Role.COORDINATOR)
    store.close()
    monkeypatch.setenv("PLANTAO_HOME", str(tmp_path))
    secret = tmp_path / "password"
    secret.write_text(PASSWORD + "\n", encoding="utf-8")
    monkeypatch.setenv(erase_person.PASSWORD_FILE, str(secret))

    def opened(folders: object, ports: object = None) -> object:
        return open_store(path, TEST_KEY, clock, SeededIds(clock, seed=int.from_bytes(os.urandom(4))))

    monkeypatch.setattr(erase_person, "open_store_for_command", opened)
    recorded = WardRecordings(tmp_path / "recordings", TEST_KEY)
    monkeypatch.setattr(export_person, "open_with_recordings", lambda *given: (opened(*given), recorded))
    monkeypatch.setattr("app.security.sign_in.Passwords", quick_passwords)
    return staff, person_id


def test_an_export_is_a_paper_a_bundle_and_every_row(
    station: tuple[Staff, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    try:
        assert main(["export-person", "--person", station[1], "--out", str(out), "--json"]) == 0
    finally:
        choose_language("pt_BR")
    assert json.loads(capsys.readouterr().out)["rows"] >= 2
    words = " ".join("".join(page.extract_text() for page in PdfReader(out / export_person.PDF).pages).split())
    assert "Joana Inventada" in words
    assert EMAIL in words
    assert "Impresso por" in words
    assert json.loads((out / export_person.FHIR).read_text(encoding="utf-8"))["resourceType"] == "Bundle"
    assert "person" in json.loads((out / export_person.ROWS).read_text(encoding="utf-8"))["tables"]
    assert (out / export_person.PDF).stat().st_mode & 0o077 == 0


def test_one_asks_another_confirms_and_nothing_says_who_it_was(
    station: tuple[Staff, str], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [
        "erase-person",
        "--person",
        station[1],
        "--reason",
        "pedido na pasta 3",
        "--login",
        "coordinator",
        "--json",
    ]
    assert main(asked) == 0
    case = json.loads(capsys.readouterr().out)["cases"][0]["case"]
    assert main(["erase-person", "--confirm", case, "--login", "coordinator"]) == 1
    assert main(["erase-person", "--confirm", case, "--login", "nurse"]) == 1
    capsys.readouterr()
    assert main(["erase-person", "--confirm", case, "--login", "ana", "--json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["cases"] == [
        {"case": case, "kind": "erasure", "step": "confirmed", "carried_out": True}
    ]
    assert "Joana" not in told.out + told.err
    assert main(["export-person", "--person", station[1], "--out", "nowhere"]) == 1


def test_a_document_on_the_command_line_is_refused_and_read_where_it_is_typed(
    station: tuple[Staff, str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    for command in (
        ["export-person", "--out", str(out)],
        ["erase-person", "--login", "coordinator"],
        ["central", "export-person", "--out", str(out), "--reason", "x", "--folder", str(tmp_path / "server")],
    ):
        assert main([*command, "--person", "529.982.247-25"]) == 1
        told = capsys.readouterr()
        assert "--person -" in told.err
        assert "529" not in told.err + told.out
    assert not out.exists()
    monkeypatch.setattr("sys.stdin", StringIO(f"{station[1]}\n"))
    assert main(["export-person", "--person", "-", "--out", str(out), "--json"]) == 0
    assert (out / export_person.PDF).exists()


def test_the_servers_export_is_one_private_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'central.db'}")
    with engine.begin() as connection:
        connection.execute(insert(unit).values(cnes="1111111", name="UBS", kind="primary_care"))
        row = {"id": HERE.station_id, "unit": HERE.unit, "name": "x", "public_key": "k", "status": "active"}
        connection.execute(insert(server_station).values(**row, enrolled_at="2026"))
    HerLife(engine, Journal(engine, FakeClock()), FakeClock()).begin()
    engine.dispose()
    asked = ["central", "export-person", "--person", SHE, "--out", str(tmp_path / "out"), "--reason", "pasta 1"]
    assert main([*asked, "--folder", str(tmp_path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    path = Path(told["file"])
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert kept["people"] == [SHE]
    assert told["rows"] == sum(len(rows) for rows in kept["server"].values()) > 5
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0
