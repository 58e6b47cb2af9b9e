"""`bench board` measures the real board beside two simple ways of showing the same."""

import argparse

from PySide6.QtWidgets import QApplication

from app.commands.bench import BENCHES, WINDOW_BENCHES
from ui.commands import bench_board


def test_each_figure_of_the_board_stands_beside_what_it_is_compared_with(light: QApplication) -> None:
    figures = bench_board.run(argparse.Namespace(waiting=12, rounds=8))
    assert figures["waiting"] == 12
    for name in (
        "read_p50_ms",
        "read_one_by_one_p50_ms",
        "refresh_p99_ms",
        "reset_model_p99_ms",
        "rebuild_widgets_p99_ms",
    ):
        figure = figures[name]
        assert isinstance(figure, float)
        assert figure > 0
    assert figures["refresh_keeps_cursor"] is True
    assert figures["reset_model_keeps_cursor"] is False


def test_every_bench_has_one_home() -> None:
    assert not set(BENCHES) & set(WINDOW_BENCHES)
