"""`bench search` measures the real service beside a scan, and says whether the targets are met."""

from argparse import Namespace

from app.commands.bench_search import TYPED, WORST, percentile, run


def test_a_small_run_has_every_figure_and_types_every_text(capsys: object) -> None:
    figures = run(Namespace(people=1_000))
    assert figures["people"] == 1_000
    assert figures["keystrokes"] == sum(min(len(typed), 220) for typed in (*TYPED, *WORST))
    assert 0 < float(str(figures["p50_ms"])) <= float(str(figures["p95_ms"]))
    assert {"like_scan_p95_ms", "times_faster_p95", "store_megabytes", "duplicates_p95_ms"} <= figures.keys()


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(one) for one in range(1, 101)]
    assert [percentile(values, share) for share in (50, 95, 100)] == [50.0, 95.0, 100.0]
    assert percentile([7.0], 95) == 7.0
