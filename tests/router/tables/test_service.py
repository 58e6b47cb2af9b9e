"""The tables as people edit them: what counts, what is refused, who made which version."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.router.receivers.model import Kind
from app.router.receivers.service import ReceiverService
from app.router.tables.model import WhenFull
from app.router.tables.reading import NAMES, default_contents, default_tables
from app.router.tables.service import RouterTablesService
from app.router.tables.stored import tables_in_force
from app.security.roles import Role
from app.store.store import Store
from app.store.tables import account, audit, router_table
from tests.clinic.conftest import session_of
from tests.conftest import ExpectedLogs
from tests.store_fixtures import TEST_KEY
from ui.texts import error_text

ADMIN, NURSE = session_of(Role.ADMINISTRATOR, "adm"), session_of(Role.NURSE)
Table = dict[str, Any]


@pytest.fixture
def tables(store: Store) -> RouterTablesService:
    return RouterTablesService(store)


def edited(name: str, change: Callable[[Table], object]) -> dict[str, Table]:
    """A table as the program brings it, but for one change."""
    table = copy.deepcopy(default_contents()[name])
    change(table)
    return {name: table}


def full(when: str) -> dict[str, Table]:
    return edited("discards", lambda table: table.update(when_full=when))


def called(target: str) -> dict[str, Table]:
    return edited("escalation", lambda table: table["group"][0]["failsafe"].insert(0, target))


def code_of(tables: RouterTablesService, changed: dict[str, Table], **more: Any) -> str:
    with pytest.raises(KnownError) as refused:
        tables.edit(ADMIN, changed, **more)
    assert error_text(refused.value.code, refused.value.values)
    return refused.value.code


def test_what_nobody_has_edited_counts_as_the_source_has_it(tables: RouterTablesService) -> None:
    assert tables.tables(NURSE) is default_tables()
    assert tables.contents(ADMIN) == default_contents()
    assert {(one.number, one.is_default, one.by) for one in tables.versions(ADMIN).values()} == {(0, True, "")}


def test_an_edited_table_counts_at_once_and_every_version_is_kept_with_its_author(
    tables: RouterTablesService, store: Store, fake_clock: FakeClock
) -> None:
    with store.write(ADMIN.actor) as writing:
        row = {"id": "adm", "login": "adm", "display_name": "Adm. Fictícia", "role": "administrator"}
        author = {"status": "active", "language": "pt_BR", "recorded_at": writing.at, "recorded_by": "adm"}
        writing.connection.execute(insert(account).values(**row, **author))
    fake_clock.advance(1)
    tables.edit(ADMIN, full("stop"))
    tables.edit(ADMIN, full("stop"))
    assert tables.tables(NURSE).discards.when_full is WhenFull.STOP
    fake_clock.advance(1)
    tables.to_default(ADMIN, "discards")
    tables.to_default(ADMIN, "discards")
    assert tables.tables(NURSE) is default_tables()
    found = tables.history(ADMIN, "discards")
    assert [(one.number, one.is_default, one.by, one.content["when_full"]) for one in found] == [
        (2, True, "Adm. Fictícia", "discard"), (1, False, "Adm. Fictícia", "stop"), (0, True, "", "discard"),
    ]  # fmt: skip
    assert found[1].content["version"] == default_contents()["discards"]["version"] + "+1"
    with store.read() as connection:
        actions = list(connection.execute(select(audit.c.action).order_by(audit.c.number)).scalars())
    assert actions == ["router_table_edited", "router_table_to_default"]


def test_why_somebody_edited_is_kept_and_is_no_edit_by_itself(tables: RouterTablesService) -> None:
    tables.edit(ADMIN, full("stop"), reason=" disco pequeno ")
    tables.edit(ADMIN, full("stop"), reason="outra razão")
    found = tables.versions(ADMIN)["discards"]
    assert (found.number, found.content["reason"]) == (1, "disco pequeno")


def test_what_does_not_hold_is_refused_whole_by_table_field_value_and_what_is_expected(
    tables: RouterTablesService,
) -> None:
    wrong = {**full("burn"), **edited("priorities", lambda table: table["row"][0].update(discard=True))}
    found = tables.check(ADMIN, {**wrong, **edited("shifts", lambda table: None)})
    assert {(one.values["table"], one.values["field"]) for one in found} == {
        ("discards", "when_full"), ("priorities", "row 1, discard"),
    }  # fmt: skip
    assert {str(one.values["value"]) for one in found} == {"burn", "True"}
    assert all(one.values["expected"] != "" and error_text(one.code, one.values) for one in found)
    code_of(tables, {**wrong, **edited("shifts", lambda table: table["shift"].pop())})
    assert {one.number for one in tables.versions(ADMIN).values()} == {0}, "all or none"


def test_a_table_that_needs_another_one_edited_is_refused_alone_and_kept_with_it(tables: RouterTablesService) -> None:
    slow = edited("deadlines", lambda table: table["row"][0].update(transmission=2.0, response=5.0))
    calm = edited("escalation", _calmer)
    assert code_of(tables, slow) == "router_tables.too_short"
    tables.edit(ADMIN, {**slow, **calm})
    assert tables.tables(NURSE).deadlines[0].transmission == 2.0
    with pytest.raises(KnownError) as needed:
        tables.to_default(ADMIN, "escalation")
    assert needed.value.values["table"] == "escalation"
    assert not tables.versions(ADMIN)["escalation"].is_default


def _calmer(table: Table) -> None:
    for group in table["group"]:
        for level in group["levels"]:
            level.update(interval=5 * level["interval"], limit=6 * level["limit"])


def test_who_is_called_has_to_be_there(tables: RouterTablesService, store: Store) -> None:
    receivers = ReceiverService(store, TEST_KEY)
    light = receivers.add_machine(ADMIN, "Luz", Kind.RELAY, "", {}, {}).receiver
    for target in ("user:nobody", "receiver:lost", "machine:lost", f"receiver:{light}"):
        assert code_of(tables, called(target)) == "router_tables.unknown_target"
    tables.edit(ADMIN, called(f"machine:{light}"))
    receivers.revoke(ADMIN, light)
    assert tables.tables(NURSE).escalation[0].failsafe[0] == f"machine:{light}", "a lost device goes all the same"


def test_two_who_edit_at_the_same_time_do_not_overwrite_each_other(tables: RouterTablesService) -> None:
    began = {name: one.number for name, one in tables.versions(ADMIN).items()}
    tables.edit(ADMIN, full("stop"), {"discards": began["discards"]})
    other = edited("discards", lambda table: table.update(old_after=86_400))
    assert code_of(tables, other, based_on={"discards": began["discards"]}) == "router_tables.changed_meanwhile"
    tables.edit(ADMIN, other, {"discards": 1})
    assert tables.versions(ADMIN)["discards"].number == 2


def test_a_table_that_is_none_is_refused(tables: RouterTablesService) -> None:
    assert code_of(tables, {"recipes": {}}) == "router_tables.no_such_table"
    for refused in (lambda: tables.history(ADMIN, "recipes"), lambda: tables.to_default(ADMIN, "recipes")):
        with pytest.raises(KnownError, match=r"router_tables\.no_such_table"):
            refused()


def test_edited_tables_of_another_program_that_do_not_hold_leave_those_of_the_source(
    store: Store, tables: RouterTablesService, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("app.router.tables.stored", "cannot be used")
    tables.edit(ADMIN, full("stop"))
    with store.engine.begin() as connection:
        connection.execute(router_table.update().values(content='{"version": "9", "source": "x"}'))
        assert tables_in_force(connection) is default_tables()


@given(st.lists(st.tuples(st.sampled_from(("discards", "equipment", "shifts")), st.integers(0, 3)), max_size=8))
@settings(max_examples=10)
def test_versions_count_one_by_one_and_the_newest_counts(store: Store, edits: list[tuple[str, int]]) -> None:
    with store.engine.begin() as connection:
        connection.execute(delete(router_table))
    tables = RouterTablesService(store)
    stands, numbers = dict.fromkeys(NAMES, 0), dict.fromkeys(NAMES, 0)
    for name, wanted in edits:
        if wanted == 0:
            tables.to_default(ADMIN, name)
        else:
            tables.edit(ADMIN, {name: {**default_contents()[name], "source": f"ficha {wanted}"}})
        numbers[name] += stands[name] != wanted
        stands[name] = wanted
    found = tables.versions(ADMIN)
    assert {name: one.number for name, one in found.items()} == numbers
    for name, wanted in stands.items():
        assert found[name].is_default is (wanted == 0)
        assert wanted == 0 or found[name].content["source"] == f"ficha {wanted}"
        history = tables.history(ADMIN, name)
        assert [one.number for one in history] == list(range(numbers[name], -1, -1))
