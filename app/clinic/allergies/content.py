"""Between an allergy's stored content (canonical JSON) and the dataclasses. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.clinic.allergies.model import AllergyKind, Certainty, NewAllergy, Severity, Source


def content_of(new: NewAllergy, by: str) -> dict[str, object]:
    """What is stored; accounts do not travel to other units, so its author's name goes along."""
    return {
        "substance": new.substance,
        "allergen": new.allergen,
        "reaction": new.reaction,
        "severity": new.severity.value if new.severity else None,
        "certainty": new.certainty.value,
        "since": new.since,
        "source": new.source.value,
        "by": by,
    }


def content_of_none(on: date, source: Source, by: str) -> dict[str, object]:
    """That none is known, as it is stored."""
    return {"on": on.isoformat(), "source": source.value, "by": by}


def read_content(kind: str, told: Mapping[str, Any]) -> NewAllergy:
    """An entry's content; what a later program may have added is left out."""
    return NewAllergy(
        kind=AllergyKind(kind),
        substance=str(told["substance"]),
        allergen=told.get("allergen"),
        reaction=str(told.get("reaction") or ""),
        severity=Severity(told["severity"]) if told.get("severity") else None,
        certainty=Certainty(told["certainty"]),
        since=str(told.get("since") or ""),
        source=Source(told["source"]),
    )
