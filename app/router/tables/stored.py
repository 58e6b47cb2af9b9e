"""The tables of one station: what people have edited, version by version, on top of what the program brings."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.kernel.words import Word
from app.router.tables.model import Tables
from app.router.tables.reading import NAMES, default_contents, default_tables, read_tables
from app.store.tables import account, router_table

_logger = logging.getLogger(__name__)
_later = router_table.alias("later")

Table = Mapping[str, Any]
"""One table as its file holds it."""


@dataclass(frozen=True)
class TableVersion:
    """One version of one table. `number` 0: as the program brings it, never edited here; `is_default`: that again.
    `by`: the account's name."""

    name: str
    number: int
    is_default: bool
    content: Table = field(repr=False)
    at: datetime | None = None
    by: str = ""


def read_versions(connection: Connection) -> dict[str, TableVersion]:
    """The version of each table that counts, by name."""
    newest = (
        _rows()
        .where(~select(_later.c.id).where(_later.c.name == router_table.c.name, _newer()).exists())
        .order_by(router_table.c.name)
    )
    brought = default_contents()
    found = {name: TableVersion(name, 0, is_default=True, content=brought[name]) for name in NAMES}
    for row in connection.execute(newest).mappings():
        if row["name"] in found:
            found[row["name"]] = _version(row, brought[row["name"]])
    return found


def read_history(connection: Connection, name: str) -> tuple[TableVersion, ...]:
    """Every version of one table, the newest first; what the program brings stands at the end."""
    brought = default_contents()[name]
    asked = _rows().where(router_table.c.name == name).order_by(router_table.c.number.desc())
    edited = [_version(row, brought) for row in connection.execute(asked).mappings()]
    return (*edited, TableVersion(name, 0, is_default=True, content=brought))


@dataclass(frozen=True)
class InForce:
    """All tables as they count. `problem`: why what was edited does not."""

    tables: Tables
    problem: KnownError | None = None


def in_force(connection: Connection) -> InForce:
    """What was edited and does not hold any more (a newer program asks for more) leaves all tables as the program
    brings them: an alarm that nobody is called for would be worse."""
    try:
        versions = read_versions(connection)
        if all(one.is_default for one in versions.values()):
            return InForce(default_tables())
        return InForce(read_tables({name: one.content for name, one in versions.items()}))
    except KnownError as problem:
        return InForce(default_tables(), problem)


def in_force_over(connection: Connection) -> tuple[tuple[float, Tables], ...]:
    """Which tables counted since which POSIX second, the oldest first; before the first edit as the program brings
    them, and wherever what was edited does not hold."""
    brought = default_contents()
    content: dict[str, Table] = dict(brought)
    found: list[tuple[float, Tables]] = [(float("-inf"), default_tables())]
    asked = _rows().order_by(router_table.c.recorded_at, router_table.c.number)
    # Several tables that were edited together count together.
    for instant, rows in groupby(connection.execute(asked).mappings(), lambda row: str(row["recorded_at"])):
        for row in rows:
            if row["name"] in content:
                content[row["name"]] = _version(row, brought[row["name"]]).content
        try:
            tables = read_tables(content)
        except KnownError:
            tables = default_tables()
        found.append((from_text(instant).timestamp(), tables))
    return tuple(found)


def tables_in_force(connection: Connection) -> Tables:
    """The tables alone; that what was edited cannot be used is logged."""
    found = in_force(connection)
    if found.problem is not None:
        field = f"{found.problem.values.get('table', '')} {found.problem.values.get('field', '')}"
        _logger.error("the edited tables cannot be used: %s %s", found.problem.code, Word(field))
    return found.tables


def _newer() -> Any:
    return _later.c.number > router_table.c.number


def _rows() -> Any:
    who = func.coalesce(account.c.display_name, router_table.c.recorded_by).label("by")
    return select(router_table, who).outerjoin(account, account.c.id == router_table.c.recorded_by)


def _content(stored: str) -> Table:
    """An edited table; an empty one, which `read_tables` refuses, where nothing can be read."""
    try:
        found = json.loads(stored)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _version(row: RowMapping, brought: Table) -> TableVersion:
    content = _content(row["content"]) if row["content"] else brought
    return TableVersion(
        row["name"], row["number"], not row["content"], content, from_text(row["recorded_at"]), row["by"]
    )
