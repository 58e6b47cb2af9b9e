"""What the public pages write: consents and wishes of whoever holds a good link, requests for a person to look at."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Final
from uuid import uuid5

from sqlalchemy import Connection, Engine, select

from app.central.database import writing
from app.central.own_events import NAMESPACE, Fact, append_facts, lock_head
from app.central.public.consent import text_in_force
from app.central.public.known import Known, read_known
from app.central.public.links import OpenedLink
from app.central.tables import event as event_table
from app.clinic.people.model import ConsentSource
from app.kernel.clock import Clock, from_text, to_text
from app.kernel.ids import Ids
from app.privacy.consent_texts import ConsentText
from app.reminders.attributes import stored_value
from app.reminders.request_content import RequestContent, RequestKind

_Row = tuple[str, Mapping[str, object]]
"""Entity and content."""
CONFIRMED: Final = "contact_confirmed"


class PublicRecord:
    """Each call is one transaction; what would change nothing is not written."""

    def __init__(self, engine: Engine, clock: Clock, ids: Ids) -> None:
        self._engine = engine
        self._clock = clock
        self._ids = ids

    def known(self, link: OpenedLink) -> Known:
        """What her pages show."""
        with self._engine.connect() as connection:
            return read_known(connection, link.person_id)

    def text(self, cnes: str) -> ConsentText:
        """The text by which this unit asks now."""
        with self._engine.connect() as connection:
            return text_in_force(connection, cnes)

    def withdraw(self, link: OpenedLink) -> None:
        """Nothing comes this way any more, whatever text was read."""
        version = self.text(link.unit).version
        self._write(link, lambda known: self._answers(known, {link.channel: False}, version))

    def prefer(
        self, link: OpenedLink, answers: Mapping[str, bool], version: str, language: str | None, zone: str | None
    ) -> None:
        """Yes or no for each channel that she answered by this version of the text, the language of her messages, and
        the time zone by which they come: "" is the unit's own. None leaves it as it is."""

        def rows(known: Known) -> list[_Row]:
            wished = self._answers(known, answers, version)
            if language is not None and language != known.language:
                wished.append(_attribute("language", language))
            if zone is not None and zone != (known.zone or ""):
                wished.append(_attribute("time_zone", zone or None))
            return wished

        self._write(link, rows)

    def confirm(self, link: OpenedLink, today: date) -> None:
        """Telephone and e-mail are right."""
        self._write(link, lambda _: [_attribute(CONFIRMED, today)])

    def propose(self, link: OpenedLink, content: RequestContent) -> None:
        """Another telephone or e-mail, for a person at the unit to check: the record stays as it is."""
        request = {"kind": RequestKind.CONTACT.value, "content": content.to_stored()}
        self._write(link, lambda _: [("public_request", request)])

    def ask_registration(self, cnes: str, name: str, content: RequestContent) -> None:
        """Somebody wants to be registered with a unit. `name`: the same for the same form, so that it counts once."""
        row_id = str(uuid5(NAMESPACE, f"registration/{name}"))
        row = {"person_id": None, "kind": RequestKind.REGISTRATION.value, "content": content.to_stored()}
        with writing(self._engine).begin() as connection:
            head = lock_head(connection)
            if not _is_there(connection, "public_request", row_id):
                fact = Fact("public_request", row_id, row, None, cnes)
                append_facts(connection, head, [fact], to_text(self._clock.now()))

    def registration(self, name: str) -> tuple[str, str]:
        """(id, content as it is stored) of what was asked by this name; it was."""
        row_id = str(uuid5(NAMESPACE, f"registration/{name}"))
        wanted = select(event_table.c.payload).where(
            event_table.c.entity_id == row_id, event_table.c.entity == "public_request"
        )
        with self._engine.connect() as connection:
            kept: str = json.loads(connection.execute(wanted).scalar_one())["content"]
        return row_id, kept

    def _answers(self, known: Known, answers: Mapping[str, bool], version: str) -> list[_Row]:
        """A yes to another text is said anew; a no holds whatever was read."""
        said = {"source": ConsentSource.PUBLIC_PAGE.value, "text_version": version}
        rows: list[_Row] = []
        for channel, given in answers.items():
            again = given and known.versions.get(channel) != version
            if again or known.consents.get(channel) is not given:
                at = to_text(_after(known.said_at.get(channel), self._clock.now()))
                rows.append(("consent", {"channel": channel, "given": int(given), **said, "recorded_at": at}))
        return rows

    def _write(self, link: OpenedLink, rows: Callable[[Known], list[_Row]]) -> None:
        with writing(self._engine).begin() as connection:
            head = lock_head(connection)
            facts = [
                Fact(entity, self._ids.new(), {"person_id": link.person_id, **row}, link.person_id, link.unit)
                for entity, row in rows(read_known(connection, link.person_id))
            ]
            append_facts(connection, head, facts, to_text(self._clock.now()))


def _after(before: str | None, now: datetime) -> datetime:
    """What she says now comes after what was said before, even where a station's clock is ahead of time."""
    try:
        return now if before is None else max(now, from_text(before) + timedelta(microseconds=1))
    except (ValueError, OverflowError):
        return now


def _attribute(code: str, value: object) -> _Row:
    return "person_attribute", {"code": code, "value": stored_value(code, value)}


def _is_there(connection: Connection, entity: str, row_id: str) -> bool:
    table = event_table
    wanted = select(table.c.number).where(table.c.entity_id == row_id, table.c.entity == entity)
    return connection.execute(wanted).first() is not None
