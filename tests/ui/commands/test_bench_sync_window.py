"""`bench sync_window` pulls from a real server behind a real window and leaves nothing out."""

import argparse

from PySide6.QtWidgets import QApplication

from ui.commands import bench_sync_window


def test_frames_are_measured_with_and_without_a_pull_that_becomes_complete(light: QApplication) -> None:
    figures = bench_sync_window.run(argparse.Namespace(events=600, quiet_seconds=0.3, sqlite=True))
    assert figures["records pulled"] == 600
    for name in ("usual", "ours"):
        assert figures[f"{name}: complete afterwards"] is True
        for when in ("without a pull", "while it pulls"):
            figure = figures[f"{name}: {when}, 99 % within (ms)"]
            assert isinstance(figure, float)
            assert figure > 0
