"""Every version of one template, to be shown by `VersionsView`."""

from collections.abc import Callable, Sequence

from app.reminders.template_service import TemplateVersion
from ui.reminders.parts.differences import Part
from ui.reminders.parts.versions_view import Entry, VersionsView
from ui.reminders.templates.changes import changed_headings, parts
from ui.reminders.templates.words import changed_words
from ui.texts import tr


def template_versions(
    versions: Sequence[TemplateVersion], zone: str, back: Callable[[], object], back_words: str, *, reading: bool
) -> VersionsView:
    """`versions`: the latest first."""
    by_number = {one.number: one for one in versions}

    def compare(other: int | None, shown: int) -> tuple[Part, ...]:
        return parts(by_number[other] if other is not None else None, by_number[shown])

    def entry(one: TemplateVersion) -> Entry:
        what = changed_headings(by_number.get(one.number - 1), one)
        return Entry(one.number, str(one.number), f"{what}\n{changed_words(one, zone)}")

    title = tr("templates_page.versions_title", name=versions[0].name)
    return VersionsView(title, [entry(one) for one in versions], compare, back, back_words, reading=reading)
