"""Calipers on a ground whose measures are known: 100 pixels a second, 50 pixels a millivolt."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.texts import choose_language
from ui.ward.review.calipers import COARSE_SECONDS, FINE_SECONDS, Calipers, measure, reading_words


class Ground(QWidget):
    """Ten seconds, a ramp of 0.1 mV a second; nothing was received from second 8 on."""

    def x_of(self, moment: float) -> float:
        return moment * 100

    def moment_of(self, x: float) -> float:
        return x / 100

    def value_at(self, moment: float) -> float | None:
        return 0.1 * moment if moment < 8 else None

    def y_of(self, value: float) -> float:
        return 100 - 50 * value

    def unit(self) -> str:
        return "mV"

    def edges(self) -> tuple[float, float]:
        return 0.0, 1000.0


@pytest.fixture
def calipers(qtbot: QtBot, light: QApplication) -> Calipers:
    ground = Ground()
    qtbot.addWidget(ground)
    ground.resize(1000, 200)
    ground.show()
    made = Calipers(ground, ground)
    made.lay(0, 2.0)
    made.lay(1, 2.8)
    return made


def test_it_tells_milliseconds_the_rate_and_the_difference(calipers: Calipers) -> None:
    reading = calipers.reading()
    assert reading.milliseconds == 800 and reading.per_minute == pytest.approx(75.0)
    assert reading.difference == pytest.approx(0.08)
    assert calipers.words() == "800 ms · 75 bpm · +0,08 mV"
    assert calipers.accessibleDescription() == calipers.words()


def test_the_same_in_english_and_downwards(calipers: Calipers) -> None:
    choose_language("en")
    calipers.lay(1, 1.0)
    assert calipers.words() == "1,000 ms · 60 bpm · −0.10 mV"


def test_in_a_gap_there_is_no_difference_and_on_one_spot_no_rate(calipers: Calipers) -> None:
    calipers.lay(1, 9.0)
    assert calipers.reading().difference is None and "mV" not in calipers.words()
    assert measure(Ground(), 3.0, 3.0).per_minute is None
    assert reading_words(measure(Ground(), 3.0, 3.0), "mV") == "0 ms · 0,00 mV"


def test_arrows_move_the_chosen_line_by_a_sample_and_with_shift_by_a_small_square(calipers: Calipers) -> None:
    QTest.keyClick(calipers, Qt.Key.Key_Right)
    assert calipers.lines == pytest.approx([2.0, 2.8 + FINE_SECONDS])
    QTest.keyClick(calipers, Qt.Key.Key_Space)
    QTest.keyClick(calipers, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert calipers.lines == pytest.approx([2.0 - COARSE_SECONDS, 2.8 + FINE_SECONDS])


def test_the_mouse_moves_the_nearer_line_and_both_from_between_them(calipers: Calipers) -> None:
    QTest.mouseClick(calipers, Qt.MouseButton.LeftButton, pos=QPoint(400, 50))
    assert calipers.lines == pytest.approx([2.0, 4.0])
    QTest.mousePress(calipers, Qt.MouseButton.LeftButton, pos=QPoint(300, 50))
    QTest.mouseMove(calipers, QPoint(350, 50))
    QTest.mouseRelease(calipers, Qt.MouseButton.LeftButton, pos=QPoint(350, 50))
    assert calipers.lines == pytest.approx([2.5, 4.5])


def test_no_line_leaves_the_trace(calipers: Calipers) -> None:
    calipers.lay(0, -3.0)
    calipers.lay(1, 30.0)
    assert calipers.lines == [0.0, 10.0]


def test_marching_out_repeats_the_interval_to_both_edges(calipers: Calipers) -> None:
    QTest.keyClick(calipers, Qt.Key.Key_M)
    assert calipers.marching
    calipers.lay(0, 3.0)
    calipers.lay(1, 5.0)
    assert calipers.marched() == pytest.approx([1.0, 7.0, 9.0])
    calipers.lay(1, 3.01)
    assert calipers.marched() == [], "an interval too short to see is not repeated"


def test_it_covers_its_ground_when_that_grows_and_escape_asks_to_be_removed(calipers: Calipers, qtbot: QtBot) -> None:
    ground = calipers.parentWidget()
    assert ground is not None
    ground.resize(700, 120)
    assert calipers.size() == ground.size()
    with qtbot.waitSignal(calipers.removed):
        QTest.keyClick(calipers, Qt.Key.Key_Escape)


def test_both_lines_and_the_reading_are_painted(calipers: Calipers) -> None:
    ground = calipers.parentWidget()
    assert ground is not None
    picture = ground.grab().toImage()
    calipers.hide()
    bare = ground.grab().toImage()
    changed = [x for x in range(1000) if picture.pixel(x, 150) != bare.pixel(x, 150)]
    assert {200, 280} <= set(changed) and len(changed) < 12
