"""The chosen moment at true scale: gaps, flags, calipers, and the way to paper."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.security.roles import Role
from app.ward.alarms.words import Priority
from tests.ui.ward.review.reviewed import MARKS, reviewed
from tests.ward.review.recorded import RATE, START, hours, mark
from ui.theme import current_theme
from ui.ward.review.view import FULL


def test_calipers_are_laid_by_a_key_and_escape_takes_them_away(qtbot: QtBot, light: QApplication) -> None:
    shown = reviewed(qtbot)
    QTest.keyClick(shown.view, Qt.Key.Key_C)
    calipers = shown.desk.calipers
    assert calipers is not None and shown.desk.tools.calipers.isChecked()
    shown.desk.go_to(START + 600)
    start, end = shown.desk.strip.span
    assert all(start < line < end for line in calipers.lines), "they come along to another moment"
    assert calipers.reading().milliseconds > 0
    QTest.keyClick(calipers, Qt.Key.Key_Escape)
    assert shown.desk.calipers is None and not shown.desk.tools.calipers.isChecked()
    QTest.keyClick(shown.view, Qt.Key.Key_C)
    assert shown.view.step_back()
    assert not shown.desk.tools.calipers.isChecked()


def test_a_student_is_not_offered_to_print(qtbot: QtBot, light: QApplication) -> None:
    shown = reviewed(qtbot, role=Role.STUDENT)
    assert not shown.desk.tools.print_button.isVisible()
    shown.view.print_current()
    shown.settle()
    assert shown.view.preview is None


def test_the_strip_of_an_alarm_is_previewed_and_left_by_escape(qtbot: QtBot, light: QApplication) -> None:
    shown = reviewed(qtbot)
    shown.desk.go_to_alarm(MARKS[2])
    shown.view.print_current()
    shown.settle()
    assert shown.view.preview is not None and shown.view.states.currentWidget() is shown.view.preview
    assert shown.view.step_back()
    assert shown.view.states.currentIndex() == FULL and shown.view.states.count() == FULL + 2


def test_the_chosen_alarm_has_its_flag_over_the_strip_whatever_else_alarms(qtbot: QtBot, light: QApplication) -> None:
    worse = tuple(mark(START + 2990 + number, f"other_{number}", seconds=60) for number in range(9))
    worse = tuple(replace(one, code="asystole") for one in worse)
    low = mark(START + 3000, "irregular_rhythm", Priority.LOW)
    shown = reviewed(qtbot, hours(1, (*worse, low)))
    shown.desk.go_to_alarm(low)
    shown.settle()
    picture, strip = shown.desk.strip.grab().toImage(), shown.desk.strip
    theme = current_theme()
    flags = round(theme.px("text_small") * 1.5)
    colour = picture.pixel(round(strip.x_of(low.began_at)) + 3, flags + 2)
    assert colour == theme.color("alarm_low").rgb()
    ecg = strip.bands()[0]
    start, end = strip.edges()
    over = [picture.pixel(x, round(ecg.top) + 3) for x in range(round(start) + 2, round(end) - 2, 3)]
    assert theme.color("alarm_high").rgb() not in over, "no flag lies over the trace"


def test_the_strip_hatches_a_gap_and_says_when_it_could_not_be_read(qtbot: QtBot, light: QApplication) -> None:
    recording = hours(1, unreadable=((START + 700, START + 720),))
    recording.signals["ecg_ii"][round(2000 * RATE) : round(2003 * RATE)] = np.nan
    shown = reviewed(qtbot, recording)
    strip = shown.desk.strip

    def inked() -> int:
        """Of the gap's middle second, above the baseline of the trace."""
        shown.settle()
        picture, band = strip.grab().toImage(), strip.bands()[0]
        columns = range(round(strip.x_of(2000.2 + START)), round(strip.x_of(2000.8 + START)))
        grid = {current_theme().color(token).rgb() for token in ("sector", "hover", "line")}
        return sum(picture.pixel(x, round(band.top) + y) not in grid for x in columns for y in range(4, 20))

    shown.desk.go_to(START + 2000)
    hatched = inked()
    recording.signals["ecg_ii"][round(2000 * RATE) : round(2003 * RATE)] = 0.0
    shown.desk.go_to(START + 1999.9)
    assert hatched > 50 and inked() == 0
    assert not shown.view.banner.isVisible()
    shown.desk.go_to(START + 710)
    shown.settle()
    assert shown.view.banner.isVisible() and strip.value_at(START + 710) is None


def test_a_wider_window_shows_more_of_the_strip_and_reads_it(qtbot: QtBot, light: QApplication) -> None:
    shown = reviewed(qtbot)
    shown.desk.go_to(START + 1000)
    before = shown.desk.strip.span
    shown.view.resize(1700, 700)
    shown.settle()
    after = shown.desk.strip.span
    assert after[1] - after[0] > before[1] - before[0] + 2
    assert shown.desk.strip.value_at(after[1] - 0.1) is not None
