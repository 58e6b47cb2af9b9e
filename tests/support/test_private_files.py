"""What the program keeps is for its own account alone: born so, mended where it was not, and told by the doctor."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from app.bootstrap import FirstStart, Ports, create_station
from app.kernel.folders import StationFolders
from app.security.account_model import NewAccount
from app.security.keys.passphrase import PassphraseCost
from app.security.passwords import Passwords
from app.security.roles import Role
from app.settings import StationProfile, StationRole
from app.support.doctor.files import files
from app.support.doctor.finding import Finding, Grade
from app.support.private_files import close_to_others, open_to_others
from app.support.telling import ROOT
from tests.conftest import ExpectedLogs
from ui.support.words import finding_words, next_words

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has no such bits")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A station as a former version left it: everything readable by everybody."""
    home = tmp_path / "plantao"
    for name in ("logs/crashes", "backups", "recordings/stay-1", "photos", "replaced/2026"):
        (home / name).mkdir(parents=True)
    for name in ("plantao.db", "plantao.keys.json", "logs/node.jsonl", "backups/a.db", "replaced/2026/b.db", "run.sh"):
        (home / name).write_text("x")
        (home / name).chmod(0o644)
    (home / "run.sh").chmod(0o755)
    (home / "photos" / "tree.jpg").write_text("x")
    for folder in (home, *(one for one in home.rglob("*") if one.is_dir())):
        folder.chmod(0o755)
    return home


def test_what_a_former_version_left_open_is_closed_and_stays_usable_by_its_owner(old: Path) -> None:
    open_before = set(open_to_others(old))
    assert {old, old / "plantao.db", old / "backups" / "a.db", old / "replaced" / "2026" / "b.db"} <= open_before
    assert close_to_others(old) == len(open_before)
    assert list(open_to_others(old)) == []
    assert mode(old) == mode(old / "logs" / "crashes") == mode(old / "recordings") == mode(old / "run.sh") == 0o700
    assert mode(old / "plantao.db") == mode(old / "backups" / "a.db") == 0o600
    assert close_to_others(old) == 0


def test_somebody_elses_folder_beside_ours_and_what_a_link_leads_to_are_left_alone(old: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("x")
    elsewhere.chmod(0o644)
    (old / "link").symlink_to(elsewhere)
    close_to_others(old)
    assert (mode(elsewhere), mode(old / "photos" / "tree.jpg") & 0o044) == (0o644, 0o044)


def test_a_folder_that_everybody_shares_is_never_closed(old: Path, expected_logs: ExpectedLogs) -> None:
    expected_logs.allow("app.support.private_files", "everybody may write to")
    old.chmod(0o1777)
    assert close_to_others(old) == 0
    assert (mode(old), mode(old / "plantao.db")) == (0o1777, 0o644)


def test_a_station_reached_by_a_link_is_closed_where_it_lies(old: Path, tmp_path: Path) -> None:
    (tmp_path / "way").symlink_to(old)
    close_to_others(tmp_path / "way")
    assert mode(old) == 0o700


# ---- real processes


def _started(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """`main.py` as a person with the usual mask starts it."""
    before = os.umask(0o022)
    try:
        return subprocess.run(
            [sys.executable, "main.py", *words], capture_output=True, text=True, check=False, cwd=ROOT,
            env={**os.environ, "PLANTAO_HOME": str(home)},
        )  # fmt: skip
    finally:
        os.umask(before)


def _station(home: Path) -> None:
    """One that a former version made: with the mask of whoever started it."""
    profile = StationProfile(StationRole.PRIMARY_CARE, "UBS Sintética", "1111111", "2408102", "Natal")
    account = NewAccount("suporte", "Suporte Sintético", Role.ADMINISTRATOR, "uma senha bem comprida")
    before = os.umask(0o022)
    try:
        home.mkdir(mode=0o755)
        first = FirstStart(profile, account, key_file=home / "station.key")
        cost = PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1)
        passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        ports = Ports(passphrase_cost=cost, passwords=passwords, background=False)
        create_station(StationFolders(home), first, ports).station.close()
    finally:
        os.umask(before)
    assert mode(home / "plantao.db") == 0o644


def test_every_file_that_a_command_makes_is_closed_and_a_start_closes_what_was_open(tmp_path: Path) -> None:
    home = tmp_path / "home"
    _station(home)
    made = _started(home, "backup", "--to", str(tmp_path / "stick"))
    assert made.returncode == 0, made.stderr
    for one in (tmp_path / "stick").iterdir():
        assert mode(one) == 0o600, one.name
    assert mode(tmp_path / "stick") == 0o700
    # A command closes what it makes; the programs that go on also mend what they find.
    assert mode(home) == 0o755
    _started(home, "agent", "--once")
    assert list(open_to_others(home)) == []
    assert mode(home / "plantao.db") == 0o600


# ---- the doctor


def told(found: Finding) -> tuple[Grade, str]:
    assert finding_words(found)
    assert found.grade is Grade.GOOD or next_words(found)
    return found.grade, found.code


def test_the_doctor_names_what_is_open_and_mends_nothing(old: Path) -> None:
    (found,) = files(old)
    assert told(found) == (Grade.BAD, "files_open")
    assert found.values["count"] == len(list(open_to_others(old)))
    close_to_others(old)
    assert [told(one) for one in files(old)] == [(Grade.GOOD, "files_closed")]


def test_files_below_a_closed_folder_cannot_be_reached_and_are_no_finding(old: Path) -> None:
    old.chmod(0o700)
    assert [told(one) for one in files(old)] == [(Grade.GOOD, "files_closed")]


def test_a_folder_that_everybody_shares_is_told_as_such(old: Path) -> None:
    old.chmod(0o1777)
    assert [told(one) for one in files(old)] == [(Grade.BAD, "files_shared")]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs root to give a file away")
def test_what_root_made_in_a_persons_station_is_told(old: Path) -> None:
    close_to_others(old)
    for path in (old, *old.rglob("*")):
        os.chown(path, 65534, 65534)
    os.chown(old / "plantao.db", 0, 0)
    foreign, closed = files(old)
    assert (told(foreign), told(closed)) == ((Grade.BAD, "files_foreign"), (Grade.GOOD, "files_closed"))
    assert foreign.values["name"] == "plantao.db"


@pytest.mark.parametrize(("inside", "code"), [(True, "files_profile"), (False, "files_unknown")])
def test_on_windows_the_folder_is_judged_by_where_it_lies(
    old: Path, monkeypatch: pytest.MonkeyPatch, inside: bool, code: str
) -> None:
    place: Callable[[], Path] = (lambda: old.parent) if inside else (lambda: old / "other")
    monkeypatch.setattr(Path, "home", place)
    assert [told(one)[1] for one in files(old, posix=False)] == [code]


def test_no_folder_is_no_finding(tmp_path: Path) -> None:
    assert list(files(tmp_path / "none")) == []
