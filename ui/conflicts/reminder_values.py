"""Values of templates, rules and campaigns as people read them."""

import json
from collections.abc import Mapping
from typing import Any

from app.reminders.criteria import from_stored
from ui.conflicts.values import ValueContext
from ui.reminders.criteria.words import condition_words
from ui.reminders.parts.words import channel_words
from ui.texts import LANGUAGES, tr, tr_count

_DAY = 24 * 60
_HOUR = 60


def wordings(value: Any, _context: ValueContext) -> str:
    """The texts of a template, one a paragraph: "A · Português: …"."""
    told = value if isinstance(value, list) else json.loads(value)
    return "\n".join(
        f"{code} · {LANGUAGES.get(language, language)}: {_text(text)}"
        for code, variant in zip("AB", told, strict=False)
        for language, text in sorted(variant["texts"].items(), reverse=True)
    )


def template(value: Any, context: ValueContext) -> str:
    """A template by its name; one that is not known here by what it is."""
    return context.names.get(str(value), tr("conflicts.template_elsewhere"))


def channels(value: Any, _context: ValueContext) -> str:
    """The channels in their order."""
    return ", ".join(channel_words(str(one)) for one in json.loads(value))


def conditions(value: Any, _context: ValueContext) -> str:
    """One condition a line."""
    found = from_stored(value)
    return "\n".join(condition_words(one) for one in found) or tr("criteria_editor.everybody")


def minutes(value: Any, _context: ValueContext) -> str:
    """So long before (negative) or after."""
    length = abs(int(value))
    days, hours = divmod(length, _DAY)
    told = [tr_count("conflicts.days", days)] if days else []
    told += [f"{hours // _HOUR:02d}:{hours % _HOUR:02d}"] if hours or not days else []
    if not length:
        return told[0]
    return tr("conflicts.before" if int(value) < 0 else "conflicts.after", how_long=" + ".join(told))


def window(value: Any, _context: ValueContext) -> str:
    """How long a message may still go out."""
    days, rest = divmod(int(value), _DAY)
    told = [tr_count("conflicts.days", days)] if days else []
    return " + ".join([*told, *([f"{rest // _HOUR:02d}:{rest % _HOUR:02d}"] if rest else [])])


def _text(text: Mapping[str, str]) -> str:
    return " — ".join(part for part in (text.get("subject", ""), text["body"]) if part)
