"""What one version of a template changes against another, part by part. Pure."""

from collections.abc import Iterator, Mapping

from app.reminders.template_model import LANGUAGES, Variant
from app.reminders.template_service import TemplateVersion
from ui.reminders.parts.differences import Part, compared
from ui.reminders.templates.content import share_of_first
from ui.texts import tr


def parts(before: TemplateVersion | None, after: TemplateVersion) -> tuple[Part, ...]:
    """Everything that either of the two says, in the order of the form; `before` None: only what `after` says."""
    several = any(len(one.content.variants) > 1 for one in (before, after) if one is not None)
    new = dict(_told(after, several=several))
    return compared(dict(_told(before, several=several)) if before is not None else None, new)


def changed_headings(before: TemplateVersion | None, after: TemplateVersion) -> str:
    """What changed, in a few words for a list."""
    if before is None:
        return tr("templates_page.first_version")
    known = {one.code for one in before.content.variants}
    added = [one.code for one in after.content.variants if one.code not in known]
    if added:
        return tr("templates_page.part_new_variant", variant=added[0])
    changed = [one.heading for one in parts(before, after) if one.changed]
    return ", ".join(changed) if changed else tr("templates_page.same_again")


def _told(version: TemplateVersion, *, several: bool) -> Iterator[tuple[str, str]]:
    yield tr("templates_page.part_name"), version.name
    variants = version.content.variants
    for one in variants:
        for part, words in _of_variant(one).items():
            yield _named(one, part) if several else part, words
    if len(variants) > 1:
        yield tr("templates_page.part_share"), f"{share_of_first(variants)} %"
    if version.retired:
        yield tr("templates_page.part_retired"), tr("common.yes")


def _named(one: Variant, part: str) -> str:
    return tr("templates_page.part_of_variant", variant=one.code, part=part[0].lower() + part[1:])


def _of_variant(one: Variant) -> Mapping[str, str]:
    found = {}
    for language in LANGUAGES:
        wording = one.wordings.get(language)
        if wording is not None:
            if wording.subject is not None:
                found[_part("subject", language)] = wording.subject.source
            found[_part("body", language)] = wording.body.source
    if one.approved is not None:
        values = ", ".join(tr(f"placeholders.{code}") for code in one.approved.values)
        found[tr("templates_page.part_approved")] = f"{one.approved.name}: {values}" if values else one.approved.name
    return found


def _part(part: str, language: str) -> str:
    spoken = tr(f"templates_page.short_{language}")
    return tr("templates_page.part_of_language", part=tr(f"templates_page.part_{part}"), language=spoken)
