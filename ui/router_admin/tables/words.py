"""Tables, their values and what is wrong with them, in words. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.kernel.errors import KnownError
from app.router.tables.escalations import ROLES
from app.router.tables.stored import TableVersion
from ui.errors import words_of
from ui.texts import chosen_language, has_text, tr
from ui.texts.formats import show_instant, show_number


def table_words(name: str) -> str:
    """What a table is called."""
    return tr(f"router_tables.table_{name}")


def label_of(row: Mapping[str, Any]) -> str:
    """The label of a row in the language that is spoken."""
    label = row.get("label") or {}
    return str(label.get(chosen_language(), row.get("code", "")))


def number_words(value: object, unit: str = "") -> str:
    """ "0,06 s"; what is no number stands as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    shown = show_number(Decimal(str(value)).normalize() if value != int(value) else int(value))
    return f"{shown} {unit}".rstrip()


def target_words(target: str, known: Mapping[str, str]) -> str:
    """Whom a step calls; `known`: the names of people and receivers by target."""
    return tr(f"router.target_{target}") if target in ROLES else known.get(target, target)


def version_words(version: TableVersion, zone: str) -> str:
    """Since when it holds, by whom and why."""
    if version.number == 0 or version.at is None:
        return tr("router_tables.never_edited", source=version.content.get("source", ""))
    said = "router_tables.back_at_source" if version.is_default else "router_tables.version"
    words = tr(said, number=version.number, at=show_instant(version.at, zone), by=version.by)
    reason = str(version.content.get("reason", "")) if not version.is_default else ""
    return f"{words} · {reason}" if reason else words


def problem_words(error: Exception) -> str:
    """What is wrong with a value, short enough to stand below it."""
    if isinstance(error, KnownError) and error.code.startswith("router_tables."):
        key = f"router_table_fields.problem_{error.code.partition('.')[2]}"
        if has_text(key):
            values = {name: number_words(value) for name, value in error.values.items()}
            return tr(key, **values)
    return words_of(error).together
