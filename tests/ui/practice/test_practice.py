"""A practice cannot reach a real station: its folder, the fence around its process, and its marks."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.kernel.errors import KnownError
from app.kernel.fence import apart_from
from app.settings import StationProfile, StationRole
from ui.papers.issue import Issue, paper_text
from ui.practice.mode import begin_practice, end_practice, mark_key
from ui.texts import tr

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 240
FENCED = """
import os, socket, sys
from pathlib import Path
from app.kernel.fence import FencedOffError, fence_off
real, beside = Path(sys.argv[1]), Path(sys.argv[2])
listening = socket.create_server(("127.0.0.1", 0))
fence_off(real)
(beside / "own.txt").write_text("mine")
socket.create_connection(listening.getsockname()).close()
def refused(deed):
    try:
        deed()
    except FencedOffError:
        return True
    return False
print(all(map(refused, (
    lambda: (real / "plantao.db").read_bytes(),
    lambda: (real / "new.txt").write_text("x"),
    lambda: os.remove(real / "plantao.db"),
    lambda: os.rename(real / "plantao.db", beside / "stolen"),
    lambda: os.rename(beside / "own.txt", real / "own.txt"),
    lambda: os.listdir(real),
    lambda: (beside / "link" / "plantao.db").read_bytes(),
    lambda: socket.create_connection(("192.0.2.1", 443), timeout=1),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53)),
))))
"""


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """The folder of a station that is worked with."""
    home = tmp_path / "real"
    (home / "backups").mkdir(parents=True)
    (home / "plantao.db").write_bytes(os.urandom(4096))
    (home / "plantao.keys.json").write_text("{}", encoding="utf-8")
    (home / "backups" / "plantao-daily.db").write_bytes(os.urandom(512))
    return home


@pytest.fixture
def practising() -> Iterator[None]:
    """This process says that it is a practice."""
    begin_practice()
    yield
    end_practice()


def _hash(folder: Path) -> str:
    """Of every name, time and byte below it."""
    told = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        told.update(f"{path.relative_to(folder)} {path.stat().st_mtime_ns}".encode())
        told.update(path.read_bytes() if path.is_file() else b"")
    return told.hexdigest()


def _run(arguments: list[str], **environment: str) -> "subprocess.CompletedProcess[str]":
    around = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        [sys.executable, *arguments],
        env=around,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def test_a_practice_from_its_first_line_to_its_end_changes_nothing_of_the_real_station(
    real: Path, tmp_path: Path
) -> None:
    own = tmp_path / "throw-away"
    own.mkdir()
    before = _hash(real)
    done = _run(["main.py", "practice", "--until-ready"], PLANTAO_HOME=str(real), TMPDIR=str(own))
    assert done.returncode == 0, done.stderr
    assert _hash(real) == before
    assert list(own.iterdir()) == []


def test_a_practice_inside_the_real_folder_is_refused(real: Path) -> None:
    for folder in (real, real / "tmp" / "practice", real.parent):
        with pytest.raises(KnownError) as refused:
            apart_from(folder, real)
        assert refused.value.code == "practice.real_home"
    apart_from(real.with_name("real-not"), real)


def test_the_fence_holds_against_files_links_and_the_network(real: Path, tmp_path: Path) -> None:
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / "link").symlink_to(real, target_is_directory=True)
    before = _hash(real)
    done = _run(["-c", FENCED, str(real), str(beside)])
    assert (done.stdout.strip(), done.returncode) == ("True", 0), done.stderr
    assert _hash(real) == before


def test_every_screen_and_paper_of_a_practice_says_so(practising: None) -> None:
    profile = StationProfile(StationRole.PRIMARY_CARE, "Unidade Sintética", "0000000", "2408102", "Natal")
    paper = paper_text(Issue(profile, "Lúcia Sintética", datetime(2026, 11, 23, tzinfo=UTC)), "a", "b", ())
    assert paper.marks == (tr("practice.paper"),)
    assert tr(mark_key()) == tr("practice.band")


def test_an_ordinary_station_bears_no_mark_of_practice() -> None:
    assert mark_key() == "shell.demo"
