"""The receiver's window against a real hub: what was painted is told, what was shown is answered."""

import stat
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.kernel.clock import SystemClock
from app.router.links.admitted import AdmittedKeys
from app.router.links.client import NodeAddress
from app.router.links.pairing import PairingDoor
from app.router.words import Response
from app.ward.alarms.signs import Burst
from tests.conftest import ExpectedLogs
from tests.router.receiver.told import note
from tests.ui.receiver.conftest import Desktop
from ui.receiver.entry import SignInPage
from ui.receiver.pairing_page import PairingPage
from ui.receiver.tray import TrayState
from ui.texts import tr

MANY = [f"bed-{at}" for at in range(30)]


def test_the_first_start_pairs_with_the_code_of_the_station_and_keeps_the_key(desktop: Desktop) -> None:
    grant = NodeAddress("127.0.0.1", 1, 2, desktop.node.node.public)
    admitted = AdmittedKeys()
    door = PairingDoor("ana", grant, admitted, SystemClock())
    code = door.start()
    desktop.start(paired=False)
    page = desktop.window.centralWidget()
    assert isinstance(page, PairingPage)
    page.address.setText(f"127.0.0.1:{door.port}")
    page.code.setText(code.lower().replace("-", " "))
    QTest.keyClick(page.code, Qt.Key.Key_Return)
    desktop.until(lambda: desktop.window.receiver is not None)
    door.close()
    kept = desktop.kept.read()
    assert kept is not None
    assert kept.receiver == "ana"
    assert kept.node == grant
    assert admitted.all() == {kept.own.public: "ana"}
    if sys.platform != "win32":
        assert stat.S_IMODE((desktop.folder / "receiver.json").stat().st_mode) == 0o600


def test_a_wrong_code_is_said_and_can_be_typed_again(desktop: Desktop, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("app.router.links.refusals", "pairing_code")
    door = PairingDoor("ana", NodeAddress("127.0.0.1", 1, 2, desktop.node.node.public), AdmittedKeys(), SystemClock())
    door.start()
    desktop.start(paired=False)
    page = desktop.window.centralWidget()
    assert isinstance(page, PairingPage)
    page.address.setText("127.0.0.1")
    page.try_pairing()
    assert page.fields["address"].error == tr("receiver.address_wrong")
    page.address.setText(f"127.0.0.1:{door.port}")
    page.code.setText("ABC")
    page.try_pairing()
    assert page.fields["code"].error
    page.code.setText("AAAA-AAAA-AAAA")
    page.try_pairing()
    desktop.until(page.banner.isVisible)
    assert page.banner.title.text() == tr("receiver.not_paired")
    assert desktop.kept.read() is None
    door.close()


def test_a_wrong_password_is_said_in_the_node_s_words(desktop: Desktop) -> None:
    desktop.start()
    desktop.until(lambda: isinstance(desktop.window.centralWidget(), SignInPage))
    page = desktop.window.centralWidget()
    assert isinstance(page, SignInPage)
    page.login.setText("ana")
    page.password.line.setText("x")
    desktop.until(page.enter.isEnabled)
    page.try_entering()
    desktop.until(page.banner.isVisible)
    assert page.banner.title.text().startswith("O usuário ou a senha")
    assert page.password.value() == ""


def test_an_alarm_that_was_painted_is_told_as_shown(desktop: Desktop) -> None:
    desktop.start()
    desktop.sign_in()
    number = desktop.node.tell(note())
    desktop.until(lambda: number in desktop.node.shown)
    assert desktop.sound.kind is Burst.HIGH
    assert desktop.window.tray.state is TrayState.ASKING


def test_what_a_hidden_window_took_is_shown_only_once_it_is_seen(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desktop.window, "come_to_front", lambda: None)
    desktop.start()
    desk = desktop.sign_in()
    desktop.window.hide()
    number = desktop.node.tell(note())
    desktop.until(desk.alarms.rows)
    second = desktop.node.tell(note("asystole"))
    desktop.until(lambda: len(desk.alarms.rows()) == 2)
    assert desktop.node.shown == []
    desktop.window.show()
    desktop.until(lambda: {number, second} <= set(desktop.node.shown))


def test_a_minimised_window_shows_nothing(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desktop.window, "come_to_front", lambda: None)
    desktop.start()
    desk = desktop.sign_in()
    desktop.window.showMinimized()
    desktop.node.tell(note())
    desktop.until(desk.alarms.rows)
    desk.alarms.viewport().repaint()
    assert not desk.alarms.rows()[0].shown
    assert desktop.node.shown == []


def test_a_hidden_window_comes_to_the_front_when_an_alarm_asks(desktop: Desktop) -> None:
    desktop.start()
    desktop.sign_in()
    desktop.window.hide()
    number = desktop.node.tell(note())
    desktop.until(desktop.window.isVisible)
    desktop.until(lambda: number in desktop.node.shown)


def test_rows_beyond_the_viewport_are_not_shown_until_somebody_scrolls(desktop: Desktop) -> None:
    desktop.start()
    desk = desktop.sign_in()
    numbers = [desktop.node.tell(note(bed=bed, priority=1, began=100.0 - at)) for at, bed in enumerate(MANY)]
    desktop.until(lambda: len(desk.alarms.rows()) == len(MANY) and desktop.node.shown)
    desktop.until(lambda: desk.alarms.asking_out_of_view() and desk.more.isVisible())
    shown = set(desktop.node.shown)
    assert numbers[0] in shown
    assert numbers[-1] not in shown
    assert sum(row.shown for row in desk.alarms.rows()) <= desk.alarms.height() // 60
    desk.alarms.verticalScrollBar().setValue(desk.alarms.verticalScrollBar().maximum())
    desktop.until(lambda: numbers[-1] in desktop.node.shown)


def test_the_worst_comes_into_view_wherever_somebody_had_scrolled(desktop: Desktop) -> None:
    desktop.start()
    desk = desktop.sign_in()
    for at, bed in enumerate(MANY):
        desktop.node.tell(note(bed=bed, priority=2, began=100.0 - at))
    desktop.until(lambda: len(desk.alarms.rows()) == len(MANY))
    desk.alarms.verticalScrollBar().setValue(desk.alarms.verticalScrollBar().maximum())
    number = desktop.node.tell(note("asystole", priority=0))
    desktop.until(lambda: number in desktop.node.shown)
    assert desk.alarms.rows()[0].note.code == "asystole"


@pytest.mark.parametrize(
    ("key", "response"), [("A", Response.ACCEPTED), ("L", Response.PRESENT), ("R", Response.REJECTED)]
)
def test_each_answer_has_a_key(desktop: Desktop, key: str, response: Response) -> None:
    desktop.start()
    desk = desktop.sign_in()
    number = desktop.node.tell(note())
    desktop.until(desk.answers.buttons[Response.ACCEPTED].isEnabled)
    QTest.keyClicks(desk.alarms, key)
    desktop.until(lambda: desktop.node.answers == [(response, number)])
    desktop.until(lambda: not desk.alarms.rows()[0].asks)
    assert desktop.sound.kind is None or desktop.sound.kind is not Burst.HIGH


def test_who_accepted_can_say_that_they_can_no_longer_come(desktop: Desktop) -> None:
    desktop.start()
    desk = desktop.sign_in()
    number = desktop.node.tell(note())
    desktop.until(lambda: desk.answers.press(Response.ACCEPTED))
    desktop.until(desk.answers.buttons[Response.TAKEN_BACK].isVisible)
    assert not desk.answers.press(Response.ACCEPTED)
    desktop.until(desk.answers.buttons[Response.TAKEN_BACK].isEnabled)
    QTest.keyClicks(desk.alarms, "N")
    desktop.until(lambda: (Response.TAKEN_BACK, number) in desktop.node.answers)


def test_a_second_press_never_meets_another_alarm(desktop: Desktop) -> None:
    desktop.start()
    desk = desktop.sign_in()
    first = desktop.node.tell(note("asystole"))
    desktop.node.tell(note("spo2_low", priority=1))
    desktop.until(lambda: len(desk.alarms.rows()) == 2 and desk.answers.press(Response.ACCEPTED))
    desktop.until(lambda: desktop.node.answers)
    desktop.until(desk.answers.buttons[Response.TAKEN_BACK].isEnabled)
    assert not desk.answers.press(Response.ACCEPTED)
    assert desktop.node.answers == [(Response.ACCEPTED, first)]


def test_an_answer_that_the_node_refuses_is_said_where_it_was_given(desktop: Desktop) -> None:
    desktop.node.refuse_answers = "router_delivery.ended"
    desktop.start()
    desk = desktop.sign_in()
    desktop.node.tell(note())
    desktop.until(lambda: desk.answers.press(Response.ACCEPTED))
    desktop.until(lambda: desk.answers.said.text() == tr("error_router_delivery.ended"))
    assert desk.alarms.rows()[0].asks


def test_a_lost_link_is_said_at_once_and_what_is_seen_is_old(desktop: Desktop) -> None:
    desktop.start()
    desk = desktop.sign_in()
    desktop.node.tell(note())
    desktop.until(desk.answers.buttons[Response.ACCEPTED].isEnabled)
    desktop.node.stop()
    desktop.until(lambda: desk.link.property("tone") == "error")
    assert all(row.old for row in desk.alarms.rows())
    assert not desk.answers.buttons[Response.ACCEPTED].isEnabled()
    assert not desk.answers.press(Response.ACCEPTED)
    assert desktop.window.tray.state is TrayState.LOST
    assert desktop.sound.kind is Burst.MEDIUM
    desktop.node.start()
    desktop.until(lambda: desk.link.property("tone") == "success")
    number = desktop.node.tell(note())
    desktop.until(lambda: number in desktop.node.shown)
    assert not desk.alarms.rows()[0].old
