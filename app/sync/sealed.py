"""What comes from elsewhere about a person whose record is sealed here joins what is sealed (docs/privacy.md).

Another station may have written it before it heard of the erasure. It goes where daily work does not read; what an
erasure deletes is not kept at all.
"""

from typing import Final

from sqlalchemy import Connection, and_, insert, select, update

from app.kernel.canonical import canonical_json
from app.privacy.contact import FIELDS
from app.privacy.holdings import BY_TABLE, Treatment
from app.store.listed import among
from app.store.tables import metadata, sealed_person, sealed_row
from app.sync.erased import is_erased
from app.sync.events import Event
from app.sync.present import parents

_STEPS: Final = ("privacy_step", "record_hold")


class Sealed:
    """For one transaction; costs one question where nobody is sealed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._any: bool | None = None

    def takes(self, event: Event) -> bool:
        """Whether it is about somebody whose record is sealed; then it is put away, and nothing else is to be done."""
        if event.entity in _STEPS or event.entity not in BY_TABLE or not self._anybody():
            return False
        whose = self._whose(event)
        if whose is None:
            return False
        if BY_TABLE[event.entity].treatment is Treatment.SEALED and not is_erased(event.content()):
            self._keep(event, whose)
        return True

    def _anybody(self) -> bool:
        if self._any is None:
            self._any = self._connection.execute(select(sealed_person.c.person_id).limit(1)).first() is not None
        return self._any

    def _whose(self, event: Event) -> str | None:
        content = event.content()
        told = {event.entity_id, str(content.get("person_id"))}
        by_name = select(sealed_person.c.person_id).where(among(sealed_person.c.person_id, sorted(told)))
        named: str | None = self._connection.execute(by_name).scalars().first()
        if named is not None:
            return named
        names = [event.entity_id]
        if event.operation != "change":
            names += [key for _, key in parents(metadata.tables[event.entity], content)]
        hung = select(sealed_row.c.person_id).where(among(sealed_row.c.entity_id, names)).limit(1)
        found: str | None = self._connection.execute(hung).scalars().first()
        return found

    def _keep(self, event: Event, whose: str) -> None:
        content = {name: value for name, value in event.content().items() if name not in FIELDS}
        for part in ("fields", "before"):
            if isinstance(content.get(part), dict):
                content[part] = {name: value for name, value in content[part].items() if name not in FIELDS}
        known = select(sealed_row.c.entity_id).where(sealed_row.c.entity == "event", sealed_row.c.entity_id == event.id)
        if self._connection.execute(known).first() is not None:
            return
        told = {"entity": event.entity, "operation": event.operation, "content": content}
        told |= {"recorded_at": event.recorded_at, "recorded_by": event.recorded_by}
        row = {"entity": "event", "entity_id": event.id, "person_id": whose, "content": canonical_json(told)}
        self._connection.execute(insert(sealed_row).values(**row, sealed_at=event.recorded_at))
        # The time runs from the last entry, and this may be a later one than was known when the record was sealed.
        later = and_(sealed_person.c.person_id == whose, sealed_person.c.last_entry < event.recorded_at[:10])
        self._connection.execute(update(sealed_person).where(later).values(last_entry=event.recorded_at[:10]))
