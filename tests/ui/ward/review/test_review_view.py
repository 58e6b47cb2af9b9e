"""The review of a bed: what it shows, how one goes through 24 hours, what it says when it cannot."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kernel.errors import KnownError
from app.security.roles import Role
from app.ward.alarms.words import Priority
from app.ward.review.rows import DAY_SECONDS
from tests.ui.accessibility import complaints
from tests.ui.ward.review.reviewed import BED, MARKS, Reviewed, reviewed
from tests.ward.review.recorded import RATE, START, InMemory, hours, mark
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


def test_a_part_that_cannot_be_read_leaves_the_other_rows_as_they_are(qtbot: QtBot, light: QApplication) -> None:
    shown = reviewed(qtbot, hours(1, unreadable=((START + 3420, START + 3480),)))
    sheet = shown.desk.sheet
    bad = sheet.plan.row_of(START + 3450)
    tile = sheet.tiles.row(bad)
    assert tile is not None and tile.image(bad) is None
    good = sheet.plan.row_of(START + 3300)
    other = sheet.tiles.row(good)
    assert other is not None and other.image(good) is not None


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


def test_zooming_keeps_the_chosen_moment_at_its_height(qtbot: QtBot, light: QApplication) -> None:
    shown = reviewed(qtbot)
    sheet = shown.desk.sheet
    shown.desk.go_to(START + 1900)
    QTest.keyClick(sheet, Qt.Key.Key_Minus)
    assert sheet.plan.seconds == 300.0 and shown.desk.tools.rows.value() == 300.0
    QTest.keyClick(sheet, Qt.Key.Key_Plus)
    QTest.keyClick(sheet, Qt.Key.Key_Plus)
    assert sheet.plan.seconds == 30.0
    start, end = sheet.seen_span()
    assert start <= START + 1900 < end


def test_the_bar_of_the_day_goes_where_it_is_pressed(qtbot: QtBot, light: QApplication) -> None:
    shown = reviewed(qtbot)
    bar = shown.desk.overview
    for share in (0.25, 0.75):
        x = next(x for x in range(bar.width()) if bar.moment_at(x) >= START + share * 3600)
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
        assert shown.desk.at == pytest.approx(START + share * 3600, abs=10)
        start, end = shown.desk.sheet.seen_span()
        assert start <= (shown.desk.at or 0) < end


def test_a_press_on_a_row_chooses_the_moment_under_it(qtbot: QtBot, light: QApplication) -> None:
    shown = reviewed(qtbot)
    sheet = shown.desk.sheet
    point = QPoint(400, sheet.row_height + sheet.row_height - 6)
    meant = sheet.moment_at(point)
    QTest.mouseClick(sheet.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert meant is not None and shown.desk.at == pytest.approx(meant, abs=0.2)
    assert sheet.moment_at(QPoint(3, 3)) is None


def test_the_page_does_not_move_on_with_the_time_unless_asked_to(qtbot: QtBot, light: QApplication) -> None:
    recording = hours(1)
    shown = reviewed(qtbot, recording)
    at, seen = shown.desk.at, shown.desk.sheet.seen_span()
    recording.end += 600
    shown.view.read()
    shown.settle()
    assert shown.desk.at == at and shown.desk.sheet.seen_span() == seen
    shown.desk.tools.follow.setChecked(True)
    shown.settle()
    assert shown.desk.sheet.seen_span()[1] >= START + 4200
    shown.desk.go_to(START + 600)
    assert not shown.desk.tools.follow.isChecked()
    shown.settle()


def test_rows_that_were_not_complete_are_drawn_anew_and_the_others_kept(qtbot: QtBot, light: QApplication) -> None:
    recording = hours(2)
    recording.end -= 3000
    shown = reviewed(qtbot, recording)
    sheet = shown.desk.sheet
    last = sheet.plan.row_of(recording.end - 1)
    newest, older = sheet.tiles.row(last), sheet.tiles.row(last - 16)
    recording.end += 600
    shown.view.read()
    shown.settle()
    assert sheet.tiles.row(last) is not newest and newest is not None
    assert sheet.tiles.row(last - 16) is older


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


def test_dark_rows_are_drawn_anew_when_the_theme_changes(qtbot: QtBot, light: QApplication) -> None:
    shown = reviewed(qtbot)
    sheet = shown.desk.sheet
    row = sheet.plan.row_of(START + 3500)

    def ground() -> int:
        tile = sheet.tiles.row(row)
        image = tile.image(row) if tile is not None else None
        return image.pixel(1, 1) if image is not None else 0

    assert ground() == current_theme().color("sector").rgb()
    apply_theme(light, "dark", 100)
    shown.settle()
    assert ground() == current_theme().color("sector").rgb()


def test_a_beat_of_one_millivolt_is_drawn_at_its_moment_and_a_gap_is_not_drawn(
    qtbot: QtBot, light: QApplication
) -> None:
    recording = hours(1)
    recording.signals["ecg_ii"][round(3500 * RATE) : round(3530 * RATE)] = np.nan
    shown = reviewed(qtbot, recording)
    sheet = shown.desk.sheet
    row = sheet.plan.row_of(START + 3515)
    tile = sheet.tiles.row(row)
    image = tile.image(row) if tile is not None else None
    assert image is not None
    ground, per_second = current_theme().color("sector").rgb(), image.width() / 60.0
    begin = sheet.plan.begin(row)
    gap = round((START + 3515 - begin) * per_second)
    assert all(image.pixel(gap, y) == ground for y in range(image.height()))
    beat = round((START + 3535 - begin) * per_second)
    inked = [y for y in range(image.height()) if image.pixel(beat, y) != ground]
    quiet = [y for y in range(image.height()) if image.pixel(beat + round(per_second / 2), y) != ground]
    assert min(inked) < min(quiet) - image.height() // 5


def test_a_row_that_grows_stays_drawn_until_its_successor_has_come(qtbot: QtBot, light: QApplication) -> None:
    recording = hours(2)
    recording.end -= 3000
    shown = reviewed(qtbot, recording)
    sheet = shown.desk.sheet
    blinked: list[bool] = []
    sheet.moved.connect(lambda: blinked.append(not sheet.is_whole()))
    recording.end += 20
    shown.view.read()
    shown.settle()
    assert blinked and not any(blinked)


def test_two_alarms_that_began_together_have_a_flag_each_and_a_press_chooses_the_alarm(
    qtbot: QtBot, light: QApplication
) -> None:
    first, second = mark(START + 3000, "asystole"), mark(START + 3002, "leads_off", Priority.MEDIUM)
    shown = reviewed(qtbot, hours(1, (first, second)))
    sheet = shown.desk.sheet
    shown.desk.go_to(START + 3010)
    row = sheet.plan.row_of(START + 3000)
    top = (row - sheet.plan.first) * sheet.row_height - sheet.verticalScrollBar().value()
    found: dict[str, list[int]] = {}
    for x in range(sheet.viewport().width()):
        over = sheet.mark_at(QPoint(x, top + 4))
        if over is not None:
            found.setdefault(over.code, []).append(x)
    assert set(found) == {"asystole", "leads_off"}
    assert max(found["asystole"]) < min(found["leads_off"])
    QTest.mouseClick(sheet.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(found["leads_off"][5], top + 4))
    assert shown.desk.mark == second and shown.desk.at == START + 3002


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
