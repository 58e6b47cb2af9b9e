"""Where two edits can disagree: the guards of an event (docs/sync.md, the table). Pure."""

from collections.abc import Iterable, Mapping

from app.store.field_groups import field_group
from app.sync.erased import is_erased
from app.sync.events import Event

_CURRENT = "current"
_TURNS = frozenset(("answered", "counter_reply", "closed"))
"""Steps that change where a referral stands; reading an answer and the server's stamps are plain facts."""


def guards(event: Event) -> tuple[str, ...]:
    """The guards of an event; a plain fact has none."""
    content = event.content()
    if is_erased(content):
        return ()
    if event.operation == "change":
        return tuple(_of_change(event.entity, event.entity_id, content.get("fields", {}), content))
    return tuple(_of_row(event.entity, content))


def row_guard(entity: str, entity_id: str) -> str:
    """The name under which an event waits for a row that is not here yet."""
    return f"row/{entity}/{entity_id}"


def _of_change(
    entity: str, entity_id: str, fields: Mapping[str, object], content: Mapping[str, object]
) -> Iterable[str]:
    yield from sorted({f"{entity}/{entity_id}/{field_group(entity, name)}" for name in fields})
    # Closing counts too: which one is current is decided by whoever opens, closes or goes back to one.
    if entity == "pregnancy" and "status" in fields and isinstance(content.get("person_id"), str):
        yield f"person/{content['person_id']}/current_pregnancy"


def _of_row(entity: str, content: Mapping[str, object]) -> Iterable[str]:
    if content.get("supersedes"):
        yield f"{entity}/{content['supersedes']}/successor"
    if entity == "pregnancy" and content.get("status") == _CURRENT:
        yield f"person/{content['person_id']}/current_pregnancy"
    if entity == "dating_choice":
        yield f"pregnancy/{content['pregnancy_id']}/dating"
    if entity == "person_merge":
        yield f"person/{content['losing_id']}/merged"
    # Last, so that all of a list that one station wrote unseen is one thing to decide.
    if entity == "allergy":
        yield f"person/{content['person_id']}/allergies"
    # Emergencies stand beside each other: none may be missing at the hospital because of another.
    if entity == "referral" and content.get("priority") != "emergency":
        yield f"pregnancy/{content['pregnancy_id']}/referral"
    if entity == "referral_event" and content.get("kind") in _TURNS:
        yield f"referral/{content['referral_id']}/state"
    if entity == "referral_event" and content.get("kind") == "assigned":
        yield f"referral/{content['referral_id']}/reader"
