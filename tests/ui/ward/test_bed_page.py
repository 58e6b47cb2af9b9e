"""One bed in the wall's place, on a real node: how it opens, what its head always says, and the part «Agora»."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.security.roles import Role
from app.ward.alarms.words import Presence
from app.ward.feed.items import BedLine, Layout
from tests.ui.ward.desk import Desk
from ui.theme import current_theme
from ui.ward.bed.now import NowPart
from ui.ward.bed.page import BedPage
from ui.ward.page import WardPage
from ui.ward.review.calipers import Calipers


def opened(page: WardPage) -> BedPage | None:
    current = page.states.currentWidget()
    return current if isinstance(current, BedPage) else None


def open_bed(desk: Desk, bed: str = "b1", role: Role = Role.NURSE) -> tuple[WardPage, BedPage]:
    page = desk.ready(role)
    page.open_page(bed)
    shown = opened(page)
    assert shown is not None
    return page, shown


def now_part(page: BedPage) -> NowPart:
    part = page.part("now")
    assert isinstance(part, NowPart)
    return part


def frozen(part: NowPart) -> bool:
    return part.large.frozen


def test_enter_opens_the_panel_and_enter_once_more_the_page_and_escape_comes_back(desk: Desk) -> None:
    page = desk.ready()
    page.wall.setFocus()
    QTest.keyClick(page.wall, Qt.Key.Key_Right)
    QTest.keyClick(page.wall, Qt.Key.Key_Return)
    assert page.panel.isVisible() and opened(page) is None
    QTest.keyClick(page.wall, Qt.Key.Key_Return)
    shown = opened(page)
    assert shown is not None and shown.head.label.text() == "Leito 02"
    assert page.step_back() and opened(page) is None
    assert page.panel.isVisible()
    page.leave()


def test_a_double_click_and_the_button_of_the_panel_open_the_page(desk: Desk) -> None:
    page = desk.ready()
    QTest.mouseDClick(page.wall, Qt.MouseButton.LeftButton, pos=page.wall.sector_rect("b2").center())
    shown = opened(page)
    assert shown is not None and shown.bed == "b2"
    page.back()
    page.open_bed("b1")
    page.bed.open.click()
    shown = opened(page)
    assert shown is not None and shown.bed == "b1"
    page.leave()


def test_who_lies_there_with_age_class_stands_over_every_part(desk: Desk) -> None:
    page, bed = open_bed(desk)
    assert bed.head.person.text().startswith("M.S. · Adulto")
    desk.monitor.numbers()
    desk.qtbot.waitUntil(lambda: desk.ward.picture.beds[0].simulated)
    bed.look()
    assert "SIMULADO" in bed.head.person.text()
    for number in range(len(bed.parts)):
        bed.tabs.choose(number)
        assert bed.head.isVisible()
    page.leave()


def test_the_worst_alarm_stands_in_the_head_of_every_part_until_it_is_seen(desk: Desk) -> None:
    page, bed = open_bed(desk)
    assert bed.head.worst.words == "Nenhum sinal recebido" and not bed.head.see.isVisible()
    desk.monitor.asystole()
    desk.qtbot.waitUntil(lambda: bool(desk.ward.picture.beds[0].alarms))
    for number in range(len(bed.parts)):
        bed.tabs.choose(number)
        assert bed.head.worst.isVisible() and bed.head.worst.words.startswith("*** ")
    bed.head.see.click()
    desk.qtbot.waitUntil(lambda: desk.ward.picture.beds[0].alarms[0].alarm.presence is Presence.ACKNOWLEDGED)
    bed.look()
    assert bed.head.worst.words.startswith("✓ ***") and not bed.head.see.isVisible()
    page.leave()


def test_a_bed_elsewhere_that_alarms_stays_in_sight_and_one_press_goes_to_its_page(desk: Desk) -> None:
    page, _ = open_bed(desk, "b2")
    desk.monitor.asystole()
    desk.qtbot.waitUntil(lambda: bool(desk.ward.picture.beds[0].alarms))
    page.look()
    assert page.strip.isVisible() and "Leito 01" in page.strip.words
    page.strip.click()
    other = opened(page)
    assert other is not None and other.bed == "b1"
    page.leave()


def test_space_stops_the_traces_says_so_and_lets_them_go_on(desk: Desk) -> None:
    page, bed = open_bed(desk)
    part = now_part(bed)
    assert part.large.hasFocus()
    QTest.keyClick(part.large, Qt.Key.Key_Space)
    assert frozen(part) and part.stands.text().startswith("TRAÇADO PARADO")
    assert page.step_back() and opened(page) is bed
    assert not frozen(part) and part.stands.text() == ""
    QTest.keyClick(part, Qt.Key.Key_Space)
    bed.choose("alarms")
    assert not frozen(part)
    page.leave()


def test_nothing_of_whoever_lay_there_before_stays_on_the_page(desk: Desk) -> None:
    page, bed = open_bed(desk)
    bed.choose("alarms")
    before = bed.part("alarms")
    lines = [
        BedLine(one.bed, one.label, "M.S.", occupied=True, device="m1", stay="another" if one.bed == "b1" else one.stay)
        for one in desk.ward.picture.beds
    ]
    desk.node.stop()
    desk.ward.picture.take(Layout(tuple(lines)))
    bed.look()
    assert bed.part("alarms") is not before
    assert bed.banner.title.text() == "Este leito mudou de paciente."
    page.leave()


def test_calipers_measure_the_interval_between_two_columns_of_traces_that_stand(desk: Desk) -> None:
    page, bed = open_bed(desk)
    part = now_part(bed)
    QTest.keyClick(part, Qt.Key.Key_C)
    assert frozen(part) and part.calipers is not None
    left, right, speed = part.large.standing_traces()
    assert right > left and speed == pytest.approx(25 / 25.4 * part.large.logicalDpiX())
    part.calipers.lay(0, 1.0)
    part.calipers.lay(1, 1.8)
    assert part.calipers.words().startswith("800 ms · 75 bpm")
    assert page.step_back() and not part.findChildren(Calipers) and frozen(part)
    assert page.step_back() and not frozen(part) and opened(page) is bed
    page.leave()


def test_an_alarm_fills_the_line_of_the_head_in_its_colour(desk: Desk) -> None:
    page, bed = open_bed(desk)
    desk.monitor.asystole()
    desk.qtbot.waitUntil(lambda: bool(desk.ward.picture.beds[0].alarms))
    bed.look()
    line = bed.head.worst
    desk.qtbot.waitUntil(lambda: line.is_lit)
    red = current_theme().color("alarm_high")
    assert line.grab().toImage().pixelColor(line.width() - 12, line.height() // 2) == red
    desk.qtbot.waitUntil(lambda: not line.is_lit)
    assert line.grab().toImage().pixelColor(line.width() - 12, line.height() // 2) != red
    page.leave()


def test_a_student_opens_the_page_and_is_offered_nothing_to_do_to_alarms(desk: Desk) -> None:
    page, bed = open_bed(desk, role=Role.STUDENT)
    desk.monitor.asystole()
    desk.qtbot.waitUntil(lambda: bool(desk.ward.picture.beds[0].alarms))
    bed.look()
    assert not bed.head.see.isVisible()
    page.leave()
