"""A list of allergies as it goes with a referral, and as it is read back there. Pure."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.clinic.allergies.content import content_of, content_of_none, read_content
from app.clinic.allergies.model import Allergy, AllergyList, NoneKnown, Source
from app.kernel.clock import from_text, to_text


def to_sent(known: AllergyList) -> dict[str, object]:
    """What holds, with what waits for a decision; that nobody asked is said by an empty list without a statement."""
    statement = known.none_known
    return {
        "disputed": known.disputed,
        "entries": [
            {
                "id": one.id,
                "kind": one.told.kind.value,
                "at": to_text(one.at),
                "disputed": one.disputed,
                **content_of(one.told, one.by),
            }
            for one in known.entries
        ],
        "none_known": None
        if statement is None
        else {
            "id": statement.id,
            "at": to_text(statement.at),
            **content_of_none(statement.on, statement.source, statement.by),
        },
    }


def sent_with(snapshot: str) -> AllergyList | None:
    """The list in a referral's snapshot; None where an earlier program held none."""
    told = json.loads(snapshot)
    return read_sent(told["allergies"], told["person_id"]) if "allergies" in told else None


def read_sent(told: Mapping[str, Any], person_id: str) -> AllergyList:
    """The list behind what was sent."""
    entries = tuple(
        Allergy(
            id=one["id"],
            person_id=person_id,
            told=read_content(one["kind"], one),
            at=from_text(one["at"]),
            by=one["by"],
            supersedes=None,
            superseded_by=None,
            reason=None,
            disputed=one["disputed"],
        )
        for one in told["entries"]
    )
    said = told["none_known"]
    statement = None
    if said is not None:
        on, source = date.fromisoformat(said["on"]), Source(said["source"])
        statement = NoneKnown(said["id"], person_id, on, source, from_text(said["at"]), said["by"], None, None)
    return AllergyList(entries=entries, none_known=statement, disputed=told["disputed"])
