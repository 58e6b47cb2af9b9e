"""Tampering with the audit trail is found, and the number named is where it happened."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, select, update

from app.kernel.actor import Actor
from app.security.audit_service import check_chain
from app.store import audit_chain
from app.store.audit_chain import AuditEntry, ChainReport
from app.store.store import Store
from app.store.tables import audit, audit_head, change_log
from tests.security.staff import Staff

ROWS = 12
TEXT_COLUMNS = [column.name for column in audit.columns if column.name != "number"]
Tampering = Callable[[Connection], object]


@pytest.fixture
def trail(store: Store) -> Iterator[Connection]:
    """An open connection to a trail of ROWS rows; what the test does to it is not kept."""
    with store.write(Actor("somebody", "Pessoa Fictícia")) as writing:
        for number in range(1, ROWS + 1):
            writing.audit("person_viewed", "person", f"person-{number % 3}", number=number)
    with store.engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


def examine(connection: Connection, *tampering: Tampering) -> ChainReport:
    """What the walk finds after the tampering; the trail is whole again afterwards."""
    transaction = connection.begin_nested()
    for step in tampering:
        step(connection)
    report = check_chain(connection)
    transaction.rollback()
    return report


def row_of(connection: Connection, number: int) -> dict[str, object]:
    return dict(connection.execute(select(audit).where(audit.c.number == number)).mappings().one())


def remove(number: int) -> Tampering:
    return lambda connection: connection.execute(delete(audit).where(audit.c.number == number))


def renumber(old: int, new: int) -> Tampering:
    return lambda connection: connection.execute(update(audit).where(audit.c.number == old).values(number=new))


def alter(number: int, values: dict[str, object]) -> Tampering:
    return lambda connection: connection.execute(update(audit).where(audit.c.number == number).values(values))


def alter_head(**values: object) -> Tampering:
    return lambda connection: connection.execute(update(audit_head).values(**values))


def test_an_untouched_trail_holds(trail: Connection) -> None:
    report = check_chain(trail)
    assert (report.rows, report.broken_at, report.problem) == (ROWS, None, None)


def test_an_empty_store_holds_and_an_emptied_one_does_not(trail: Connection) -> None:
    everything: list[Tampering] = [lambda c: c.execute(delete(audit)), lambda c: c.execute(delete(audit_head))]
    assert examine(trail, *everything).broken_at is None
    logged = {column.name: "x" for column in change_log.columns} | {"sequence": 1}
    assert examine(trail, *everything, lambda c: c.execute(insert(change_log).values(logged))).problem == "cut_off"


@pytest.mark.parametrize("column", TEXT_COLUMNS)
@pytest.mark.parametrize("number", [1, 6, ROWS])
def test_a_changed_column_is_found_at_its_row(trail: Connection, column: str, number: int) -> None:
    report = examine(trail, alter(number, {column: "z"}))
    assert (report.broken_at, report.problem) == (number, "changed")


@pytest.mark.parametrize(("number", "problem"), [(1, "missing"), (6, "missing"), (ROWS, "cut_off")])
def test_a_removed_row_is_found(trail: Connection, number: int, problem: str) -> None:
    report = examine(trail, remove(number))
    assert (report.broken_at, report.problem) == (number, problem)


def test_a_removed_row_is_found_though_the_later_ones_were_numbered_anew(trail: Connection) -> None:
    report = examine(trail, remove(6), *(renumber(number, number - 1) for number in range(7, ROWS + 1)))
    assert report.broken_at == 6


def test_two_rows_that_changed_places_are_found(trail: Connection) -> None:
    report = examine(trail, renumber(4, 99), renumber(9, 4), renumber(99, 9))
    assert report.broken_at == 4


def test_an_inserted_row_is_found(trail: Connection) -> None:
    shifted = [renumber(number, number + 1) for number in range(ROWS, 5, -1)]
    copy = row_of(trail, 5) | {"number": 6}
    report = examine(trail, *shifted, lambda c: c.execute(insert(audit).values(copy)))
    assert report.broken_at == 6


def test_a_row_inserted_with_a_fitting_hash_breaks_the_next_one(trail: Connection) -> None:
    shifted = [renumber(number, number + 1) for number in range(ROWS, 5, -1)]
    forged = row_of(trail, 5) | {"number": 6, "previous_hash": row_of(trail, 5)["hash"]}
    forged["hash"] = audit_chain.row_hash(forged, str(forged["previous_hash"]))
    report = examine(trail, *shifted, lambda c: c.execute(insert(audit).values(forged)))
    assert report.broken_at == 7


def test_a_row_added_behind_the_head_is_found(trail: Connection) -> None:
    forged = row_of(trail, ROWS) | {"number": ROWS + 1, "previous_hash": row_of(trail, ROWS)["hash"]}
    forged["hash"] = audit_chain.row_hash(forged, str(forged["previous_hash"]))
    report = examine(trail, lambda c: c.execute(insert(audit).values(forged)))
    assert (report.broken_at, report.problem) == (ROWS + 1, "added")


def test_a_changed_row_with_a_fitting_hash_breaks_the_next_one_and_the_last_one_the_head(trail: Connection) -> None:
    for number, broken_at in ((6, 7), (ROWS, ROWS)):
        forged = row_of(trail, number) | {"subject_id": "somebody-else"}
        forged["hash"] = audit_chain.row_hash(forged, str(forged["previous_hash"]))
        assert examine(trail, alter(number, forged)).broken_at == broken_at


@pytest.mark.parametrize(
    "values", [{"number": ROWS - 1}, {"number": ROWS + 1}, {"number": 0}, {"hash": "0" * 64}, {"hash": "z"}]
)
def test_an_altered_head_is_found(trail: Connection, values: dict[str, object]) -> None:
    assert examine(trail, alter_head(**values)).broken_at is not None


def test_a_removed_head_is_found(trail: Connection) -> None:
    assert examine(trail, lambda c: c.execute(delete(audit_head))).broken_at == 1


@pytest.mark.parametrize("value", ["x'ff00'", "cast(x'ff' as text)", "12.5"])
@pytest.mark.parametrize("column", ["details", "action", "at"])
def test_bytes_and_broken_text_in_a_row_are_found_not_stumbled_over(trail: Connection, column: str, value: str) -> None:
    tampering = f"update audit set {column} = {value} where number = 6"
    report = examine(trail, lambda c: c.exec_driver_sql(tampering))
    assert (report.broken_at, report.problem) == (6, "changed")


NUMBERS = st.integers(1, ROWS)
VALUES = st.one_of(st.text(st.characters(codec="utf-8"), max_size=20), st.binary(max_size=8))
CHANGES = st.one_of(
    st.tuples(st.just("alter"), NUMBERS, st.sampled_from(TEXT_COLUMNS), VALUES),
    st.tuples(st.just("remove"), NUMBERS, st.none(), st.none()),
    st.tuples(st.just("renumber"), NUMBERS, st.none(), st.integers(-3, ROWS + 5)),
    st.tuples(st.just("head_number"), st.none(), st.none(), st.integers(-1, ROWS + 3)),
    st.tuples(st.just("head_hash"), st.none(), st.none(), st.text("0123456789abcdef", max_size=64)),
)


def content(connection: Connection) -> list[object]:
    rows = [tuple(row) for row in connection.execute(select(audit).order_by(audit.c.number))]
    return [*rows, tuple(connection.execute(select(audit_head)).one())]


def apply(connection: Connection, kind: str, number: int | None, column: str | None, value: object) -> None:
    if kind == "alter":
        question = f"update audit set {column} = ? where number = ?"
        connection.exec_driver_sql(question, (value, number))
    elif kind == "remove":
        connection.execute(delete(audit).where(audit.c.number == number))
    elif kind == "renumber":
        connection.exec_driver_sql("update or ignore audit set number = ? where number = ?", (value, number))
    else:
        connection.execute(update(audit_head).values({kind.removeprefix("head_"): value}))


@settings(max_examples=200)
@given(changes=st.lists(CHANGES, min_size=1, max_size=4))
def test_whatever_is_tampered_with_the_chain_breaks(
    trail: Connection, changes: list[tuple[str, int | None, str | None, object]]
) -> None:
    before = content(trail)
    transaction = trail.begin_nested()
    for change in changes:
        apply(trail, *change)
    untouched = content(trail) == before
    report = check_chain(trail)
    transaction.rollback()
    assert (report.broken_at is None) == untouched
    assert (report.problem is None) == untouched


def test_the_real_trail_of_a_working_unit_holds(staff: Staff) -> None:
    with staff.store.read() as connection:
        report = check_chain(connection)
        kept = connection.execute(select(audit_head.c.hash)).scalar_one()
    assert report == ChainReport(report.rows, kept, None, None)
    assert report.rows > 5


def test_what_is_rolled_back_leaves_no_row_and_no_gap(staff: Staff) -> None:
    with staff.store.read() as connection:
        before = check_chain(connection)
    with pytest.raises(RuntimeError), staff.store.write(Actor("x", "x")) as writing:
        writing.audit("person_viewed", "person", "one")
        raise RuntimeError("the power fails")
    with staff.store.read() as connection:
        assert check_chain(connection) == before


def test_rows_are_numbered_without_gaps_from_one(trail: Connection) -> None:
    assert list(trail.execute(select(audit.c.number).order_by(audit.c.number)).scalars()) == list(range(1, ROWS + 1))
    audit_chain.append(trail, "2026-03-02T11:00:00.000000Z", Actor("a", "b"), AuditEntry("x", "y", "z", {}))
    assert check_chain(trail).rows == ROWS + 1
