"""Every refusal to open says what is the matter, and leaves the file as it was."""

import hashlib
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert

from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from app.store.engine import build_engine, journal_mode
from app.store.opening import create_store, open_store
from app.store.store import Store
from app.store.tables import SCHEMA_REVISION, draft
from tests.store import children
from tests.store_fixtures import TEST_KEY

OTHER_KEY = bytes(32)


def refusal(path: Path, key: bytes = TEST_KEY, **more: float) -> KnownError:
    """What `open_store` says; its side files and bytes must be as before."""
    before = fingerprint(path)
    clock = FakeClock()
    with pytest.raises(KnownError) as caught:
        open_store(path, key, clock, SeededIds(clock, 3), **more)
    assert fingerprint(path) == before
    return caught.value


def fingerprint(path: Path) -> str | None:
    """The content of a closed file."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


@pytest.fixture
def closed(store: Store) -> Path:
    """A store with some content, closed."""
    with store.write(PROGRAM) as writing:
        for number in range(200):
            writing.connection.execute(
                insert(draft).values(
                    account_id=str(number), kind="k", subject_id="", content="x" * 500, saved_at="2026"
                )
            )
    store.close()
    return store.path


def test_a_missing_file_is_told_and_not_created(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere.db").code == "store.missing"
    assert list(tmp_path.iterdir()) == []


def test_another_key_is_told(closed: Path) -> None:
    assert refusal(closed, OTHER_KEY).code == "store.wrong_key"


def plain_sqlite(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("create table t (x)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("store.empty_file", lambda path: path.write_bytes(b"")),
        ("store.not_encrypted", plain_sqlite),
        ("store.not_a_store", lambda path: path.write_text("<!DOCTYPE html><html>" + "Proxy" * 2000)),
        ("store.not_a_store", lambda path: path.write_text("<html>" + "x" * (8192 - 6))),
        ("store.not_a_store", lambda path: path.write_bytes(os.urandom(5000))),
        ("store.wrong_key", lambda path: path.write_bytes(os.urandom(8192))),
        ("store.not_a_store", lambda path: path.mkdir()),
    ],
    ids=["empty", "plain SQLite", "HTML", "HTML in whole pages", "random", "random in whole pages", "folder"],
)
def test_a_file_that_is_no_store_is_told(tmp_path: Path, code: str, make: Callable[[Path], object]) -> None:
    path = tmp_path / "plantao.db"
    make(path)
    assert refusal(path).code == code


def test_an_encrypted_database_of_another_program_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "plantao.db"
    engine = build_engine(path, TEST_KEY, create=True)
    with engine.begin() as connection:
        connection.exec_driver_sql("create table t (x)")
    engine.dispose()
    assert refusal(path).code == "store.not_a_store"


@pytest.mark.parametrize("pages", [1, 3])
def test_a_file_cut_off_is_damaged(closed: Path, pages: int) -> None:
    os.truncate(closed, pages * 4096)
    assert refusal(closed).code == "store.damaged"


def test_a_damaged_first_page_is_not_taken_for_a_wrong_key(closed: Path) -> None:
    spoil(closed, 100)
    assert refusal(closed).code == "store.damaged"


def test_a_damaged_page_is_told_when_it_is_read(closed: Path) -> None:
    for page in range(5, closed.stat().st_size // 4096):
        spoil(closed, page * 4096 + 700)
    before = fingerprint(closed)
    clock = FakeClock()
    with pytest.raises(KnownError) as caught:
        opened = open_store(closed, TEST_KEY, clock, SeededIds(clock, 3))
        with opened.read() as connection:
            connection.exec_driver_sql("select sum(length(content)) from draft").scalar()
    assert caught.value.code == "store.damaged"
    assert fingerprint(closed) == before


def spoil(path: Path, position: int) -> None:
    with path.open("r+b") as file:
        file.seek(position)
        byte = file.read(1)
        file.seek(position)
        file.write(bytes([byte[0] ^ 1]))


def test_a_newer_schema_is_refused_with_both_revisions(closed: Path) -> None:
    engine = build_engine(closed, TEST_KEY)
    with engine.begin() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '9999'")
    engine.dispose()
    error = refusal(closed)
    assert error.code == "store.newer_than_program"
    assert (error.values["store"], error.values["program"]) == ("9999", SCHEMA_REVISION)


WRITE_ONE_AS_NOBODY = """
import os
real, path = path, Path(sys.argv[2])
opened().close()  # what is imported late must be imported before this user may not read it
path = real
os.setgid(65534)
os.setuid(65534)
try:
    with opened().write(PROGRAM) as writing:
        writing.audit("a", "b", "c")
    print("written")
except KnownError as error:
    print(error.code)
"""


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs root to become another user")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_place_without_permission_to_write_is_told(closed: Path, what: str, tmp_path: Path) -> None:
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_mode & 0o005 != 0o005 and folder != Path("/"):
            folder.chmod(stat.S_IMODE(folder.stat().st_mode) | 0o055)
    readable = tmp_path / "other.db"
    shutil.copyfile(closed, readable)
    closed.chmod(0o444 if what == "file" else 0o666)
    tmp_path.chmod(0o777 if what == "file" else 0o555)
    before = fingerprint(closed)
    assert children.output_of(WRITE_ONE_AS_NOBODY, closed, readable) == ["store.read_only"]
    assert fingerprint(closed) == before


FILL = """
import resource, signal
store = opened()
def fill():
    with store.write(PROGRAM) as writing:
        for number in range(400):
            writing.append(rule_base, {"sha256": "f%063d" % number, "version": "1", "text": "x" * 4000})
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    fill()
    print("written")
except KnownError as error:
    print(error.code)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
with store.read() as connection:
    print(connection.exec_driver_sql("select count(*) from rule_base").scalar())
with store.write(PROGRAM) as writing:
    writing.append(rule_base, {"sha256": "a" * 64, "version": "1", "text": "x"})
with store.read() as connection:
    print(connection.exec_driver_sql("select count(*) from rule_base").scalar())
"""


@pytest.mark.skipif(os.name != "posix", reason="limits of a process")
def test_a_file_that_may_not_grow_loses_nothing_and_works_again_afterwards(closed: Path) -> None:
    lines = children.output_of(FILL, closed, closed.stat().st_size + 100_000)
    assert lines[0] in ("store.disk_full", "store.disk_failed")
    assert lines[1:] == ["0", "1"]


def test_a_full_disk_is_told_and_the_transaction_leaves_nothing(store: Store) -> None:
    with store.engine.connect() as connection:  # one connection of the pool, which the writer takes next
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
    with pytest.raises(KnownError) as caught, store.write(PROGRAM) as writing:
        for number in range(2000):
            writing.audit("fill", "disk", "-", text="x" * 1000, number=number)
    assert caught.value.code == "store.disk_full"
    with store.read() as connection:
        assert connection.exec_driver_sql("select count(*) from audit").scalar() == 0


HOLD = """
with opened().write(PROGRAM):
    print("holding", flush=True)
    sys.stdin.readline()
"""


def test_a_store_locked_by_another_process_is_told_and_free_afterwards(closed: Path) -> None:
    child = children.start(HOLD, closed)
    assert child.stdout is not None and child.stdin is not None
    assert child.stdout.readline() == "holding\n"
    clock = FakeClock()
    with pytest.raises(KnownError) as caught:
        open_store(closed, TEST_KEY, clock, SeededIds(clock, 3), busy_seconds=0.1)
    assert caught.value.code == "store.in_use"
    child.communicate("go\n", timeout=30)
    open_store(closed, TEST_KEY, clock, SeededIds(clock, 3)).close()


def test_a_wrong_key_does_not_touch_what_a_killed_program_left_in_the_log(closed: Path) -> None:
    child = children.start(
        "s = opened()\nwith s.write(PROGRAM) as w: w.audit('a', 'b', 'c')\nprint('done', flush=True)\ntime.sleep(60)",
        closed,
    )
    assert child.stdout is not None and child.stdout.readline() == "done\n"
    child.kill()
    child.communicate(timeout=30)
    log = closed.with_name(closed.name + "-wal")
    before = log.read_bytes()
    assert journal_mode() == "truncate" or before
    assert refusal(closed, OTHER_KEY).code == "store.wrong_key"
    assert log.read_bytes() == before
    clock = FakeClock()
    opened = open_store(closed, TEST_KEY, clock, SeededIds(clock, 3))
    with opened.read() as connection:
        assert connection.exec_driver_sql("select count(*) from audit").scalar() == 1
    opened.close()


def test_creating_never_replaces_a_file(closed: Path) -> None:
    before = fingerprint(closed)
    clock = FakeClock()
    with pytest.raises(KnownError) as caught:
        create_store(closed, TEST_KEY, clock, SeededIds(clock, 3))
    assert caught.value.code == "store.already_exists"
    assert fingerprint(closed) == before


def test_a_creation_that_fails_half_way_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.store.opening.move_without_replacing", fail)
    clock = FakeClock()
    with pytest.raises(KnownError) as caught:
        create_store(tmp_path / "plantao.db", TEST_KEY, clock, SeededIds(clock, 3))
    assert caught.value.code == "store.disk_full"
    assert list(tmp_path.iterdir()) == []


def test_the_key_is_in_no_text_about_the_engine(store: Store) -> None:
    shown = f"{store!r} {store.engine!r} {store.engine.url!r} {vars(store.engine)} {store.engine.pool!r}"
    assert TEST_KEY.hex() not in shown
    assert repr(TEST_KEY) not in shown


def test_durable_commits_and_foreign_keys_are_on_for_every_connection(store: Store) -> None:
    with store.engine.connect() as one, store.engine.connect() as other:
        for connection in (one, other):
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == journal_mode()


def test_the_file_on_disk_shows_nothing_of_its_content(store: Store) -> None:
    with store.write(PROGRAM) as writing:
        writing.audit("visible-marker", "person", "Maria-da-Silva-Sintetica")
    store.close()
    assert b"Sintetica" not in store.path.read_bytes()
    assert not store.path.read_bytes().startswith(b"SQLite")
