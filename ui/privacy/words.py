"""Rows of the store in words for the person they are about. Pure."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from app.kernel.clock import from_text
from app.privacy.export_service import PersonExport
from app.privacy.seen import Seen
from ui.administration.audit.words import action_words
from ui.pregnancy.exams.words import exam_words
from ui.texts import has_text, tr
from ui.texts.formats import show_instant, show_number

_AUTHOR: Final = ("recorded_at", "recorded_by")
_UNTOLD: Final = frozenset(
    (
        "id", "number", "person_id", "pregnancy_id", "arrival_id", "referral_id", "encounter_id", "message_id",
        "rule_id", "campaign_id", "template_version_id", "assessment_id", "estimate_id", "stay_id", "bed_id",
        "device_id", "entity_id", "event_id", "feedback_id", "request_id", "case_id", "name_key", "social_key",
        "mother_key", "payload_sha256", "version_sha256", "rule_base_sha256", "origin", "sequence", "seen", "digest",
        "clock_zero", "place", "holder", "held_until", "provider_id", "rule_state", "key", "name",
        "municipality_code", "supersedes", "by_id",
    )
)  # fmt: skip
"""Identifiers and counters: they stand in the file for machines, and tell a reader nothing."""
_VALUES: Final = (
    "privacy.value_{value}",
    "prenatal.{name}_{value}",
    "allergies.{name}_{value}",
    "referrals.{name}_{value}",
    "pregnancies.kind_{value}",
    "visits.code_{value}",
    "conflicts.fact_{value}",
    "board.{name}_{value}",
    "board.event_{value}",
    "person.channel_{value}",
    "people.sex_{value}",
    "allergies.kind_{value}",
    "common.risk_{value}",
    "exams.exam_{value}",
    "board.state_{value}",
    "referrals.priority_{value}",
)
_FIELDS: Final = (
    "privacy.field_{name}",
    "conflicts.content_{name}",
    "allergies.{name}",
    "pregnancies.kind_{name}",
    "visits.code_{name}",
    "hearing.kind_{name}",
)
_LONGEST: Final = 2000


def table_words(table: str) -> str:
    """What a table holds, for a reader."""
    key = f"privacy.table_{table}"
    return tr(key) if has_text(key) else field_words(table)


def field_words(name: str) -> str:
    """What a field is called."""
    for key in (pattern.format(name=name) for pattern in _FIELDS):
        if has_text(key):
            return tr(key)
    return name.replace("_", " ").capitalize()


def plain_words(row: Mapping[str, Any], zone: str) -> list[tuple[str, str]]:
    """Its fields as label and value, what is inside a JSON text included; empty ones are left out."""
    return [
        (label, value)
        for name, told in row.items()
        if name not in _UNTOLD and name not in _AUTHOR
        for label, value in _told(name, told, zone)
    ]


def when_words(row: Mapping[str, Any], zone: str) -> str:
    """When it was written down."""
    for name in ("recorded_at", "at", "saved_at"):
        if row.get(name):
            return _instant(str(row[name]), zone) or str(row[name])
    return ""


def written_at(row: Mapping[str, Any]) -> str:
    """By what a reader finds a row: the instant as it is stored."""
    return next((str(row[name]) for name in ("recorded_at", "at", "saved_at") if row.get(name)), "")


def by_words(row: Mapping[str, Any], export: PersonExport) -> str:
    """Who wrote it."""
    by = str(row.get("recorded_by") or row.get("account_id") or "")
    return export.authors.get(by, tr("privacy.by_program") if by else "")


def seen_words(one: Seen) -> tuple[str, str]:
    """Who, with what they are, and what was done."""
    role = tr(f"roles.role_{one.role}") if one.role and has_text(f"roles.role_{one.role}") else ""
    parts = [action_words(one.action), one.bed, one.reason]
    return (f"{one.name} ({role})" if role else one.name, ": ".join(part for part in parts if part))


def _told(name: str, value: object, zone: str) -> Iterator[tuple[str, str]]:
    inside = _inside(name, value)
    if isinstance(inside, dict):
        for key, one in inside.items():
            if key not in _UNTOLD:
                yield from _told(key, one, zone)
    elif isinstance(inside, list):
        if inside and all(not isinstance(one, dict | list) for one in inside):
            yield field_words(name), ", ".join(value_words(name, one, zone) for one in inside)[:_LONGEST]
        else:
            for one in inside:
                yield from _told(name, one, zone)
    elif inside is not None and inside != "":
        yield field_words(name), value_words(name, inside, zone)[:_LONGEST]


def _inside(name: str, value: object) -> object:
    """Columns hold JSON as text: what is in it, else the text as it is."""
    if isinstance(value, str) and value and (name == "value" or value[0] in '{["'):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return None if value == "null" else value


def value_words(name: str, value: object, zone: str) -> str:
    """A value as people write it: codes by their texts, instants and dates as the clinic shows them."""
    if isinstance(value, bool):
        return tr("common.yes") if value else tr("common.no")
    if isinstance(value, int | float):
        return show_number(int(value) if float(value).is_integer() else value)
    text = str(value)
    if name == "code":
        return _code(text)
    for pattern in _VALUES:
        key = pattern.format(name=name, value=text)
        if text.isidentifier() and has_text(key):
            return tr(key)
    return _instant(text, zone) or _day(text) or text


def _code(text: str) -> str:
    """What was measured, asked or examined."""
    for pattern in _VALUES:
        if text.isidentifier() and has_text(pattern.format(name="code", value=text)):
            return tr(pattern.format(name="code", value=text))
    return exam_words(text).replace("_", " ")


def _instant(text: str, zone: str) -> str:
    if len(text) < len("2026-11-21T02:39:00Z") or not text.endswith("Z"):
        return ""
    try:
        return show_instant(from_text(text), zone)
    except ValueError:
        return ""


def _day(text: str) -> str:
    if len(text) != len("2026-11-21"):
        return ""
    try:
        return datetime.strptime(text, "%Y-%m-%d").strftime("%d/%m/%Y")
    except ValueError:
        return ""
