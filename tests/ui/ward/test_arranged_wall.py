"""A wall that follows a layout: order, columns, traces; the keyboard's frame stays with its bed."""

import numpy as np
from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ward.layouts.arranged import ArrangedPicture
from app.ward.layouts.model import WallLayout, WallScreen
from tests.ui.ward.staged import START, StagedPicture
from ui.theme import apply_theme
from ui.theme.theme import current_theme
from ui.ward.wall.view import WallView

SCREEN = QSize(1600, 900)


def wall(qtbot: QtBot, picture: ArrangedPicture) -> WallView:
    view = WallView(picture)
    qtbot.addWidget(view)
    view.resize(SCREEN)
    view.fit(SCREEN)
    view.tick()
    return view


def order(view: WallView, beds: int) -> list[str]:
    """The beds in the order of reading, as they are found at the middle of their sectors."""
    rects = {bed: view.sector_rect(bed) for bed in (f"bed-{at}" for at in range(beds))}
    for bed, rect in rects.items():
        found = view.bed_at(rect.center())
        assert found is not None and found.bed == bed
    return sorted(rects, key=lambda bed: (rects[bed].top(), rects[bed].left()))


def test_the_wall_shows_the_beds_in_the_order_of_the_layout(qtbot: QtBot) -> None:
    picture = ArrangedPicture(StagedPicture(4))
    view = wall(qtbot, picture)
    assert order(view, 4) == ["bed-0", "bed-1", "bed-2", "bed-3"]
    picture.use(WallLayout("A", (WallScreen(("bed-3", "bed-1")),)), 1)
    view.tick()
    assert order(view, 4) == ["bed-3", "bed-1", "bed-0", "bed-2"]


def test_the_frame_of_the_keyboard_stays_with_its_bed(qtbot: QtBot) -> None:
    picture = ArrangedPicture(StagedPicture(4))
    view = wall(qtbot, picture)
    view.choose("bed-2")
    picture.use(WallLayout("A", (WallScreen(("bed-2",)),)), 1)
    view.tick()
    chosen = view.chosen_bed()
    assert chosen is not None and chosen.bed == "bed-2"
    assert order(view, 4)[0] == "bed-2"


def test_chosen_columns_stand_beside_each_other(qtbot: QtBot) -> None:
    view = wall(qtbot, ArrangedPicture(StagedPicture(6)))
    view.arrange(6, 0)
    view.tick()
    assert len({view.sector_rect(f"bed-{at}").top() for at in range(6)}) == 1
    view.arrange(2, 0)
    assert len({view.sector_rect(f"bed-{at}").top() for at in range(6)}) == 3
    assert view.bed_at(QPoint(view.width() - 1, view.height() - 1)) is not None


def test_a_sector_draws_no_more_traces_than_the_layout_wants(qtbot: QtBot) -> None:
    staged = StagedPicture(1)
    staged.play(START - 12, 13)
    view = wall(qtbot, ArrangedPicture(staged))
    rows = []
    for most in (0, 1):
        view.arrange(0, most)
        view.tick()
        image = view.grab().toImage().convertToFormat(view.grab().toImage().Format.Format_RGB32)
        pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
        left = pixels[:, image.width() // 4 : image.width() // 2]
        colours = [current_theme().color(token).rgb() for token in ("wave_ecg", "wave_pleth", "wave_art")]
        rows.append(sum(bool((left == colour).any()) for colour in colours))
    assert rows == [3, 1]


def test_a_wall_that_is_on_the_screen_follows_day_and_night(qtbot: QtBot, light: QApplication) -> None:
    view = wall(qtbot, ArrangedPicture(StagedPicture(2)))
    view.show()
    qtbot.waitExposed(view)
    view.tick()
    grounds = []
    for theme in ("light", "dark"):
        apply_theme(light, theme)
        view.tick()
        point = view.sector_rect("bed-0").bottomLeft() - QPoint(-3, 3)
        grounds.append(view.grab().toImage().pixelColor(point).name())
    assert grounds == ["#ffffff", "#0b1015"]
