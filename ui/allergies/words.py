"""Allergies in words: what is said beside a name, on paper and in a list. Never by colour alone."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.clinic.allergies.content import read_content
from app.clinic.allergies.model import NONE, Allergy, AllergyList, ListState, NewAllergy
from ui.texts import tr
from ui.texts.formats import show_date


def head_words(known: AllergyList) -> str:
    """One line: what holds, that none is known and since when, or that nobody has asked."""
    if known.state is ListState.SOME:
        substances = " · ".join(dict.fromkeys(short_words(one.told) for one in known.entries))
        return tr("allergies.head_some", substances=substances)
    if known.none_known is not None:
        return tr("allergies.head_none_known", date=show_date(known.none_known.on))
    return tr("allergies.head_not_asked")


def short_words(told: NewAllergy) -> str:
    """The substance, with what must be known of it at a glance."""
    more = [tr(f"allergies.severity_{told.severity.value}")] if told.severity else []
    if told.reaction:
        more.append(told.reaction)
    return f"{told.substance} ({', '.join(more)})" if more else told.substance


def detail_words(told: NewAllergy) -> str:
    """What is said below a substance: kind, certainty, since when, by whom."""
    parts = [tr(f"allergies.kind_{told.kind.value}"), tr(f"allergies.certainty_{told.certainty.value}")]
    if told.since:
        parts.append(tr("allergies.since_words", since=told.since))
    parts.append(tr(f"allergies.source_{told.source.value}"))
    return " · ".join(parts)


def entry_line(one: Allergy) -> str:
    """A whole entry on one line."""
    return f"{short_words(one.told)} · {detail_words(one.told)}"


def stored_words(entry: Mapping[str, Any]) -> str:
    """A stored content, with its kind, on one line."""
    if entry["kind"] == NONE:
        return tr("allergies.head_none_known", date=show_date(date.fromisoformat(str(entry["on"]))))
    told = read_content(str(entry["kind"]), entry)
    return f"{short_words(told)} · {tr(f'allergies.certainty_{told.certainty.value}')}"
