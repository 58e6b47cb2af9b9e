"""`bench wall` measures the real wall beside plots, and the path from a simulator to the screen."""

import argparse

from PySide6.QtWidgets import QApplication

from ui.commands import bench_wall


def test_each_figure_of_the_wall_stands_beside_what_it_is_compared_with(light: QApplication) -> None:
    figures = bench_wall.run(argparse.Namespace(frames=6, minutes=0.025))
    for name in ("frame_49x3_ms", "frame_120x1_ms", "pyqtgraph_49x3_ms", "path_fps", "station_core", "node_core"):
        figure = figures[name]
        assert isinstance(figure, float) and figure > 0, name
    held = [figures[f"{name}_mb_{when}"] for name in ("station", "node") for when in ("at_start", "halfway", "at_end")]
    # The station is this very process, which has held other tests before.
    assert all(isinstance(one, float) and one > 10 for one in held)
    times = figures["times_less_than_pyqtgraph"]
    assert isinstance(times, float) and times > 1
