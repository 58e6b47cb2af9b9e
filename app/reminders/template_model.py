"""A template's version: texts in both languages, variants that are compared, what a provider has approved."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from types import MappingProxyType
from typing import Any, Final

from app.kernel.canonical import canonical_json
from app.kernel.errors import KnownError
from app.reminders.placeholders import PLACEHOLDERS
from app.reminders.templates import Text, read_body, read_subject

LANGUAGES: Final = ("pt_BR", "en")
VARIANTS: Final = ("A", "B")
LONGEST_NAME: Final = 80


@dataclass(frozen=True)
class Wording:
    """What is said in one language; a subject only where the channel has one."""

    body: Text
    subject: Text | None = None


@dataclass(frozen=True)
class Approved:
    """The provider's own template (WhatsApp): its name, and the placeholders that fill its numbered places in turn."""

    name: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Variant:
    """One way to say it. `weight`: its share of the messages beside the other's."""

    code: str
    wordings: Mapping[str, Wording]
    weight: int = 1
    approved: Approved | None = None

    def wording(self, language: str) -> Wording:
        """In her language, else in Portuguese."""
        return self.wordings.get(language) or self.wordings[LANGUAGES[0]]


@dataclass(frozen=True)
class TemplateContent:
    """One or two variants."""

    variants: tuple[Variant, ...]

    def variant(self, code: str) -> Variant:
        """By its code; KnownError `templates.no_such_variant`."""
        found = next((one for one in self.variants if one.code == code), None)
        if found is None:
            raise KnownError("templates.no_such_variant", variant=code)
        return found

    @property
    def codes(self) -> frozenset[str]:
        """The placeholders that it names, in whichever variant and language."""
        texts = [one for variant in self.variants for wording in variant.wordings.values() for one in _texts(wording)]
        approved = [code for variant in self.variants if variant.approved for code in variant.approved.values]
        return frozenset(approved).union(*(one.codes for one in texts))

    def variant_for(self, message_name: str) -> str:
        """Which variant this message gets: by its name alone, so that it is the same whenever it is asked."""
        if len(self.variants) == 1:
            return self.variants[0].code
        total = sum(one.weight for one in self.variants)
        drawn = int.from_bytes(blake2b(message_name.encode(), digest_size=8).digest()) % total
        for one in self.variants:
            drawn -= one.weight
            if drawn < 0:
                return one.code
        raise AssertionError("weights are positive")


def _texts(wording: Wording) -> tuple[Text, ...]:
    return (wording.body, wording.subject) if wording.subject else (wording.body,)


def to_stored(content: TemplateContent) -> str:
    """Canonical JSON of a template's content."""
    return canonical_json({"variants": [_to_raw(one) for one in content.variants]})


def from_stored(text: str) -> TemplateContent:
    """What `to_stored` wrote, here or at another station. Raises as `read_content`."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise KnownError("templates.unreadable", expected="JSON") from problem
    return read_content(raw)


def read_content(raw: object) -> TemplateContent:
    """A content from outside. KnownError `templates.refused` (see app/reminders/templates.py), with `variant` and
    `language`; `templates.no_text`, `templates.bad_weight`, `templates.no_approved_name`, `templates.unknown_value`,
    `templates.unreadable` (expected) where it has another form altogether."""
    listed = _mapping(raw, "variants").get("variants")
    if not isinstance(listed, list | tuple):
        raise KnownError("templates.unreadable", expected="variants")
    variants = tuple(_variant(one, VARIANTS[number]) for number, one in enumerate(listed[: len(VARIANTS)]))
    if not variants:
        raise KnownError("templates.no_text", variant=VARIANTS[0], language=LANGUAGES[0])
    return TemplateContent(variants)


def _mapping(raw: object, expected: str) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise KnownError("templates.unreadable", expected=expected)
    return raw


def _variant(read: object, code: str) -> Variant:
    raw = _mapping(read, "texts")
    texts = _mapping(raw.get("texts", {}), "texts")
    wordings = {language: _wording(texts[language], code, language) for language in LANGUAGES if language in texts}
    if LANGUAGES[0] not in wordings:
        raise KnownError("templates.no_text", variant=code, language=LANGUAGES[0])
    weight = raw.get("weight", 1)
    if not isinstance(weight, int) or isinstance(weight, bool) or not 1 <= weight <= 99:
        raise KnownError("templates.bad_weight", variant=code, weight=str(weight)[:40])
    approved = raw.get("approved")
    return Variant(code, MappingProxyType(wordings), weight, _approved(approved, code) if approved else None)


def _approved(read: object, variant: str) -> Approved:
    raw = _mapping(read, "approved")
    listed = raw.get("values", ())
    if not isinstance(listed, list | tuple):
        raise KnownError("templates.unreadable", expected="approved.values")
    name, values = str(raw.get("name", "")).strip(), tuple(str(one) for one in listed)
    if not name:
        raise KnownError("templates.no_approved_name", variant=variant)
    unknown = next((one for one in values if one not in PLACEHOLDERS), None)
    if unknown is not None:
        raise KnownError("templates.unknown_value", variant=variant, value=unknown[:40])
    return Approved(name, values)


def _wording(read: object, variant: str, language: str) -> Wording:
    raw = _mapping(read, f"texts.{language}")
    try:
        subject = raw.get("subject") or ""
        return Wording(read_body(str(raw.get("body", ""))), read_subject(str(subject)) if subject else None)
    except KnownError as refused:
        raise KnownError(refused.code, **{**refused.values, "variant": variant, "language": language}) from refused


def _to_raw(variant: Variant) -> dict[str, Any]:
    texts = {
        language: {"body": one.body.source, "subject": one.subject.source if one.subject else ""}
        for language, one in variant.wordings.items()
    }
    raw: dict[str, Any] = {"texts": texts, "weight": variant.weight}
    if variant.approved:
        raw["approved"] = {"name": variant.approved.name, "values": list(variant.approved.values)}
    return raw
