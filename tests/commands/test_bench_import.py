"""`bench import` stores what is acceptable, leaves nothing behind when stopped, and says so in figures."""

from argparse import Namespace

from app.commands.bench_import import make_table, run
from app.interop.csv_people.columns import propose
from app.interop.csv_people.reading import read_table


def test_a_small_run_has_every_figure_and_counts_the_same_people_both_ways() -> None:
    figures = run(Namespace(rows=600))
    assert figures["rows"] == 600
    assert figures["refused"] == 12
    assert figures["people_stored"] == figures["plain_people"] == figures["accepted"] == 588
    assert figures["people_left_after_stopping"] == 0
    assert {"plain_executemany_seconds", "times_slower_than_plain", "milliseconds_to_stop", "met"} <= figures.keys()


def test_the_table_is_one_that_a_unit_might_bring() -> None:
    table = read_table(make_table(200))
    assert {"full_name", "birth_date", "sex", "mother_name", "municipality_name"} <= propose(table.headers).keys()
    assert len({one.cells for one in table.rows}) == 200
