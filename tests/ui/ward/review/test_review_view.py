"""The review of a bed: what it shows, how one goes through 24 hours, what it says when it cannot."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kernel.errors import KnownError
from app.ward.alarms.words import Priority
from app.ward.review.rows import DAY_SECONDS
from tests.ui.accessibility import complaints
from tests.ui.ward.review.reviewed import BED, MARKS, Reviewed, reviewed
from tests.ward.review.recorded import START, InMemory, hours
from ui.texts import choose_language
from ui.theme import apply_theme, current_theme
from ui.ward.review.view import EMPTY, FULL, WRONG


def test_it_opens_at_the_newest_row_with_every_row_that_is_seen_drawn(qtbot: QtBot, light: QApplication) -> None:
    shown = reviewed(qtbot)
    assert shown.view.states.currentIndex() == FULL
    assert shown.desk.sheet.is_whole()
    assert shown.desk.sheet.seen_span()[1] >= START + 3600


def test_a_bed_of_which_nothing_was_recorded_says_so_and_what_to_do(qtbot: QtBot, light: QApplication) -> None:
    shown = reviewed(qtbot, InMemory(START, START, {}))
    assert shown.view.states.currentIndex() == EMPTY


def test_a_recording_that_cannot_be_opened_is_told_and_can_be_tried_again(qtbot: QtBot, light: QApplication) -> None:
    shown = Reviewed(qtbot, hours(1))
    shown.recordings.problem = KnownError("ward.bed_free", bed="Leito 07")
    shown.open()
    assert shown.view.states.currentIndex() == WRONG and shown.view.banner.isVisible()
    shown.recordings.problem = None
    shown.view.read()
    shown.settle()
    assert shown.view.states.currentIndex() == FULL and not shown.view.banner.isVisible()


def test_n_and_p_go_from_alarm_to_alarm_and_say_where_there_is_none_left(qtbot: QtBot, light: QApplication) -> None:
    shown = reviewed(qtbot)
    for expected in reversed(MARKS):
        QTest.keyClick(shown.view, Qt.Key.Key_P)
        assert shown.desk.at == expected.began_at and shown.desk.mark == expected
        start, end = shown.desk.sheet.seen_span()
        assert start <= expected.began_at < end
    QTest.keyClick(shown.view, Qt.Key.Key_P)
    assert shown.context.said == ["Antes deste não há outro alarme nestas 24 horas."]
    QTest.keyClick(shown.view, Qt.Key.Key_N)
    assert shown.desk.mark == MARKS[1]


def test_from_a_moment_between_two_alarms_n_and_p_find_the_neighbours(qtbot: QtBot, light: QApplication) -> None:
    shown = reviewed(qtbot)
    shown.desk.go_to(START + 2000)
    QTest.keyClick(shown.view, Qt.Key.Key_N)
    assert shown.desk.mark == MARKS[2]
    shown.desk.go_to(START + 2000)
    QTest.keyClick(shown.view, Qt.Key.Key_P)
    assert shown.desk.mark == MARKS[1]


def test_only_alarms_that_are_wanted_are_gone_through(qtbot: QtBot, light: QApplication) -> None:
    low = replace(MARKS[1], priority=Priority.LOW, lethal=False)
    shown = reviewed(qtbot, hours(1, (MARKS[0], low, MARKS[2])))
    shown.desk.events.priorities.set_value(Priority.HIGH)
    shown.desk.events.priorities.changed.emit(Priority.HIGH)
    QTest.keyClick(shown.view, Qt.Key.Key_P)
    QTest.keyClick(shown.view, Qt.Key.Key_P)
    assert shown.desk.mark == MARKS[0]


def test_choosing_an_alarm_in_the_list_shows_it_in_the_rows_and_in_the_strip(qtbot: QtBot, light: QApplication) -> None:
    shown = reviewed(qtbot)
    shown.desk.events.table.selectRow(len(MARKS) - 1)
    assert shown.desk.mark == MARKS[0]
    first, last = shown.desk.strip.span
    assert first < MARKS[0].began_at < last
    shown.settle()
    assert shown.desk.strip.value_at(MARKS[0].began_at) is not None


def test_the_list_says_when_nothing_is_wanted_of_what_there_is(qtbot: QtBot, light: QApplication) -> None:
    shown = reviewed(qtbot)
    events = shown.desk.events
    assert [events.model.id_at(line) for line in range(3)] == [f"{one.key}@{one.began_at:.3f}" for one in MARKS[::-1]]
    events.priorities.set_value(Priority.LOW)
    events.priorities.changed.emit(Priority.LOW)
    assert events.none.isVisible() and events.none.text().startswith("Nenhum alarme assim")


@pytest.mark.parametrize(
    ("typed", "seconds"), [("01:50", 600), ("0150", 600), ("1:50:30", 630), ("01h50", 600)], ids=str
)
def test_a_typed_time_is_gone_to(qtbot: QtBot, light: QApplication, typed: str, seconds: int) -> None:
    shown = reviewed(qtbot)
    shown.desk.tools.time.setText(typed)
    QTest.keyClick(shown.desk.tools.time, Qt.Key.Key_Return)
    assert shown.desk.at == START + seconds


def test_a_time_outside_the_recording_is_told_with_how_to_write_it(qtbot: QtBot, light: QApplication) -> None:
    shown = reviewed(qtbot)
    before = shown.desk.at
    shown.desk.tools.time.setText("23:59")
    QTest.keyClick(shown.desk.tools.time, Qt.Key.Key_Return)
    assert shown.desk.at == before and shown.view.banner.isVisible()


def test_the_bar_of_the_day_goes_where_it_is_pressed(qtbot: QtBot, light: QApplication) -> None:
    shown = reviewed(qtbot)
    bar = shown.desk.overview
    for share in (0.25, 0.75):
        x = next(x for x in range(bar.width()) if bar.moment_at(x) >= START + share * 3600)
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
        assert shown.desk.at == pytest.approx(START + share * 3600, abs=10)
        start, end = shown.desk.sheet.seen_span()
        assert start <= (shown.desk.at or 0) < end


def test_earlier_days_are_a_choice_of_their_own(qtbot: QtBot, light: QApplication) -> None:
    long = InMemory(START, START + 1.5 * DAY_SECONDS, {"pleth": np.full(1000, 0.5, np.float32)})
    shown = reviewed(qtbot, long)
    assert shown.desk.tools.days.isVisible()
    shown.desk.tools.days.set_value(1)
    shown.settle()
    assert shown.desk.review is not None and shown.desk.review.window == (START, START + DAY_SECONDS / 2)


def test_another_waveform_is_shown_at_the_same_moment(qtbot: QtBot, light: QApplication) -> None:
    shown = reviewed(qtbot)
    shown.desk.go_to(START + 1000)
    shown.desk.tools.waves.set_value("pleth")
    shown.settle()
    assert shown.desk.review is not None and shown.desk.review.wave == "pleth"
    assert shown.desk.at == START + 1000 and shown.desk.strip.unit() == ""


def test_a_bed_with_another_patient_is_opened_anew(qtbot: QtBot, light: QApplication) -> None:
    shown = reviewed(qtbot)
    shown.view.show_bed(BED, 0.0)
    shown.view.show_bed(BED, 1.0)
    assert shown.recordings.opened == ["b1"]
    shown.recordings.recording = hours(2)
    shown.view.show_bed(replace(BED, stay="another"), 2.0)
    shown.settle()
    assert shown.recordings.opened == ["b1", "b1"]
    assert shown.desk.review is not None and shown.desk.review.span == (START, START + 7200)


def test_signals_of_no_person_are_marked(qtbot: QtBot, light: QApplication) -> None:
    marked, bare = reviewed(qtbot), reviewed(qtbot, hours(1, is_simulated=False))
    assert marked.desk.overview.accessibleDescription().startswith("SIMULADO")
    assert "SIMULADO" not in bare.desk.overview.accessibleDescription()
    pictures = [one.desk.overview.grab().toImage() for one in (marked, bare)]
    room = [(x, y) for x in range(60) for y in range(40, pictures[0].height())]
    inked = [sum(one.pixel(*place) != one.pixel(1, 1) for place in room) for one in pictures]
    assert inked[0] > 0 == inked[1]


@pytest.mark.parametrize("language", ["pt_BR", "en"])
@pytest.mark.parametrize("scale", [100, 150])
def test_everything_has_room_and_a_name(qtbot: QtBot, light: QApplication, language: str, scale: int) -> None:
    choose_language(language)
    apply_theme(light, "light", scale)
    shown = reviewed(qtbot)
    assert complaints(shown.view) == []
    sheet = shown.desk.sheet
    assert sheet.viewport().height() >= 2 * sheet.row_height
    assert shown.view.minimumSizeHint().width() <= 1366 - current_theme().px("rail")
