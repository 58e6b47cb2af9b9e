"""What each column and each part of a stored content is called, and how its value is written. Pure data.

Every column of every table whose rows can disagree stands in `COLUMNS` or, with nothing to say to a person, in
`SILENT`; a test goes through the tables, so that a new column without a word fails.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ui.conflicts import reminder_values, values
from ui.conflicts.values import Show, ValueContext
from ui.texts import has_text, tr


@dataclass(frozen=True)
class Said:
    """The text of the label, and how the value is written."""

    label: str
    show: Show


def _all(area: str, **shown: Show) -> dict[str, Said]:
    return {name: Said(f"{area}_{name}", show) for name, show in shown.items()}


COLUMNS: Final[Mapping[str, Mapping[str, Said]]] = {
    "person": _all(
        "people.field",
        full_name=values.words, social_name=values.words, mother_name=values.words, no_mother_reason=values.words,
        birth_date=values.day, sex=values.coded("people.sex"), cpf=values.cpf, cns=values.cns,
        no_document_reason=values.words, phone=values.phone, email=values.words,
    )
    | _all("conflicts.person", municipality_name=values.words, synthetic=values.yes_no),
    "pregnancy": _all("conflicts.pregnancy", status=values.coded("conflicts.pregnancy_status"), person_id=values.who),
    "account": _all(
        "conflicts.account",
        login=values.words, display_name=values.words, role=values.coded("roles.role"),
        status=values.coded("roles.status"), professional_register=values.words, language=values.language,
        authorised_at=values.instant, authorised_by=values.account,
    ),
    "observation": _all("conflicts.row", value=values.observed, observed_at=values.instant, reason=values.words),
    "allergy": _all("conflicts.allergy", list=values.allergies),
    "assessment": _all(
        "conflicts.assessment",
        class_code=values.risk_class, total=values.points, form=values.form, rule_base_version=values.words,
    )
    | _all("conflicts.row", reason=values.words),
    "arrival_event": _all(
        "conflicts.row",
        kind=values.coded("board.event"), happened_at=values.instant, content=values.words, reason=values.words,
    ),
    "prenatal_fact": _all("conflicts.row", day=values.day, content=values.words, reason=values.words),
    "dating_choice": _all(
        "conflicts.dating", estimate_id=values.estimate, lmp=values.day, due_date=values.due, reason=values.words
    ),
    "person_merge": _all(
        "conflicts.merge",
        losing_id=values.who, surviving_id=values.who, status=values.coded("conflicts.merge_status"),
        moved_pregnancies=values.how_many, reason=values.words,
    ),
    "referral": _all(
        "conflicts.referral",
        to_unit=values.words, reason=values.referral_reason, hypothesis=values.words, justification=values.words,
        priority=values.coded("referrals.priority"),
    ),
    "referral_event": _all("conflicts.row", kind=values.coded("referrals.kind"), content=values.words),
    "template_version": _all(
        "conflicts.reminder", name=values.words, content=values.words, retired=values.yes_no, reason=values.words
    ),
    "reminder_rule": _all(
        "conflicts.reminder",
        name=values.words, anchor=values.coded("reminders.anchor"), week=values.words, hour=values.words,
        offset_minutes=reminder_values.minutes, window_minutes=reminder_values.window,
        template_id=reminder_values.template, channels=reminder_values.channels,
        criteria=reminder_values.conditions, active=values.yes_no,
    ),
    "campaign": _all(
        "conflicts.reminder",
        name=values.words, channels=reminder_values.channels, criteria=reminder_values.conditions,
        due_at=values.instant, window_minutes=reminder_values.window, status=values.coded("conflicts.campaign"),
    ),
}  # fmt: skip

_OF_EVERY_ROW: Final = frozenset(("id", "number", "recorded_at", "recorded_by", "supersedes"))
SILENT: Final[Mapping[str, frozenset[str]]] = {
    # Derived from what is shown, or the code beside its name.
    "person": frozenset(("name_key", "social_key", "mother_key", "municipality_code")),
    # Whose it is stands above; the unit follows from what is measured; in which visit it was changes nothing.
    "observation": frozenset(("person_id", "pregnancy_id", "code", "unit", "encounter_id")),
    # Both sides are shown as lists (app.sync.allergy_lists).
    "allergy": frozenset(("person_id", "kind", "content", "reason")),
    "assessment": frozenset(("person_id", "pregnancy_id", "result", "rule_base_sha256")),
    "arrival_event": frozenset(("arrival_id", "place")),
    "prenatal_fact": frozenset(("person_id", "pregnancy_id", "kind", "code")),
    "dating_choice": frozenset(("pregnancy_id",)),
    "person_merge": frozenset(("taken_fields",)),
    "referral": frozenset(
        ("person_id", "pregnancy_id", "from_unit", "assessment_id", "snapshot", "version_sha256")
    ),
    "referral_event": frozenset(("referral_id", "person_id", "place", "snapshot", "version_sha256")),
    "template_version": frozenset(("template_id",)),
    # How many it was when it was confirmed is no choice of anybody.
    "campaign": frozenset(("template_version_id", "chosen", "left_out")),
}  # fmt: skip
"""Columns that say nothing to whoever decides, besides `_OF_EVERY_ROW`."""

CONTENT: Final[Mapping[str, Mapping[str, Said]]] = {
    "dating_estimate": _all("conflicts.content", told=values.told, lmp=values.day),
    "visit": _all(
        "conflicts.content",
        professional=values.coded("prenatal.professional"), complaints=values.words, note=values.words,
        oedema=values.coded("prenatal.oedema"), next_on=values.day,
    ),
    "exam_request": _all("conflicts.content", due_on=values.day),
    "exam_result": _all("conflicts.content", value=values.exam_value),
    "history_answer": _all("conflicts.content", answer=values.coded("prenatal.answer")),
    "outcome": _all("conflicts.content", details=values.words),
    "vaccine": _all(
        "conflicts.content", given_on=values.given_on, lot=values.words, place=values.words, not_for_her=values.words
    ),
    "visit_call": _all("conflicts.content", comes_on=values.day, note=values.words),
    "arrival_event": _all(
        "conflicts.content",
        reason=values.words, colour=values.coded("board.colour"), place=values.words,
        outcome=values.coded("board.outcome"),
    ),
    "referral_event": _all(
        "conflicts.content",
        verdict=values.coded("referrals.verdict"), conduct=values.conduct, clinic=values.clinic,
        guidance=values.words, causes=values.causes, requested_exams=values.exam_names, sources=values.listed,
        name=values.words, text=values.words, reason=values.words,
    ),
    "template_version": _all("conflicts.content", variants=reminder_values.wordings),
}  # fmt: skip
SILENT_CONTENT: Final = frozenset(("request_id", "observations", "account_id", "to", "of", "by", "at"))
"""Identifiers inside a content, and its author, who stands above it."""


def is_silent(entity: str, column: str) -> bool:
    """Whether a column has nothing to say to a person."""
    return column in _OF_EVERY_ROW or column in SILENT.get(entity, frozenset())


def label_of(said: Said | None, name: str) -> str:
    """What something is called; a part of a content that no version of this program knows, by its own name."""
    return tr(said.label) if said is not None and has_text(said.label) else name


__all__ = ["COLUMNS", "CONTENT", "SILENT", "SILENT_CONTENT", "Said", "ValueContext", "is_silent", "label_of"]
