"""Whose record an event belongs to: said by the event itself, or by the row that it hangs on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, select

from app.central.bulk import among
from app.central.tables import event as event_table
from app.sync.events import Event

OF_UNIT: Final = frozenset(
    (
        "account",
        "confidentiality",
        "rule_base",
        "rule_base_step",
        "template_version",
        "reminder_rule",
        "campaign",
        "unit_setting",
    )
)
"""What belongs to a unit and to no person."""
OF_EVERYBODY: Final = ("rule_base",)
"""Delivered to every unit: what was classified by rules comes only beside them; being there puts none in force."""
_PARENT: Final = {
    "arrival_event": ("arrival", "arrival_id"),
    "dating_choice": ("pregnancy", "pregnancy_id"),
    "feedback_seen": ("message_feedback", "feedback_id"),
    "request_decision": ("public_request", "request_id"),
}
_PERSON_COLUMN: Final = {
    "consent": "person_id",
    "allergy": "person_id",
    "pregnancy": "person_id",
    "observation": "person_id",
    "assessment": "person_id",
    "prenatal_fact": "person_id",
    "arrival": "person_id",
    "care_link": "person_id",
    "referral": "person_id",
    "referral_event": "person_id",
    "person_attribute": "person_id",
    "privacy_step": "person_id",
    "record_hold": "person_id",
    "message_attempt": "person_id",
    "message_feedback": "person_id",
    "link_code": "person_id",
    "public_request": "person_id",
    "person_merge": "surviving_id",
    "distinct_pair": "one_id",
}
KNOWN: Final = OF_UNIT | frozenset(_PERSON_COLUMN) | frozenset(_PARENT) | {"person"}
"""Every entity that travels."""
Row = tuple[str, str]
"""(entity, entity_id)."""


@dataclass
class Owners:
    """Row → person, as far as it is known: read once for a batch, then filled by the batch itself."""

    known: dict[Row, str | None] = field(default_factory=dict)

    def person_of(self, event: Event, content: Mapping[str, object]) -> str | None:
        """The person; LookupError where the row that it hangs on is not known."""
        if event.entity in OF_UNIT:
            return None
        owner = self._of(event, content)
        if event.operation != "change":
            self.known[(event.entity, event.entity_id)] = owner
        return owner

    def _of(self, event: Event, content: Mapping[str, object]) -> str | None:
        if event.entity == "person":
            return event.entity_id
        row = needed_row(event, content)
        if row is not None:
            return self.known[row]
        owner = content[_PERSON_COLUMN[event.entity]]
        # A reply from an address that nobody has belongs to the unit that heard it; who asks to be registered, to that
        # which was asked.
        return None if owner is None else str(owner)


def needed_row(event: Event, content: Mapping[str, object]) -> Row | None:
    """The row that says whose this is; None where the event says so itself."""
    if event.entity == "person" or event.entity in OF_UNIT:
        return None
    if event.operation == "change":
        return event.entity, event.entity_id
    parent = _PARENT.get(event.entity)
    return (parent[0], str(content[parent[1]])) if parent else None


def read_owners(connection: Connection, rows: Iterable[Row]) -> Owners:
    """Who the rows of earlier batches belong to."""
    wanted: dict[str, set[str]] = {}
    for entity, entity_id in rows:
        wanted.setdefault(entity, set()).add(entity_id)
    owners, table = Owners(), event_table
    # One list for each entity: a list of pairs costs the planner more than the search.
    for entity, ids in wanted.items():
        found = connection.execute(
            select(table.c.entity, table.c.entity_id, table.c.person_id).where(
                table.c.entity == entity, among(connection, table.c.entity_id, ids), table.c.operation != "change"
            )
        )
        owners.known |= {(one.entity, one.entity_id): one.person_id for one in found}
    return owners
