"""Which rows are here already: asked for once for a whole page, then kept up by whoever applies it."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Column, Connection, Table, delete, select

from app.store.inserting import insert_rows
from app.store.tables import metadata
from app.sync.events import Event

_AT_ONCE: Final = 500


class Present:
    """The rows that a page's events are about, and those that they hang on; `has` of any other asks the database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[str, str], bool] = {}

    def ask_for(self, events: Sequence[Event]) -> None:
        """Look up everything that these events will ask for."""
        wanted: dict[Table, set[str]] = {}
        for event in events:
            table = metadata.tables[event.entity]
            wanted.setdefault(table, set()).add(event.entity_id)
            if event.operation != "change":
                for parent, key in parents(table, event.content()):
                    wanted.setdefault(parent, set()).add(key)
        for table, keys in wanted.items():
            self._known |= dict.fromkeys(((table.name, key) for key in keys), False)
            for found in self._found(table, sorted(keys)):
                self._known[(table.name, found)] = True

    def has(self, table: Table, key: str) -> bool:
        """Whether this row is here."""
        known = self._known.get((table.name, key))
        if known is None:
            known = self._known[(table.name, key)] = any(self._found(table, [key]))
        return known

    def insert(self, table: Table, key: str, content: Mapping[str, Any]) -> None:
        """Store the row, unless it is here; what the table has no column for is left out."""
        if not self.has(table, key):
            insert_rows(self._connection, table, [{name: content[name] for name in content if name in table.c}])
            self._known[(table.name, key)] = True

    def delete(self, table: Table, key: str) -> None:
        """Away with it."""
        self._connection.execute(delete(table).where(_key(table) == key))
        self._known[(table.name, key)] = False

    def _found(self, table: Table, keys: Sequence[str]) -> Iterable[str]:
        column = _key(table)
        for at in range(0, len(keys), _AT_ONCE):
            wanted = select(column).where(column.in_(keys[at : at + _AT_ONCE]))
            yield from self._connection.execute(wanted).scalars()


def parents(table: Table, content: Mapping[str, Any]) -> list[tuple[Table, str]]:
    """The rows that this one hangs on, as (table, key)."""
    return [(parent, str(content[name])) for name, parent in _parents(table) if content.get(name) is not None]


@cache
def _parents(table: Table) -> tuple[tuple[str, Table], ...]:
    return tuple((column.name, key.column.table) for column in table.columns for key in column.foreign_keys)


@cache
def _key(table: Table) -> Column[Any]:
    return table.c.id if "id" in table.c else next(iter(table.primary_key.columns))
