"""A template's content as the form holds it: plain JSON types, as `TemplateService.save` takes them. Pure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.reminders.placeholders import PLACEHOLDERS
from app.reminders.template_model import LANGUAGES, TemplateContent, Variant, to_stored
from app.reminders.templates import Text
from ui.texts import speaking, tr

Raw = dict[str, Any]
HUNDRED: Final = 100
_NAMES: Final = frozenset({"patient_name", "first_name", "unit_name", "risk_class", "treatment_phase"})
"""What is filled in here may hold signs that the short alphabet of text messages has not."""
STARTERS: Final = ("visit", "today", "missed", "vaccine")
"""Ready-made texts: `templates_page.starter_<code>` is the name, `…_subject` and `…_body` what it says."""


def raw_of(content: TemplateContent) -> Raw:
    """What the form begins with."""
    raw: Raw = json.loads(to_stored(content))
    return raw


def empty_raw() -> Raw:
    """Nothing written yet."""
    return {"variants": [variant_raw({LANGUAGES[0]: ("", "")})]}


def starter_raw(code: str) -> Raw:
    """A ready-made text in both languages."""
    texts = {}
    for language in LANGUAGES:
        with speaking(language):
            subject, body = (tr(f"templates_page.starter_{code}_{part}") for part in ("subject", "body"))
        texts[language] = (subject, body)
    return {"variants": [variant_raw(texts)]}


def variant_raw(
    texts: Mapping[str, tuple[str, str]],
    weight: int = 1,
    approved: tuple[str, Sequence[str]] | None = None,
) -> Raw:
    """One variant from (subject, body) for each language; a language without any word is left out, save Portuguese."""
    written = {
        language: {"body": body, "subject": subject}
        for language, (subject, body) in texts.items()
        if language == LANGUAGES[0] or body.strip() or subject.strip()
    }
    raw: Raw = {"texts": written, "weight": weight}
    if approved is not None:
        raw["approved"] = {"name": approved[0], "values": list(approved[1])}
    return raw


def only(subject: str, body: str) -> Raw:
    """A content of one wording, to try it on somebody whatever else is still wrong."""
    return {"variants": [variant_raw(dict.fromkeys(LANGUAGES, (subject, body)))]}


def share_of_first(variants: Sequence[Variant] | Sequence[Mapping[str, Any]]) -> int:
    """How many of a hundred messages carry the first of two variants."""
    weights = [one.weight if isinstance(one, Variant) else int(one.get("weight", 1)) for one in variants]
    return min(max(round(HUNDRED * weights[0] / sum(weights)), 1), HUNDRED - 1)


def longest_filled(text: Text) -> str:
    """The text with every placeholder as long as it usually gets and names with an accent: nobody is counted short."""
    return text.fill({code: ("ã" if code in _NAMES else "0") * PLACEHOLDERS[code].longest for code in text.codes})
