"""Who of the demo unit is allergic to what: asked of most at the first visit, and of some nobody has asked yet."""

import random
from collections.abc import Mapping, Sequence
from datetime import timedelta

from app.clinic.allergies.allergens import allergens
from app.clinic.allergies.content import content_of, content_of_none
from app.clinic.allergies.model import NONE, Certainty, NewAllergy, Severity, Source
from app.demo.placed import Row
from app.demo.prenatal import Followed
from app.kernel.canonical import canonical_json
from app.kernel.clock import to_text
from app.store.tables import allergy
from app.store.writing import Writing

_SHARE_NONE, _SHARE_SOME = 0.6, 0.2
_REACTIONS = {
    Severity.MILD: ("manchas na pele", "coceira"),
    Severity.MODERATE: ("urticária", "inchaço nos lábios"),
    Severity.SEVERE: ("falta de ar", "choque; foi internada"),
}


def write_allergies(writing: Writing, followed: Sequence[Followed], names: Mapping[str, str], seed: int) -> None:
    """`names`: account → the name of whoever asked."""
    rows: list[Row] = []
    for one in followed:
        source = random.Random(f"{seed} allergies {one.placed.woman.number}")
        said, by = source.random(), names.get(one.placed.author, "")
        at = to_text(one.placed.arrived + timedelta(minutes=6))
        row: Row = {"person_id": one.placed.person_id, "recorded_at": at, "recorded_by": one.placed.author}
        if said < _SHARE_NONE:
            content = content_of_none(one.placed.arrival_day, Source.HERSELF, by)
            rows.append({**row, "kind": NONE, "content": canonical_json(content)})
        elif said < _SHARE_NONE + _SHARE_SOME:
            count = source.choices((1, 2), weights=(4, 1))[0]
            for code in source.sample(sorted(allergens()), count):
                told = _told(source, code)
                rows.append({**row, "kind": told.kind.value, "content": canonical_json(content_of(told, by))})
    writing.append_many(allergy, [{**row, "supersedes": None, "reason": None} for row in rows])


def _told(source: random.Random, code: str) -> NewAllergy:
    one = allergens()[code]
    severity = source.choices((*Severity, None), weights=(4, 3, 1, 2))[0]
    return NewAllergy(
        kind=one.kind,
        substance=one.labels["pt_BR"],
        allergen=code,
        reaction=source.choice(_REACTIONS[severity]) if severity else "",
        severity=severity,
        certainty=source.choice((Certainty.REPORTED, Certainty.REPORTED, Certainty.CONFIRMED)),
        since=source.choice(("", "desde criança", "2019")),
        source=source.choice((Source.HERSELF, Source.HERSELF, Source.COMPANION)),
    )
