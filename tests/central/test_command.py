"""`main.py central` as whoever looks after the server uses it."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.central.folder import PASSWORD, PASSWORD_FILE, ServerFolder, without_password
from app.kernel.errors import KnownError
from app.sync.pinned import PinnedServer
from tests.central.keys import new_key, public
from tests.house.tree import ROOT


def _central(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "main.py", "central", *arguments, "--folder", str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


def _told(folder: Path, *arguments: str) -> dict[str, str]:
    done = _central(folder, *arguments, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    read: dict[str, str] = json.loads(done.stdout)
    return read


@contextmanager
def _serving(folder: Path, database: str) -> Iterator[tuple[dict[str, str], "subprocess.Popen[str]"]]:
    command = [sys.executable, "main.py", "central", "--folder", str(folder), "--database", database]
    options = ["--host", "127.0.0.1", "--port", "0", "--json"]
    with subprocess.Popen(
        [*command, *options], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline()), process
        finally:
            process.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_is_set_up_joined_and_stopped_in_order(tmp_path: Path, database_url: str, number: int) -> None:
    with _serving(tmp_path / "home", database_url) as (told, process):
        _told(tmp_path / "home", "unit", "1234567", "--name", "UBS Sintética")
        code = _told(tmp_path / "home", "code", "--unit", "1234567", "--name", "Sala 1")
        assert (code["address"], code["fingerprint"]) == (told["address"], told["fingerprint"])
        server = PinnedServer(code["address"], code["fingerprint"])
        asked = {"code": code["code"], "public_key": public(new_key())}
        assert server.call("POST", "/api/stations/enrol", json=asked).json()["unit_name"] == "UBS Sintética"
        listed = _central(tmp_path / "home", "stations").stdout
        assert "UBS Sintética" in listed
        assert "active     Sala 1" in listed
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
        server.close()
    assert process.returncode == 0
    lines = [json.loads(line) for line in errors.splitlines()]
    assert lines[-1]["signal"] == signal.Signals(number).name
    assert "Sala" not in errors


def test_a_code_for_an_unknown_unit_is_refused_in_words(tmp_path: Path) -> None:
    done = _central(tmp_path, "code", "--unit", "7654321", "--name", "x")
    assert done.returncode == 1
    assert "7654321" in done.stderr


def test_a_database_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    done = _central(tmp_path, "stations", "--database", "postgresql://u:verysecret@127.0.0.1:1/x")
    assert done.returncode == 1
    assert "127.0.0.1" in done.stderr
    assert "verysecret" not in done.stderr + done.stdout


def test_a_password_comes_from_the_environment_or_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ServerFolder(tmp_path)
    monkeypatch.setenv(PASSWORD, "from-environment")
    url = folder.database("postgresql://u@h/x")
    assert (url.drivername, url.password) == ("postgresql+psycopg", "from-environment")
    assert "from-environment" not in without_password(url)
    (tmp_path / "password").write_text("from-file\n", encoding="utf-8")
    monkeypatch.setenv(PASSWORD_FILE, str(tmp_path / "password"))
    assert folder.database("postgresql://u@h/x").password == "from-file"
    assert folder.database("postgresql://u:typed@h/x").password == "typed"
    monkeypatch.setenv(PASSWORD_FILE, str(tmp_path / "missing"))
    with pytest.raises(KnownError):
        folder.database("postgresql://u@h/x")


@pytest.mark.parametrize("text", ["mysql://u:secret@h/x", "nonsense", "postgresql://u:p@h:port/x"])
def test_an_address_of_another_kind_is_refused_without_repeating_it(tmp_path: Path, text: str) -> None:
    with pytest.raises(KnownError) as caught:
        ServerFolder(tmp_path).database(text)
    assert caught.value.code == "central.bad_database"
    assert "secret" not in str(caught.value)


def test_a_channel_is_set_up_with_secrets_from_files_that_are_never_shown(tmp_path: Path) -> None:
    (tmp_path / "word").write_text("synthetic-word\n", encoding="utf-8")
    home = tmp_path / "home"
    _told(home, "unit", "1234567", "--name", "UBS Sintética")
    line = ("channel", "whatsapp_cloud", "--unit", "1234567", "--setting", "phone_number_id=1")
    told = _told(home, *line, "--secret-file", f"verify_token={tmp_path / 'word'}")
    assert (told["path"], told["secrets"]) == ("/hooks/whatsapp_cloud/1234567", "verify_token")
    assert "central" in _central(home, "stations").stdout
    refused = _central(home, *line, "--secret-file", f"verify_token={tmp_path / 'nothing'}")
    assert refused.returncode == 1
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert b"synthetic-word" not in kept


def test_who_sends_is_shown_and_not_taken_by_force_where_nobody_does(tmp_path: Path) -> None:
    _told(tmp_path, "unit", "1234567", "--name", "UBS Sintética")
    assert _central(tmp_path, "sending").stdout.split() == ["1234567", "nobody"]
    assert _central(tmp_path, "force-sending", "--unit", "1234567").returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM")
def test_the_server_sends_for_a_unit_until_it_gives_that_back_and_a_worker_stops_in_order(tmp_path: Path) -> None:
    home = tmp_path / "home"
    _told(home, "unit", "1234567", "--name", "UBS Sintética")
    assert _told(home, "sending-here", "--unit", "1234567")["sending"] == "held"
    command = [sys.executable, "main.py", "central", "worker", "--folder", str(home), "--json"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline()) == {"worker": "started"}
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
    assert _told(home, "sending-back", "--unit", "1234567")["sending"] == "not_here"


def test_a_token_for_another_system_is_shown_once_and_revoked(tmp_path: Path) -> None:
    home = tmp_path / "home"
    _told(home, "unit", "1234567", "--name", "UBS Sintética")
    made = _told(home, "api-token", "--unit", "1234567", "--name", "Hospital", "--role", "read")
    assert made["token"].startswith("plantao_")
    assert _central(home, "api-token", "--unit", "1234567", "--name", "x", "--role", "king").returncode == 1
    assert _told(home, "revoke-api-token", made["client"])["status"] == "revoked"
    listed = _central(home, "api-tokens").stdout
    assert "revoked" in listed
    assert made["token"] not in listed
    assert made["token"].encode() not in b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
