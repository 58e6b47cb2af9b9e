"""The bench of the record opens one as long as the promise says, and tells every figure."""

import argparse
from typing import cast

from app.commands import bench_record


def test_the_record_has_the_promised_length_and_every_figure_is_told() -> None:
    figures = bench_record.run(argparse.Namespace(others=3))
    assert cast(int, figures["visits"]) >= 40
    assert cast(int, figures["results"]) >= 200
    every, plain = cast(float, figures["p95_ms_all_parts"]), cast(float, figures["plain_sql_p50_ms"])
    assert every > plain > 0
    assert every >= cast(float, figures["p50_ms_first_page"])
    assert figures["met"] is (every <= bench_record.TARGET_MS)
