"""The bench of the reports counts the same in both ways, and says so."""

import argparse
from typing import cast

from app.commands import bench_reports


def test_both_ways_count_the_same_and_every_figure_is_told() -> None:
    figures = bench_reports.run(argparse.Namespace(pregnancies=1_000))
    assert figures["same_counts"] is True
    assert figures["pregnancies"] == 1_000
    worst = cast(float, figures["seconds_worst"])
    assert worst >= cast(float, figures["seconds_by_month"]) > 0
    assert figures["met"] is (worst <= bench_reports.TARGET_SECONDS)
