"""The place of the ward: the wall, the bed beside it, and what people do to alarms, on a real node."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.security.roles import Role
from app.ward.alarms.words import Presence
from app.ward.node.node import WardNode
from tests.ui.ward.desk import BEDS, CLOCK, Desk, NoSpeaker
from ui.ward.page import WardPage


def button(page: WardPage, words: str) -> QPushButton:
    return next(one for one in page.bed.findChildren(QPushButton) if one.text() == words and one.isVisible())


def words(page: WardPage) -> list[str]:
    return [one.text() for one in page.bed.findChildren(QPushButton) if one.isVisible()]


def test_a_bed_opens_by_keyboard_and_closes_by_escape(desk: Desk) -> None:
    page = desk.ready()
    desk.monitor.numbers("m2")
    page.wall.setFocus()
    QTest.keyClick(page.wall, Qt.Key.Key_Right)
    QTest.keyClick(page.wall, Qt.Key.Key_Return)
    assert page.panel.isVisible() and page.panel.title.text() == "Leito 02"
    assert page.step_back() and not page.panel.isVisible()
    assert not page.step_back()
    page.leave()


def test_the_panel_opens_again_after_it_was_closed(desk: Desk) -> None:
    page = desk.ready()
    for bed in ("b1", "b2", "b1"):
        page.open_bed(bed)
        # What was given up is deleted by the running program between two events.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        page.look()
        assert "Abrir leito" in words(page)
        page.panel.close_panel()
    page.leave()


def test_an_alarm_is_acknowledged_in_the_panel_and_stays_shown(desk: Desk) -> None:
    page = desk.ready()
    desk.monitor.asystole()
    desk.qtbot.waitUntil(lambda: bool(desk.ward.picture.beds[0].alarms))
    page.open_bed("b1")
    button(page, "Reconhecer").click()
    desk.qtbot.waitUntil(lambda: desk.ward.picture.beds[0].alarms[0].alarm.presence is Presence.ACKNOWLEDGED)
    page.look()
    desk.qtbot.waitUntil(lambda: "Reconhecer" not in words(page))
    assert desk.logged[-1].who == "Ana Fictícia"
    page.leave()


def test_the_sound_of_a_bed_is_paused_and_taken_up_again(desk: Desk) -> None:
    page = desk.ready()
    page.open_bed("b1")
    button(page, "Pausar o som por 2 min").click()
    desk.qtbot.waitUntil(lambda: desk.ward.picture.beds[0].silence.audio_until is not None)
    page.look()
    assert page.bed.pause.text().startswith("Som pausado 2:00")
    desk.qtbot.waitUntil(lambda: "Retomar agora" in words(page))
    button(page, "Retomar agora").click()
    desk.qtbot.waitUntil(lambda: desk.ward.picture.beds[0].silence.audio_until is None)
    page.leave()


def test_a_student_looks_and_is_offered_nothing_to_do(desk: Desk) -> None:
    page = desk.ready(Role.STUDENT)
    desk.monitor.asystole()
    desk.qtbot.waitUntil(lambda: bool(desk.ward.picture.beds[0].alarms))
    page.open_bed("b1")
    assert words(page) == ["Abrir leito"]
    page.leave()


def test_a_node_that_falls_silent_is_said_over_the_wall(desk: Desk) -> None:
    page = desk.ready()
    assert not page.silence.isVisible()
    desk.node.stop()
    desk.qtbot.waitUntil(desk.ward.is_silent)
    page.look()
    assert page.silence.isVisible()
    page.leave()


def test_a_station_without_a_loudspeaker_says_so_over_the_wall_until_it_is_seen(desk: Desk) -> None:
    desk.node.stop()
    desk.node = WardNode(BEDS, (desk.monitor,), desk.logged.extend, CLOCK, speaker=NoSpeaker())
    page = desk.ready()
    desk.qtbot.waitUntil(lambda: bool(desk.ward.picture.station_alarms))
    page.look()
    assert page.station.isVisible() and page.station.title.text().startswith("***")
    page.station.findChildren(QPushButton)[0].click()
    desk.qtbot.waitUntil(lambda: not desk.ward.picture.station_alarms[0].alarm.is_unseen)
    page.look()
    assert not page.station.isVisible()
    page.leave()
