"""Rows of the audit trail in words. Pure."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.security.audit_service import AuditRow
from ui.texts import has_text, tr
from ui.texts.catalog import area_texts

_PREFIX = "action_"
_LONGEST_DETAIL = 120


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
    """The details as pairs; their names have texts `audit.detail_<name>` where people should read them."""
    pairs = []
    for name, value in row.details.items():
        key = f"audit.detail_{name}"
        words = _value_words(name, value)
        pairs.append((tr(key) if has_text(key) else name, words[:_LONGEST_DETAIL]))
    return pairs


def _value_words(name: str, value: object) -> str:
    for key in (f"roles.role_{value}", f"roles.action_{value}") if name in ("role", "old", "new", "action") else ():
        if has_text(key):
            return tr(key)
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return str(value)


def day_start(day: date | None, zone: str) -> datetime | None:
    """The first instant of a day at the clinic."""
    return None if day is None else datetime.combine(day, time(), ZoneInfo(zone))


def day_end(day: date | None, zone: str) -> datetime | None:
    """The first instant after a day at the clinic."""
    return None if day is None else day_start(day + timedelta(days=1), zone)
