"""Rows of the audit trail in words. Pure."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.security.audit_service import AuditRow
from ui.texts import has_text, tr
from ui.texts.catalog import area_texts

_PREFIX = "action_"
_LONGEST_DETAIL = 120
_IDENTIFIERS = frozenset(
    {
        "assessment",
        "of",
        "person_id",
        "audit_head",
        "seed",
        "sheet",
        "bed",
        "beds",
        "before_stay",
        "from_bed",
        "person",
        "receiver_id",
    }
)
_ROLE_OR_KIND = ("roles.role_{value}", "administration.station_role_{value}")
_VALUE_TEXTS = {
    "role": _ROLE_OR_KIND,
    "old": _ROLE_OR_KIND,
    "new": _ROLE_OR_KIND,
    "denied_action": ("roles.action_{value}",),
    "kind": ("administration.backup_{value}", "administration.key_{value}"),
    "risk_class": ("common.risk_{value}",),
    "outcome": ("prenatal.outcome_{value}", "prenatal.call_{value}"),
    "language": ("administration.language_{value}",),
    "paper": ("audit.paper_{value}",),
    "way": ("audit.way_{value}",),
    "means": ("administration.detail_means_{value}",),
    "test_high": ("ward_signals.answer_{value}",),
    "test_medium": ("ward_signals.answer_{value}",),
    "test_low": ("ward_signals.answer_{value}",),
}
"""Detail → where its values have texts."""


def action_words(code: str) -> str:
    """What was done; a code of a later program is shown as it is."""
    key = f"audit.{_PREFIX}{code}"
    return tr(key) if has_text(key) else code


def known_actions() -> list[tuple[str, str]]:
    """Every action that has a text, as (code, words) in the order of the alphabet."""
    codes = [name.removeprefix(_PREFIX) for name in area_texts("audit") if name.startswith(_PREFIX)]
    return sorted(((code, action_words(code)) for code in codes), key=lambda one: one[1].casefold())


def subject_words(row: AuditRow) -> str:
    """On what: "Pessoa: Ana Sintética", or the kind alone where the name is not for the reader."""
    key = f"audit.subject_{row.subject_kind}"
    kind = tr(key) if has_text(key) else row.subject_kind
    return f"{kind}: {row.subject_name}" if row.subject_name else kind


def details_words(row: AuditRow) -> list[tuple[str, str]]:
    """The details that tell a person something, as pairs; identifiers are left to the trail itself."""
    told = [
        (name, value) for name, value in row.details.items() if name not in _IDENTIFIERS and value not in (None, [])
    ]
    return [(_detail_name(name), _value_words(name, value)[:_LONGEST_DETAIL]) for name, value in told]


def _detail_name(name: str) -> str:
    key = f"administration.detail_{name}"
    return tr(key) if has_text(key) else name


def _value_words(name: str, value: object) -> str:
    if isinstance(value, bool):
        return tr("common.yes") if value else tr("common.no")
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    found = (pattern.format(value=value) for pattern in _VALUE_TEXTS.get(name, ()))
    key = next((key for key in found if has_text(key)), None)
    return str(value) if key is None else tr(key)


def day_start(day: date | None, zone: str) -> datetime | None:
    """The first instant of a day at the clinic."""
    return None if day is None else datetime.combine(day, time(), ZoneInfo(zone))


def day_end(day: date | None, zone: str) -> datetime | None:
    """The first instant after a day at the clinic."""
    return None if day is None else day_start(day + timedelta(days=1), zone)
