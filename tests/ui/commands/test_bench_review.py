"""`bench review` scrolls and zooms a real recording beside a plot of the same hours."""

import argparse

from PySide6.QtWidgets import QApplication

from ui.commands import bench_review


def test_each_figure_of_the_review_stands_beside_what_it_is_compared_with(light: QApplication) -> None:
    figures = bench_review.run(argparse.Namespace(frames=24, hours=0.5))
    for name in ("scroll_fps", "scroll_frame_ms", "zoom_ms", "open_seconds", "pyqtgraph_frame_ms"):
        figure = figures[name]
        assert isinstance(figure, float) and figure > 0, name
    share = figures["scroll_whole_share"]
    assert isinstance(share, float) and 0 < share <= 1
    assert figures["scroll_fps_target"] == bench_review.TARGET_FPS
