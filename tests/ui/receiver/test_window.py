"""The receiver's window against a real hub: what was painted is told, what was shown is answered."""

import stat
import sys

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.demo.playing_node import RIGHT
from app.kernel.clock import SystemClock
from app.router.contents import TroubleNote
from app.router.links.admitted import AdmittedKeys
from app.router.links.client import NodeAddress
from app.router.links.pairing import PairingDoor
from app.router.receiver.sound import ReceiverSound, burst_for
from app.router.requests import Alive, Capable, SignIn, SignOut, Unlock
from app.router.words import Capability, Response
from app.ward.alarms.signs import Burst
from tests.conftest import ExpectedLogs
from tests.router.receiver.told import ANA, note
from tests.ui.receiver.conftest import Desktop, NoSpeaker
from ui.receiver.entry import LockPage, SignInPage
from ui.receiver.pairing_page import PairingPage
from ui.receiver.tray import TrayState, tray_icon
from ui.texts import tr
from ui.widgets.confirm_sheet import ConfirmSheet

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


def test_a_locked_screen_counts_what_asks_without_names_and_shows_nothing(desktop: Desktop) -> None:
    desktop.start()
    desktop.sign_in()
    desktop.window.lock()
    desktop.until(lambda: Alive(locked=True) in desktop.node.requests)
    number = desktop.node.tell(note())
    desktop.until(lambda: isinstance(desktop.window.centralWidget(), LockPage))
    page = desktop.window.centralWidget()
    assert isinstance(page, LockPage)
    desktop.until(lambda: page.asking.text() == tr("receiver.locked_asking_one", count=1))
    words = " ".join(label.text() for label in page.findChildren(QLabel))
    assert "M.S." not in words
    assert "Leito 7" not in words
    assert desktop.node.shown == []
    page.password.line.setText("x")
    page.try_unlocking()
    desktop.until(page.banner.isVisible)
    page.password.line.setText(RIGHT)
    page.try_unlocking()
    desktop.until(lambda: number in desktop.node.shown)
    assert Unlock(RIGHT) in desktop.node.requests
    desktop.until(lambda: Alive(locked=False) in desktop.node.requests)


def test_it_locks_by_itself_after_the_seconds_that_the_node_gave(desktop: Desktop) -> None:
    desktop.node.signed_in = msgspec.structs.replace(ANA, lock_seconds=0.2)
    desktop.start()
    desktop.until(lambda: desktop.window.receiver is not None and desktop.window.receiver.state.connected)
    page = desktop.window.centralWidget()
    assert isinstance(page, SignInPage)
    page.send(SignIn("ana", RIGHT))
    desktop.until(lambda: isinstance(desktop.window.centralWidget(), LockPage))


def test_it_says_what_it_can_show_and_that_it_has_no_sound(desktop: Desktop) -> None:
    desktop.start()
    desktop.sound.missing = True
    desk = desktop.sign_in()
    desktop.until(lambda: tr("receiver.sound_missing") in desk.troubles.lines())
    capable = [one for one in desktop.node.requests if isinstance(one, Capable)]
    assert Capability.SOUND not in capable[-1].capabilities
    desktop.sound.missing = False
    desktop.until(lambda: not desk.troubles.lines())
    desktop.until(
        lambda: any(isinstance(one, Capable) and Capability.SOUND in one.capabilities for one in desktop.node.requests)
    )


def test_closing_only_hides_whoever_has_signed_in_and_quitting_asks(desktop: Desktop) -> None:
    desktop.start()
    desktop.sign_in()
    desktop.window.close()
    assert not desktop.ended
    # Without an icon beside the clock it would not be found again.
    assert desktop.window.isMinimized() is not desktop.window.tray.is_there
    desktop.window.ask_to_end()
    (sheet,) = desktop.window.findChildren(ConfirmSheet)
    sheet.no.click()
    assert not desktop.ended
    desktop.window.ask_to_end()
    desktop.node.requests.clear()
    desktop.window.findChildren(ConfirmSheet)[-1].yes.click()
    desktop.until(lambda: desktop.ended)
    desktop.until(lambda: SignOut() in desktop.node.requests)


def test_a_receiver_that_begins_anew_says_that_nobody_is_there_before_somebody_signs_in(desktop: Desktop) -> None:
    desktop.start()
    desktop.sign_in()
    kinds = [type(one) for one in desktop.node.requests]
    assert kinds[:3] == [Capable, SignOut, SignIn]


def test_leaving_leaves_nothing_for_the_next(desktop: Desktop) -> None:
    desktop.start()
    desk = desktop.sign_in()
    desktop.node.tell(note())
    desktop.until(desk.alarms.rows)
    desktop.node.requests.clear()
    desktop.window.leave()
    desktop.until(lambda: SignOut() in desktop.node.requests)
    assert isinstance(desktop.window.centralWidget(), SignInPage)
    assert not desktop.sign_in().alarms.rows()


def test_it_opens_where_it_stood(desktop: Desktop) -> None:
    desktop.start()
    desktop.sign_in()
    desktop.window.setGeometry(40, 30, 430, 610)
    desktop.window.close()
    again = Desktop(desktop.folder, desktop.node, desktop._bot)
    assert (again.window.width(), again.window.height()) == (430, 610)
    again.window.end()


def test_each_state_of_the_icon_has_its_own_shape(light: object) -> None:
    shapes = set()
    for state in TrayState:
        picture = tray_icon(state).pixmap(32, 32).toImage()
        inked = [picture.pixelColor(at % 32, at // 32) for at in range(32 * 32)]
        shapes.add(tuple(one.alpha() > 128 and one.lightness() < 230 for one in inked))
    assert len(shapes) == len(TrayState)


def test_the_worst_alarm_that_asks_is_what_is_heard() -> None:
    assert burst_for((), link_lost=False) is None
    assert burst_for((), link_lost=True) is Burst.MEDIUM


def test_a_machine_without_a_loudspeaker_says_so() -> None:
    sound = ReceiverSound(NoSpeaker(), SystemClock())
    sound.start()
    ends = SystemClock().monotonic() + 20
    while sound.missing is None:
        assert SystemClock().monotonic() < ends
    sound.stop()
    assert sound.missing


def test_troubles_of_the_path_stand_over_the_alarms_and_never_in_their_place(desktop: Desktop) -> None:
    desktop.start()
    desk = desktop.sign_in()
    numbers = [desktop.node.tell(TroubleNote("receiver_lost", f"Posto {at}", True), 1) for at in range(9)]
    desktop.until(lambda: set(numbers) <= set(desktop.node.shown))
    assert desk.troubles.lines() == ["Receptor fora de alcance · Posto 0, Posto 1, Posto 2 e mais 6"]
    for code in ("ward_silent", "nobody_answers", "box_failed", "store_failed"):
        desktop.node.tell(TroubleNote(code, "", True), 0)
    desktop.until(lambda: len(desk.troubles.lines()) == 4)
    assert desk.troubles.lines()[-1] == tr("receiver.more_troubles_many", count=2)
    number = desktop.node.tell(note())
    desktop.until(lambda: number in desktop.node.shown)
    desktop.window.failed()
    desktop.until(lambda: tr("receiver.failed") in desk.troubles.lines())
