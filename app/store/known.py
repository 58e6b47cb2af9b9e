"""What a writer knows that no server has numbered yet: what came from another station by stick (docs/sync.md)."""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from app.store.tables import sync_provisional_name

_OF_ROW = ("id", "supersedes", "sha256")


class Known:
    """For one write transaction: which of the events applied here without a number a new one builds upon."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._any: bool | None = None

    def by(self, entity_id: str, payload: Mapping[str, object]) -> list[str]:
        """The events that named one of the rows that this one names; mostly none."""
        if self._any is None:
            self._any = self._connection.execute(select(sync_provisional_name.c.name).limit(1)).first() is not None
        if not self._any:
            return []
        names = {entity_id} | {
            value
            for one in (payload, payload.get("fields"))
            if isinstance(one, Mapping)
            for name, value in one.items()
            if isinstance(value, str) and (name.endswith("_id") or name in _OF_ROW)
        }
        table = sync_provisional_name.c
        wanted = select(table.event_id).where(table.name.in_(sorted(names))).distinct().order_by(table.event_id)
        return list(self._connection.execute(wanted).scalars())
