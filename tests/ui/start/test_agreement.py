"""Nobody comes in before the agreement of confidentiality is accepted, and nobody is asked twice."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.start.conftest import PASSPHRASE, PASSWORD, asks_for_agreement
from ui.shell.window import Shell
from ui.start.agreement import AgreementPage
from ui.start.application import Running
from ui.start.flow import StartFlow
from ui.start.sign_in import SignInPage
from ui.start.unlock import UnlockPage


def test_nobody_comes_in_before_it_is_accepted(
    run: Callable[[], Running], made: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert made
    monkeypatch.setattr(StartFlow, "_to_accept", asks_for_agreement)
    running = run()
    page = running.window.centralWidget()
    assert isinstance(page, UnlockPage)
    flow = running.flow
    assert flow is not None
    flow._opened_by_person(flow.ports.open(flow.ports.key_from_passphrase(PASSPHRASE)))
    assert flow.station is not None
    flow.signed_in(flow.station.sign_in.sign_in("helena", PASSWORD))
    page = running.window.centralWidget()
    assert isinstance(page, AgreementPage)
    page.leave()
    qtbot.waitUntil(lambda: isinstance(running.window.centralWidget(), SignInPage))
    flow.signed_in(flow.station.sign_in.sign_in("helena", PASSWORD))
    page = running.window.centralWidget()
    assert isinstance(page, AgreementPage)
    page.accept()
    qtbot.waitUntil(lambda: isinstance(running.window.centralWidget(), Shell))
    flow.signed_in(flow.station.sign_in.sign_in("helena", PASSWORD))
    assert isinstance(running.window.centralWidget(), Shell)
