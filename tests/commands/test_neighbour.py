"""`main.py neighbour`: two stations' routers know each other by a code, and forget each other again."""

import argparse
import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from app.commands import neighbour
from app.commands.router_parts import parts_of
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.kernel.ids import SeededIds
from app.router.backbone.listed import read_listed
from app.router.backbone.wires import NodeAddress
from app.router.links.admitted import fresh_pair
from app.router.node.own_keys import own_keys
from app.router.settings import RouterSettings, RouterSettingsService, change_neighbours, read_router_settings
from app.security.roles import Role
from app.store.opening import open_store
from app.store.store import Store
from tests.clinic.conftest import session_of
from tests.router.node.played import wait
from tests.store_fixtures import TEST_KEY

ADMIN = session_of(Role.ADMINISTRATOR)


@contextmanager
def _station(template: Path, path: Path) -> Iterator[Store]:
    shutil.copyfile(template, path)
    clock = SystemClock()
    store = open_store(path, TEST_KEY, clock, SeededIds(clock, seed=2))
    try:
        yield store
    finally:
        store.close()


def _run(store: Store, what: str, *operands: str, name: str = "") -> int:
    with (
        patch.object(neighbour, "open_store", lambda *_given: store),
        patch.object(neighbour, "ask_for_key", lambda *_given: TEST_KEY),
        patch.object(store, "close", lambda: None),
    ):
        return neighbour.run(argparse.Namespace(what=what, operands=list(operands), name=name))


def _settings(store: Store) -> RouterSettings:
    with store.read() as connection:
        return read_router_settings(connection)


def test_two_stations_know_each_other_by_a_code_until_one_forgets(
    store_template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as stack:
        north, south = (stack.enter_context(_station(store_template, tmp_path / f"{one}.db")) for one in ("n", "s"))
        # Whatever else runs on this machine may have the usual port.
        service = RouterSettingsService(north)
        monkeypatch.setattr(neighbour, "_pairing_port", lambda _settings: 0)
        assert service.settings(ADMIN).node == ""
        told: list[str] = []
        opening = threading.Thread(target=lambda: told.append(str(_work(north, "open", "norte"))))
        opening.start()
        wait(lambda: _printed(capsys, told))
        where, code = told.pop(0).split()
        assert _run(south, "join", where, code, name="sul") == 0
        opening.join(20)
        assert told == ["0"]
        (line,), (other,) = _settings(north).neighbours, _settings(south).neighbours
        assert (_settings(north).node, _settings(south).node) == ("norte", "sul")
        assert (read_listed(line).name, read_listed(line).public) == ("sul", own_keys(south).public)
        assert (read_listed(other).name, read_listed(other).public) == ("norte", own_keys(north).public)
        assert service.settings(ADMIN) == _settings(north)
        assert _run(north, "remove", "sul") == 0
        assert _settings(north).neighbours == ()


def _work(store: Store, what: str, name: str) -> int:
    return neighbour._WORK[what](store, [], name)


def _printed(capsys: pytest.CaptureFixture[str], told: list[str]) -> bool:
    told += [line for line in capsys.readouterr().out.splitlines() if line]
    return bool(told)


def test_a_router_without_a_name_joins_nobody(store: Store) -> None:
    for what, operands in (("open", ()), ("join", ("127.0.0.1:1", "ABCD"))):
        with pytest.raises(KnownError, match="no_name"):
            _run(store, what, *operands)
    with pytest.raises(KnownError, match="join_what"):
        _run(store, "join", "posto", name="norte")


def test_a_neighbour_of_a_router_without_a_name_or_of_its_own_name_is_refused(store: Store) -> None:
    line = read_listed(f"norte posto:7413:7414 {'1' * 40}")
    for node, code in (("", "no_name"), ("norte", "neighbour"), ("nor te", "name")):
        with pytest.raises(KnownError, match=code):
            change_neighbours(store, ADMIN.actor, lambda _known: [line], node)
    assert _settings(store) == RouterSettings()


def test_a_router_is_one_of_several_as_soon_as_its_settings_list_another(store: Store, tmp_path: Path) -> None:
    folders, key = StationFolders(tmp_path), fresh_pair().public
    assert parts_of(folders, store, TEST_KEY, RouterSettings(node="norte")).backbone is None
    listed = (f"sul posto-2:7413:7414 {key}",)
    parts = parts_of(folders, store, TEST_KEY, RouterSettings(node="norte", node_bulk_port=9_000, neighbours=listed))
    plan = parts.backbone
    assert plan is not None
    assert (plan.name, plan.own, plan.says) == ("norte", own_keys(store), "127.0.0.1")
    assert plan.known == {"sul": NodeAddress("posto-2", 7413, 7414)}
    assert (plan.listens.alarms_port, plan.listens.bulk_port, parts.nodes) == (7413, 9_000, {"sul": key})
