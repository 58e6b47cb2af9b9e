"""Whether a record is on hold, as the journal tells it."""

from sqlalchemy import Connection

from app.central.merged import facts, ids_of, living_id
from app.privacy.holds import LIFTED


def is_held(connection: Connection, person_id: str, at: str) -> bool:
    """Whether this person, or anybody who was merged with her, is on hold at `at` (a stored instant)."""
    people = {person_id, *ids_of(connection, living_id(connection, person_id))}
    steps = [row for _, row in facts(connection, sorted(people), ("record_hold",))]
    lifted = {row["hold_id"] for row in steps if row["step"] == LIFTED}
    placed = (row for row in steps if row["step"] != LIFTED and row["hold_id"] not in lifted)
    return any(row.get("until") is None or at < row["until"] for row in placed)
