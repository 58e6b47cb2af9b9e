"""The receiver's window when nobody looks: locked, closed, left, begun anew; and what it says of itself."""

import msgspec
from PySide6.QtWidgets import QLabel

from app.demo.playing_node import RIGHT
from app.kernel.clock import SystemClock
from app.router.contents import TroubleNote
from app.router.receiver.sound import ReceiverSound, burst_for
from app.router.requests import Alive, Capable, SignIn, SignOut, Unlock
from app.router.words import Capability
from app.ward.alarms.signs import Burst
from tests.router.receiver.told import ANA, note
from tests.ui.receiver.conftest import Desktop, NoSpeaker
from ui.receiver.entry import LockPage, SignInPage
from ui.receiver.tray import TrayState, tray_icon
from ui.texts import tr
from ui.widgets.confirm_sheet import ConfirmSheet

MANY = [f"bed-{at}" for at in range(30)]


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
