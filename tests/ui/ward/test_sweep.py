"""The erase-bar sweep, measured on the picture that it paints."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from app.ward.picture.rings import RATE_HZ, TraceRings
from app.ward.signals import WaveBlock
from ui.theme.theme import Theme
from ui.ward.wall.canvas import Canvas
from ui.ward.wall.grid import Grid
from ui.ward.wall.sector import Band, Sector, sector_for
from ui.ward.wall.sweep import DrawnTrace, Sweep

GROUND, LINE = QColor("#000000"), QColor("#00ff88")
DPI = 96.0


class Stage:
    """One sector with one trace, 96 dots an inch."""

    def __init__(self, dots_per_inch: float = DPI) -> None:
        self.grid = Grid(1, 1, 400, 200)
        self.sector: Sector = sector_for(400, 200, Theme())
        self.canvas = Canvas(400, 200)
        self.canvas.fill(GROUND)
        self.rings = TraceRings(1)
        self.sweep = Sweep(self.canvas, self.grid, self.sector, GROUND, dots_per_inch)
        self.sweep.show([DrawnTrace(0, self.band, LINE)])

    @property
    def band(self) -> Band:
        return self.sector.trace(0, 1)

    def play(self, first: float, seconds: float, level: float = 0.5) -> None:
        samples = np.full(round(seconds * RATE_HZ), level, np.float32)
        self.rings.put(0, WaveBlock("ecg_ii", RATE_HZ, first, samples), (0.0, 1.0))

    def until(self, start: float, end: float) -> None:
        for frame in range(round((end - start) * 30) + 1):
            self.sweep.advance(self.rings, start + frame / 30)

    def lit(self) -> np.ndarray:
        """The columns of the trace's band in which something is drawn."""
        band = self.band
        part = self.canvas.pixels[band.top : band.bottom, band.left : band.right]
        columns: np.ndarray = (part == LINE.rgb()).any(axis=0)
        return columns


@pytest.fixture
def stage(qapp: QApplication) -> Stage:
    return Stage()


def test_the_bar_goes_25_millimetres_a_second(stage: Stage) -> None:
    assert stage.sweep.turn_seconds == pytest.approx(stage.band.width / (25 / 25.4 * DPI))


def test_a_steady_signal_fills_the_band_but_for_the_bar(stage: Stage) -> None:
    stage.play(10.0, 9.0)
    stage.until(12.0, 18.0)
    dark = np.flatnonzero(~stage.lit())
    assert 8 <= len(dark) <= 16
    assert stage.lit().sum() == stage.band.width - len(dark)


def test_each_level_stands_at_its_height(stage: Stage) -> None:
    for level in (0.0, 0.5, 1.0):
        stage = Stage()
        stage.play(10.0, 9.0, level)
        stage.until(12.0, 18.0)
        band = stage.band
        part = stage.canvas.pixels[band.top : band.bottom, band.left : band.right] == LINE.rgb()
        rows = np.flatnonzero(part.any(axis=1))
        expected = band.height - 2 - level * (band.height - 3)
        assert abs(rows.mean() - expected) <= 1.0


def test_a_gap_in_the_signal_is_a_gap_on_the_screen(stage: Stage) -> None:
    stage.play(10.0, 3.0)
    stage.play(13.6, 3.0)
    stage.until(12.0, 14.2)
    dark = len(np.flatnonzero(~stage.lit()))
    assert dark >= 0.6 * 25 / 25.4 * DPI


def test_nothing_of_the_former_turn_is_left_when_the_signal_ends(stage: Stage) -> None:
    stage.play(10.0, 4.0)
    stage.until(12.0, 14.0)
    assert stage.lit().any()
    stage.until(14.0, 14.5 + stage.sweep.turn_seconds)
    assert not stage.lit().any()


def test_after_the_window_stood_still_the_last_turn_is_drawn_whole(stage: Stage) -> None:
    stage.play(10.0, 3.0)
    stage.until(12.0, 12.5)
    stage.play(13.0, 12.0)
    stage.sweep.advance(stage.rings, 24.0)
    assert stage.lit().sum() >= stage.band.width - 18


def test_nothing_is_drawn_outside_the_traces(stage: Stage) -> None:
    stage.play(10.0, 9.0, level=1.4)
    stage.until(12.0, 18.0)
    inside = np.zeros(stage.canvas.pixels.shape, bool)
    band = stage.sector.traces
    inside[band.top : band.bottom, band.left : band.right] = True
    assert not (stage.canvas.pixels[~inside] == LINE.rgb()).any()


@pytest.mark.parametrize("dots_per_inch", [72.0, DPI, 432.0])
def test_a_line_has_no_hole_where_it_rises_steeply_nor_where_the_paper_goes_fast(
    qapp: QApplication, dots_per_inch: float
) -> None:
    stage = Stage(dots_per_inch)
    samples = np.abs(np.mod(np.arange(9 * RATE_HZ) / 10.0, 2.0) - 1.0).astype(np.float32)
    stage.rings.put(0, WaveBlock("ecg_ii", RATE_HZ, 10.0, samples), (0.0, 1.0))
    stage.until(17.0, 18.0)
    band = stage.band
    part = stage.canvas.pixels[band.top : band.bottom, band.left : band.right] == LINE.rgb()
    runs = [(rows.min(), rows.max(), len(rows)) for rows in map(np.flatnonzero, part.T) if len(rows)]
    assert len(runs) >= band.width - 18
    assert all(high - low + 1 == count for low, high, count in runs)
    apart = [max(after[0] - before[1], before[0] - after[1]) for before, after in pairwise(runs)]
    # Where the bar stands, two columns lie beside each other that a turn lies between.
    assert sum(gap > 1 for gap in apart) <= 1
    assert part[1].any() and part[-2].any()


def test_a_picture_drawn_frame_by_frame_is_the_one_drawn_at_once(qapp: QApplication) -> None:
    often, once = Stage(), Stage()
    samples = np.random.default_rng(6).random(9 * RATE_HZ).astype(np.float32)
    for stage in (often, once):
        stage.rings.put(0, WaveBlock("ecg_ii", RATE_HZ, 10.0, samples), (0.0, 1.0))
    often.until(14.0, 18.0)
    once.sweep.advance(once.rings, 18.0)
    lit = [stage.canvas.pixels == LINE.rgb() for stage in (often, once)]
    # The bar's two edges may hold a column more or less.
    assert (lit[0] != lit[1]).any(axis=0).sum() <= 3


def test_traces_that_stand_lie_in_the_order_of_time_with_the_newest_at_the_right_edge(stage: Stage) -> None:
    end = 15.3
    stage.play(10.0, 5.3, 0.2)
    stage.play(end, 0.5, 0.8)
    stage.until(12.0, end)
    stage.sweep.stand(stage.rings, end + 0.5 - 1 / RATE_HZ)
    band = stage.band
    part = stage.canvas.pixels[band.top : band.bottom, band.left : band.right] == LINE.rgb()
    upper = np.flatnonzero(part[: band.height // 2].any(axis=0))
    assert upper[-1] == band.width - 1
    assert len(upper) == pytest.approx(0.5 * stage.sweep.pixels_per_second, abs=3)
    assert np.flatnonzero(~stage.lit()).max() <= 16
    stage.sweep.advance(stage.rings, end + 0.5)
    assert 8 <= len(np.flatnonzero(~stage.lit())) <= 16
