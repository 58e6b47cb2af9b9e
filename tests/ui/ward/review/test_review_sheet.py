"""The rows of a review: what is drawn of them, and how they keep their place."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ward.alarms.words import Priority
from tests.ui.ward.review.reviewed import reviewed
from tests.ward.review.recorded import RATE, START, hours, mark
from ui.theme import apply_theme, current_theme
from ui.ward.review.tiles import Tile


def test_a_part_that_cannot_be_read_leaves_the_other_rows_as_they_are(qtbot: QtBot, light: QApplication) -> None:
    shown = reviewed(qtbot, hours(1, unreadable=((START + 3420, START + 3480),)))
    sheet = shown.desk.sheet
    bad = sheet.plan.row_of(START + 3450)
    tile = sheet.tiles.row(bad)
    assert tile is not None and tile.image(bad) is None
    good = sheet.plan.row_of(START + 3300)
    other = sheet.tiles.row(good)
    assert other is not None and other.image(good) is not None


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
    first, second = mark(START + 3000, "asystole"), mark(START + 3000, "leads_off", Priority.MEDIUM)
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
    assert shown.desk.mark == second and shown.desk.at == START + 3000


def test_a_quarter_of_an_hour_a_row_is_drawn_blurred_first_and_then_from_its_samples(
    qtbot: QtBot, light: QApplication
) -> None:
    shown = reviewed(qtbot, hours(6))
    sheet = shown.desk.sheet
    seen: list[Tile | None] = []
    sheet.tiles.arrived.connect(lambda: seen.append(sheet.tiles.row(sheet.plan.row_of(START + 6 * 3600 - 1))))
    shown.desk.zoom(2)
    shown.settle()
    row = sheet.plan.row_of(START + 6 * 3600 - 1)
    fine = sheet.tiles.row(row)
    blurred = next(tile for tile in seen if tile is not None)
    assert fine is not None and fine is not blurred
    # Beats a second apart, columns of more than one a second: only samples show the line between two beats.
    ground = current_theme().color("sector").rgb()

    def inked(tile: Tile) -> int:
        return int((tile.pictures[row - tile.first] != ground).sum())

    assert 0 < inked(fine) < inked(blurred)
