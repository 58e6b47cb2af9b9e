"""`bench reminders_window` schedules behind a real window and leaves nothing out."""

import argparse

from PySide6.QtWidgets import QApplication

from ui.commands import bench_reminders_window


def test_frames_are_measured_with_and_without_scheduling_behind(light: QApplication) -> None:
    figures = bench_reminders_window.run(argparse.Namespace(people_scheduled=200, rounds=2, quiet_seconds=0.3))
    assert (figures["people"], figures["campaigns"]) == (200, 2)
    for when in ("with nothing behind it", "while it schedules"):
        figure = figures[f"{when}, 99 % within (ms)"]
        assert isinstance(figure, float)
        assert figure > 0
