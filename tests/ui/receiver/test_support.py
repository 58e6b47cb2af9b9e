"""Support at a receiver: its own log, failures and bundle, and at the next start that it stopped, naming nobody."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.demo.playing_node import PlayingNode
from app.support.crashes import CrashKeeper, Kind, unseen
from app.support.process import LOGS
from tests.router.receiver.told import note
from tests.ui.conftest import settle
from tests.ui.receiver.conftest import Desktop
from ui.receiver.entry import SignInPage
from ui.receiver.pairing_page import PairingPage
from ui.receiver.support import ReceiverSupport
from ui.receiver.support_page import SupportPage
from ui.receiver.window import ReceiverWindow
from ui.start.preferences import Preferences
from ui.support.failure_band import FailureBand
from ui.texts import tr

NAME = "Zuleica Marcada"
LINE = {"time": "2026-11-22T10:00:00.000000Z", "level": "error", "logger": "app.router.links", "message": "refused"}


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """Where this receiver has written before, and failed twice: once it was told, once nobody was."""
    folder = tmp_path / LOGS
    folder.mkdir()
    (folder / "receiver.jsonl").write_text(json.dumps(LINE) + "\n", encoding="utf-8")
    keeper = CrashKeeper(folder, "receiver")
    for kind in (Kind.CAUGHT, Kind.UNHANDLED):
        try:
            _fails(kind)
        except Exception as error:
            keeper.note(error, kind)
    return folder


def _fails(kind: Kind) -> None:
    if kind is Kind.CAUGHT:
        raise KeyError(NAME)
    raise ValueError(f"{NAME}, leito 7")


@pytest.fixture
def supported(tmp_path: Path, logs: Path, node: PlayingNode, qtbot: QtBot) -> Iterator[Desktop]:
    """The window over that folder, as at its next start."""
    made = Desktop(tmp_path, node, qtbot)
    made.window = ReceiverWindow(
        Preferences.load(tmp_path), made.kept, made.clock, made.sound, support=ReceiverSupport(logs)
    )
    qtbot.addWidget(made.window)
    yield made
    made.window.end()
    settle()


def _page(desktop: Desktop) -> SupportPage:
    (page,) = desktop.window.findChildren(SupportPage)
    return page


def _band(desktop: Desktop) -> FailureBand:
    page = desktop.window.centralWidget()
    assert page is not None
    (band,) = page.findChildren(FailureBand)
    return band


def test_a_window_that_stopped_says_so_at_its_next_start_where_it_failed_and_for_whom_not(
    supported: Desktop, logs: Path
) -> None:
    supported.start()
    supported.until(lambda: isinstance(supported.window.centralWidget(), SignInPage) and _band(supported).reports)
    band = _band(supported)
    assert [one.kind for one in band.reports] == [Kind.UNHANDLED], "what somebody was told of is no news"
    assert band.banner.body.text() == tr("receiver.crash_safe")
    band.banner._act()
    page = _page(supported)
    supported.until(lambda: len(page.crashes.reports) == 2)
    told = "".join(one.as_text() for one in page.crashes.reports)
    assert "test_support.py" in told
    assert NAME not in told
    assert "leito" not in told
    band.banner._put_away()
    supported.until(lambda: [one.kind for one in unseen(logs)] == [Kind.CAUGHT])
    assert band.isHidden()


def test_before_it_belongs_to_a_station_it_says_so_too(supported: Desktop) -> None:
    supported.start(paired=False)
    assert isinstance(supported.window.centralWidget(), PairingPage)
    supported.until(lambda: _band(supported).reports)


def test_the_log_is_read_and_the_bundle_is_what_was_read(supported: Desktop, tmp_path: Path) -> None:
    supported.start()
    desk = supported.sign_in()
    supported.window.tray.support_action.trigger()
    page = _page(supported)
    supported.until(lambda: [one.message for one in page.log.lines] == ["refused"])
    page.tabs.choose(2)
    supported.until(lambda: page.bundle.bundle.files)
    texts = {one.name: one.text for one in page.bundle.bundle.files}
    assert "refused" in texts["logs/receiver.txt"]
    assert [name.split("/")[0] for name in texts].count("crashes") == 2
    assert texts["01-doctor.txt"].splitlines() == [
        tr("receiver.linked"),
        tr("receiver.report_signed_in"),
        tr("receiver.sound_missing" if supported.sound.missing else "receiver.report_sound"),
        tr("receiver.report_failures", count=0),
    ]
    assert desk.person.name.text() not in "".join(texts.values())
    assert NAME not in "".join(texts.values())
    page.bundle.save(tmp_path / "bundle.zip")
    supported.until(lambda: not page.banner.isHidden())
    with zipfile.ZipFile(tmp_path / "bundle.zip") as packed:
        assert {name: packed.read(name).decode() for name in packed.namelist()} == texts


def test_an_alarm_that_calls_has_nothing_of_it_over_itself(supported: Desktop) -> None:
    supported.start()
    supported.sign_in()
    supported.window.tray.support_action.trigger()
    page = _page(supported)
    assert page.isVisible()
    number = supported.node.tell(note())
    supported.until(lambda: number in supported.node.shown)
    assert not page.isVisible()
    supported.window.tray.support_action.trigger()
    assert supported.window.findChildren(SupportPage) == [page]
    assert page.isVisible()
