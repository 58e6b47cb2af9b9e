"""The wall as it is seen: painted frames are asked, not constants."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ward.alarms.model import Silence
from app.ward.alarms.signs import Light
from app.ward.alarms.words import Presence, Priority
from app.ward.picture.model import BedStanding, ShownNumber
from tests.ui.ward.staged import START, StagedPicture, alarm, usual_numbers
from ui.theme import apply_theme
from ui.theme.theme import current_theme
from ui.ward.alarm_words import alarm_words
from ui.ward.flashing import lit
from ui.ward.wall.seen import SeenAlarm, SeenName, SeenRow, seen_of
from ui.ward.wall.view import WallView

SCREEN = QSize(1920, 1080)
COLOURS = {Priority.HIGH: "alarm_high", Priority.MEDIUM: "alarm_medium", Priority.LOW: "alarm_low"}


@pytest.fixture(params=["light", "dark"])
def theme(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[str]:
    apply_theme(qapp, request.param)
    yield request.param
    apply_theme(qapp)


def wall(qtbot: QtBot, picture: StagedPicture, size: QSize = SCREEN) -> WallView:
    view = WallView(picture)
    qtbot.addWidget(view)
    view.resize(size)
    view.fit(size)
    view.tick()
    return view


def seen(view: WallView, bed: str) -> QImage:
    return view.grab(view.sector_rect(bed)).toImage()


def share(image: QImage, colour: QColor) -> float:
    """The share of the picture that has a colour."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    return float((pixels == colour.rgb()).mean())


@pytest.mark.parametrize("priority", list(Priority))
def test_a_sector_takes_the_colour_of_its_worst_alarm_and_no_other_does(
    qtbot: QtBot, theme: str, priority: Priority
) -> None:
    picture = StagedPicture(4)
    picture.change(1, alarms=(alarm(priority),))
    view = wall(qtbot, picture)
    colour = current_theme().color(COLOURS[priority])
    assert share(seen(view, "bed-1"), colour) > 0.05
    assert share(seen(view, "bed-0"), colour) == 0


@pytest.mark.parametrize(("priority", "least", "most"), [(Priority.HIGH, 1.4, 2.8), (Priority.MEDIUM, 0.4, 0.8)])
def test_the_flash_counted_on_painted_frames_lies_within_the_standard(
    qtbot: QtBot, priority: Priority, least: float, most: float
) -> None:
    picture = StagedPicture(2)
    picture.change(0, alarms=(alarm(priority),))
    view = wall(qtbot, picture)
    colour, frames = current_theme().color(COLOURS[priority]), []
    for frame in range(30 * 10):
        picture.time = START + frame / 30
        view.tick()
        frames.append(share(seen(view, "bed-0"), colour) > 0.05)
    turned_on = sum(now and not before for before, now in pairwise(frames))
    assert least <= turned_on / 10 <= most
    assert 0.2 <= sum(frames) / len(frames) <= 0.6


def test_all_sectors_flash_together(qtbot: QtBot) -> None:
    picture = StagedPicture(6)
    for at in (0, 3, 5):
        picture.change(at, alarms=(alarm(),))
    view, colour = wall(qtbot, picture), current_theme().color("alarm_high")
    for frame in range(30):
        picture.time = START + frame / 30
        view.tick()
        assert len({share(seen(view, f"bed-{at}"), colour) > 0.05 for at in (0, 3, 5)}) == 1


def test_a_low_alarm_is_steady() -> None:
    assert all(lit(Light.STEADY, START + tenth / 10) for tenth in range(100))


def test_what_somebody_has_seen_is_still_shown_but_no_longer_fills_its_ground(qtbot: QtBot) -> None:
    picture = StagedPicture(1)
    picture.change(0, alarms=(alarm(presence=Presence.ACKNOWLEDGED),))
    view, colour = wall(qtbot, picture), current_theme().color("alarm_high")
    assert 0 < share(seen(view, "bed-0"), colour) < 0.02
    assert alarm_words(picture.beds[0].alarms[0].alarm).startswith("✓ ***")


def test_the_worst_deviation_stands_with_its_limit() -> None:
    assert alarm_words(alarm().alarm) == "*** SpO₂ 84 < 90"


def test_a_number_that_alarms_is_never_left_out_for_want_of_room() -> None:
    picture = StagedPicture(1)
    hot = ShownNumber("temperature", 40.1, START, alarm=alarm(Priority.MEDIUM))
    picture.change(0, numbers=(*usual_numbers()[:-1], hot))
    parts = seen_of(picture.beds[0], START, room=2)
    shown = [part.row.vital for part in parts.values() if isinstance(part, SeenRow) and part.row]
    assert shown == ["heart_rate", "temperature"]


def test_a_bed_that_is_not_heard_says_for_how_long() -> None:
    picture = StagedPicture(1)
    words = seen_of(picture.beds[0], START + 14, room=4)["alarm"]
    assert isinstance(words, SeenAlarm) and words.words == "Sem sinal há 14 s"


def test_a_pause_shows_what_is_left_of_it() -> None:
    picture = StagedPicture(1)
    picture.change(0, silence=Silence(audio_until=START + 120))
    name = seen_of(picture.beds[0], START + 30, room=4)["name"]
    assert isinstance(name, SeenName) and name.signs == (("volume-off", "1:30"),)


def test_a_free_bed_shows_that_it_is_free(qtbot: QtBot) -> None:
    picture = StagedPicture(2)
    picture.change(1, standing=BedStanding.EMPTY, traces=(), numbers=(), person="", simulated=False)
    view = wall(qtbot, picture)
    row = seen_of(picture.beds[1], START, room=4)["number 0/1"]
    assert isinstance(row, SeenRow) and row.words == "Leito livre"
    assert view.sector_rect("bed-1").isValid()


def test_signals_appear_behind_the_bar(qtbot: QtBot, theme: str) -> None:
    picture = StagedPicture(4)
    picture.play(START - 4, 8)
    view = wall(qtbot, picture)
    for frame in range(60):
        picture.time = START + frame / 30
        view.tick()
    assert share(seen(view, "bed-2"), current_theme().color("wave_pleth")) > 0.001


def test_arrows_go_from_bed_to_bed_and_enter_opens_one(qtbot: QtBot) -> None:
    view = wall(qtbot, StagedPicture(9))
    opened: list[str] = []
    view.bed_opened.connect(opened.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(view, key)
    chosen = view.chosen_bed()
    assert chosen is not None and opened == [chosen.bed]
    assert view.sector_rect(chosen.bed).topLeft() != QPoint(0, 0)


def test_a_click_chooses_and_a_double_click_opens(qtbot: QtBot) -> None:
    view = wall(qtbot, StagedPicture(9))
    opened: list[str] = []
    view.bed_opened.connect(opened.append)
    view.bed_entered.connect(opened.append)
    middle = view.sector_rect("bed-4").center()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle)
    chosen = view.chosen_bed()
    assert chosen is not None and chosen.bed == "bed-4" and opened == []
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=middle)
    assert opened == ["bed-4"]


def test_a_ward_that_gets_another_bed_is_drawn_anew(qtbot: QtBot) -> None:
    picture, more = StagedPicture(4), StagedPicture(5)
    view = wall(qtbot, picture)
    before = view.sector_rect("bed-3")
    picture.beds, picture.rings, picture.revision = more.beds, more.rings, 2
    view.tick()
    assert view.sector_rect("bed-4").isValid()
    assert view.sector_rect("bed-3") != before


def test_120_beds_make_the_wall_higher_than_the_screen(qtbot: QtBot) -> None:
    view = wall(qtbot, StagedPicture(120, ("ecg_ii",)))
    assert view.minimumHeight() > SCREEN.height()
