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
    return tr("allergies.head", words=state_words(known))


def state_words(known: AllergyList) -> str:
    """The same without the word before it."""
    if known.state is ListState.SOME:
        return " · ".join(dict.fromkeys(short_words(one.told) for one in known.entries))
    if known.none_known is not None:
        return tr("allergies.none_known_words", date=show_date(known.none_known.on))
    return tr("allergies.not_asked_words")


def capital(words: str) -> str:
    """As a sentence begins."""
    return words[:1].upper() + words[1:]


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


def sent_words(sent: AllergyList | None) -> list[str]:
    """What went with a referral, one entry a line; None: of a program that held no allergies."""
    if sent is None:
        return [tr("allergies.not_sent")]
    return [entry_line(one) for one in sent.entries] or [state_words(sent)]


def stored_words(entry: Mapping[str, Any]) -> str:
    """A stored content, with its kind, on one line."""
    if entry["kind"] == NONE:
        return tr("allergies.none_known_words", date=show_date(date.fromisoformat(str(entry["on"]))))
    told = read_content(str(entry["kind"]), entry)
    return f"{short_words(told)} · {tr(f'allergies.certainty_{told.certainty.value}')}"
