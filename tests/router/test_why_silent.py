"""Why there is no router: left by whoever tends it, read by the windows, gone with the next that runs."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.router.receivers.service import ReceiverService
from app.router.service import RouterService
from app.router.why_silent import leave_problem, read_problem
from app.store.store import Store
from app.ward.node.tending import BACK_OFF_SECONDS, Tended, Tender
from tests.conftest import ExpectedLogs
from tests.store_fixtures import TEST_KEY
from ui.texts import error_text

BUSY = KnownError("router.port_busy", ports="7410, 7411")


@dataclass
class Child:
    """A router that ends when a test says why."""

    why: KnownError | None = None

    def has_ended(self) -> bool:
        return self.why is not None

    def problem(self) -> KnownError:
        assert self.why is not None
        return self.why

    def end(self) -> None:
        self.why = BUSY

    def leave(self) -> None:
        return


def test_what_keeps_the_router_from_starting_is_left_for_windows_until_one_runs(
    tmp_path: Path, fake_clock: FakeClock, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("app.ward.node.tending", "the router has ended: router.port_busy")
    children, there = list[Child](), [False]

    def start() -> Child:
        children.append(Child())
        return children[-1]

    tended = Tended(
        "the router", start, lambda: True, lambda: there[0], told=lambda problem: leave_problem(tmp_path, problem)
    )
    tender = Tender(tended, fake_clock)
    tender.look()
    children[0].why = BUSY
    tender.look()
    found = read_problem(tmp_path)
    assert found is not None
    assert (found.code, error_text(found.code, found.values)) == (BUSY.code, error_text(BUSY.code, BUSY.values))
    assert len(children) == 1, "not before its time"
    fake_clock.advance(BACK_OFF_SECONDS[0])
    tender.look()
    there[0] = True
    tender.look()
    assert len(children) == 2
    assert read_problem(tmp_path) is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"code": 1}', '{"code": "x", "values": []}'])
def test_a_file_that_says_nothing_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "router-problem.json").write_text(content, encoding="utf-8")
    assert read_problem(tmp_path) is None


def test_a_window_that_hears_nothing_says_why_where_it_is_known(store: Store, fake_clock: FakeClock) -> None:
    folders = StationFolders(store.path.parent)
    router = RouterService(folders, fake_clock, ReceiverService(store, TEST_KEY))
    leave_problem(folders.home, BUSY)
    assert router.problem() is None, "nobody looks"
    router.follow()
    try:
        problem = router.problem()
        assert problem is not None
        assert problem.code == "router.port_busy"
        leave_problem(folders.home, None)
        fake_clock.advance(3)
        later = router.problem()
        assert later is not None
        assert later.code == "router.silent"
    finally:
        router.stop()
