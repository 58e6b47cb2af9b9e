"""Long lists as one parameter choose the same rows as one condition for each, and find them by an index."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    create_engine,
    insert,
    or_,
    select,
)

from app.store.listed import among, among_listed, listed

_THING = Table("thing", MetaData(), Column("id", String, primary_key=True), Column("size", Integer, index=True))
_SIZES = range(40)
_CHOSEN = st.lists(st.integers(-3, 45), max_size=8)


@pytest.fixture(scope="module")
def things() -> Iterator[Connection]:
    """Forty rows in SQLite."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        _THING.create(connection)
        connection.execute(insert(_THING), [{"id": f"thing-{size}", "size": size} for size in _SIZES])
        yield connection
    engine.dispose()


@pytest.mark.parametrize("beside", [(), (_THING.c.size < 100,)], ids=["alone", "beside another condition"])
def test_listed_rows_are_found_by_the_index(things: Connection, beside: tuple[()]) -> None:
    wanted = select(_THING.c.id).where(among_listed(_THING.c.id), *beside)
    asked = listed(["thing-3", "thing-7", "nothing"])
    assert sorted(things.execute(wanted, asked).scalars()) == ["thing-3", "thing-7"]
    compiled = wanted.compile(dialect=things.dialect)
    given_values = {**compiled.params, **asked}
    order = tuple(given_values[name] for name in compiled.positiontup or ())
    plan = [str(row[-1]) for row in things.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", order)]
    assert any(step.startswith("SEARCH thing USING") for step in plan), plan


@given(_CHOSEN, _CHOSEN, st.integers(0, 40))
def test_listed_rows_are_those_of_plain_conditions_also_where_they_are_combined(
    things: Connection, one: list[int], other: list[int], least: int
) -> None:
    size = _THING.c.size
    either = or_(and_(among(size, one), size >= least), ~among(size, other))
    found = things.execute(select(size).where(either).order_by(size)).scalars().all()
    assert found == [each for each in _SIZES if (each in one and each >= least) or each not in other]
