"""Whoever was given a password by somebody else chooses another before anything else, or is signed out."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.kernel.errors import KnownError
from app.security.account_model import NewAccount
from app.security.roles import Role
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.start.conftest import PASSPHRASE, PASSWORD, finish
from ui.shell.lock import LockScreen
from ui.shell.window import Shell
from ui.start.application import Running
from ui.start.flow import StartFlow
from ui.start.own_password import OwnPasswordPage
from ui.start.sign_in import SignInPage

GIVEN, OWN = "rede-de-pesca-clara", "cuscuz-com-coentro"


@pytest.fixture
def running(run: Callable[[], Running], made: str) -> Running:
    """A station whose coordinator `rita` was given a password by the administrator."""
    assert made
    started = run()
    flow = _flow(started)
    flow._opened_by_person(flow.ports.open(flow.ports.key_from_passphrase(PASSPHRASE)))
    station = _station(flow)
    helena = station.sign_in.sign_in("helena", PASSWORD)
    rita = station.accounts.create(helena, NewAccount("rita", "Rita Sintética", Role.COORDINATOR, GIVEN))
    station.accounts.authorise(helena, rita.id)
    return started


def _flow(running: Running) -> StartFlow:
    assert running.flow is not None
    return running.flow


def _station(flow: StartFlow) -> Station:
    assert flow.station is not None
    return flow.station


def _page(running: Running, password: str = GIVEN) -> OwnPasswordPage:
    flow = _flow(running)
    flow.signed_in(_station(flow).sign_in.sign_in("rita", password))
    page = running.window.centralWidget()
    assert isinstance(page, OwnPasswordPage), "nothing of the station is built, let alone shown"
    return page


def test_nobody_works_with_a_password_that_somebody_else_knows(running: Running, qtbot: QtBot) -> None:
    page = _page(running)
    assert complaints(page) == []
    assert page.leave_button.text() == "Sair"
    QTest.keyClick(page, Qt.Key.Key_F1)
    assert page.help_beside is not None and page.help_beside.shown == "own-password"
    page.turn_help()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert running.window.centralWidget() is page
    page.leave_button.click()
    qtbot.waitUntil(lambda: isinstance(running.window.centralWidget(), SignInPage))
    with pytest.raises(KnownError) as refused:
        page._station.sign_in.refresh(page._session)
    assert refused.value.code == "access.signed_out"


def test_whoever_has_chosen_a_password_of_their_own_goes_on_and_is_not_asked_again(
    running: Running, qtbot: QtBot
) -> None:
    page = _page(running)
    page.old.line.setText(GIVEN)
    page.new.line.setText(OWN)
    page.again.line.setText("cuscuz sem coentro")
    page.choose_button.click()
    assert page.again_field.error
    page.again.line.setText(OWN)
    QTest.keyClick(page.again.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(running.window.centralWidget(), Shell))
    finish(qtbot)
    flow = _flow(running)
    flow.signed_in(_station(flow).sign_in.sign_in("rita", OWN))
    assert isinstance(running.window.centralWidget(), Shell)


def test_the_same_password_again_and_a_wrong_one_are_refused_in_words(running: Running, qtbot: QtBot) -> None:
    page = _page(running)
    for old, new, wrong in (("não é esta", OWN, page.old), (GIVEN, GIVEN, page.new)):
        page.banner.hide()
        page.old.line.setText(old)
        page.new.line.setText(new)
        page.again.line.setText(new)
        page.choose_button.click()
        qtbot.waitUntil(page.banner.isVisible)
        assert running.window.focusWidget() is wrong.line
    assert running.window.centralWidget() is page


def test_whoever_goes_away_from_it_is_signed_out(running: Running, qtbot: QtBot) -> None:
    page = _page(running)
    assert page.alone.isActive() and page.alone.isSingleShot()
    page.alone.timeout.emit()
    qtbot.waitUntil(lambda: isinstance(running.window.centralWidget(), SignInPage))


def test_a_password_given_while_the_screen_was_locked_is_changed_before_the_work_goes_on(
    running: Running, qtbot: QtBot
) -> None:
    flow, page = _flow(running), _page(running)
    page._station.accounts.change_password(page._session, GIVEN, OWN)
    flow.signed_in(_station(flow).sign_in.sign_in("rita", OWN))
    shell = running.window.centralWidget()
    assert isinstance(shell, Shell)
    finish(qtbot)
    shell.lock()
    finish(qtbot)
    station = _station(flow)
    rita = station.accounts.own(shell.context.session)
    station.accounts.reset_password(station.sign_in.sign_in("helena", PASSWORD), rita.id, GIVEN)
    (lock,) = shell.findChildren(LockScreen)
    lock.secret.line.setText(GIVEN)
    lock._unlock()
    qtbot.waitUntil(lambda: isinstance(running.window.centralWidget(), OwnPasswordPage))
