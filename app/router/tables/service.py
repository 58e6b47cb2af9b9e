"""The tables as people see and edit them: checked as a whole, each version kept with who and when."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Connection, select

from app.kernel.canonical import canonical_json
from app.kernel.errors import KnownError
from app.router.receivers.rows import read_receivers
from app.router.tables.model import Tables
from app.router.tables.reading import NAMES, default_contents, read_tables
from app.router.tables.stored import Table, TableVersion, read_history, read_versions, tables_in_force
from app.security.roles import Action
from app.security.session import Session, Status, require
from app.store.store import Store
from app.store.tables import account, router_table
from app.store.writing import Writing
from app.ward.beds.rows import add_row

Contents = Mapping[str, Table]
"""Tables by name, as their files hold them."""
_ESCALATION: Final = "escalation"
_MACHINE: Final = "machine"


class RouterTablesService:
    """Whoever sees the ward reads what holds; whoever changes settings edits it. A router that runs takes it up within
    seconds."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def tables(self, session: Session) -> Tables:
        """The tables in force."""
        require(session, Action.VIEW_WARD)
        with self._store.read() as connection:
            return tables_in_force(connection)

    def versions(self, session: Session) -> dict[str, TableVersion]:
        """The version of each table that counts, by name (`reading.NAMES`): what an editor begins from."""
        require(session, Action.CHANGE_SETTINGS)
        with self._store.read() as connection:
            return read_versions(connection)

    def contents(self, session: Session) -> dict[str, Table]:
        """The tables that count, as their files hold them."""
        return {name: one.content for name, one in self.versions(session).items()}

    def history(self, session: Session, name: str) -> tuple[TableVersion, ...]:
        """Every version of one table, the newest first. KnownError router_tables.no_such_table."""
        require(session, Action.CHANGE_SETTINGS)
        _named(name)
        with self._store.read() as connection:
            return read_history(connection, name)

    def check(self, session: Session, edited: Contents) -> tuple[KnownError, ...]:
        """What is wrong with these tables where they replace those in force: the first mistake of each. Empty: they may
        be kept."""
        require(session, Action.CHANGE_SETTINGS)
        with self._store.read() as connection:
            return tuple(_wrong(connection, edited))

    def edit(
        self, session: Session, edited: Contents, based_on: Mapping[str, int] | None = None, reason: str = ""
    ) -> dict[str, TableVersion]:
        """Have these tables count from now on, all or none; the versions that now count.

        `reason`: why, kept with each version. `based_on`: the numbers of the versions that the edit began from.
        KnownError `router_tables.*` as `read_tables` (`table`, `field`, `value`, `expected`), and `.unknown_target` for
        a receiver or account that is not there, `.no_such_table`, `.changed_meanwhile` (`table`, `by`).
        """
        require(session, Action.CHANGE_SETTINGS)
        with self._store.write(session.actor) as writing:
            for problem in _wrong(writing.connection, edited):
                raise problem
            before = read_versions(writing.connection)
            for name, number in (based_on or {}).items():
                if before[_named(name)].number != number:
                    raise KnownError("router_tables.changed_meanwhile", table=name, by=before[name].by)
            for name, content in edited.items():
                if _same(before[name].content, content):
                    continue
                number = before[name].number + 1
                marked = {**_bare(content), "version": _mark(name, number)}
                if reason.strip():
                    marked["reason"] = reason.strip()
                _add(writing, name, number, canonical_json(marked))
                writing.audit("router_table_edited", "router_table", name, number=number, reason=reason.strip())
            return read_versions(writing.connection)

    def to_default(self, session: Session, name: str) -> dict[str, TableVersion]:
        """Have a table count as the program brings it; the edited versions stay in the history. KnownError as `edit`:
        the others may need what was edited."""
        require(session, Action.CHANGE_SETTINGS)
        brought = default_contents()[_named(name)]
        with self._store.write(session.actor) as writing:
            before = read_versions(writing.connection)
            if not before[name].is_default:
                for problem in _wrong(writing.connection, {name: brought}):
                    raise problem
                _add(writing, name, before[name].number + 1, "")
                writing.audit("router_table_to_default", "router_table", name, number=before[name].number + 1)
            return read_versions(writing.connection)


def _named(name: str) -> str:
    if name not in NAMES:
        raise KnownError("router_tables.no_such_table", table=name)
    return name


def _wrong(connection: Connection, edited: Contents) -> Iterator[KnownError]:
    """The first mistake of each table, so that one does not hide another."""
    for name in sorted(edited.keys() - set(NAMES)):
        yield KnownError("router_tables.no_such_table", table=name)
        return
    in_force = {name: one.content for name, one in read_versions(connection).items()}
    tried, sound = {**in_force, **edited}, True
    while (problem := _refused(tried)) is not None:
        sound = False
        yield problem
        name = str(problem.values["table"])
        if tried[name] is in_force[name]:
            # An edited one no longer fits to one that was not: the others are looked at once that is said.
            return
        tried[name] = in_force[name]
    if sound:
        yield from _unknown_targets(connection, edited.get(_ESCALATION, {}))


def _refused(contents: Contents) -> KnownError | None:
    try:
        read_tables(contents)
    except KnownError as problem:
        return problem
    return None


def _unknown_targets(connection: Connection, escalation: Table) -> Iterator[KnownError]:
    """Receivers and accounts that the escalation names and that are not there."""
    receivers = {one.receiver: one for one in read_receivers(connection)}
    active = select(account.c.id).where(account.c.status == Status.ACTIVE.value)
    known: dict[str, set[str]] = {
        "user": set(connection.execute(active).scalars()),
        "receiver": {name for name, one in receivers.items() if not one.kind.is_machine},
        _MACHINE: {name for name, one in receivers.items() if one.kind.is_machine},
    }
    for place, target in _targets(escalation):
        kind, colon, name = target.partition(":")
        if colon and name not in known.get(kind, {name}):
            yield KnownError(
                "router_tables.unknown_target", table=_ESCALATION, field=place, value=target, expected=kind
            )


def _targets(escalation: Table) -> Iterator[tuple[str, str]]:
    for number, group in enumerate(escalation.get("group", ()), 1):
        for at, level in enumerate(group.get("levels", ()), 1):
            yield from ((f"group {number}, levels {at}, targets", one) for one in level["targets"])
        yield from ((f"group {number}, failsafe", one) for one in group.get("failsafe", ()))


def _mark(name: str, number: int) -> str:
    """Which version it is, for whoever reads the tables: that of the program, and how many times it was edited."""
    return f"{default_contents()[name]['version']}+{number}"


def _same(one: Table, other: Table) -> bool:
    return _bare(one) == _bare(other)


def _bare(table: Table) -> dict[str, Any]:
    """What counts of a table, without what is said about the version."""
    return {name: value for name, value in table.items() if name not in ("version", "reason")}


def _add(writing: Writing, name: str, number: int, content: str) -> None:
    add_row(writing, router_table, {"name": name, "number": number, "content": content})
