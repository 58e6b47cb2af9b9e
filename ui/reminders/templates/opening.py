"""What the editor of a text begins with, and what it asks of the page around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from app.clinic.drafts import Draft
from app.reminders.channels.interface import Description
from app.reminders.template_service import TemplateVersion
from ui.administration.host import SectionHost
from ui.reminders.templates.content import Raw

DRAFT: Final = "message_template"
"""The kind of draft; its subject is the template's id, empty for a new text."""


class EditorHost(SectionHost, Protocol):
    """The page of the texts."""

    def show_list(self) -> None:
        """Back to the list."""
        ...

    def show_versions(self, versions: Sequence[TemplateVersion]) -> None:
        """The versions, over the editor."""
        ...

    def settled(self, words: str, details: str = "") -> None:
        """Something was saved: back to the list, and say so."""
        ...


@dataclass(frozen=True)
class Opened:
    """What the editor begins with. `versions`: the latest first, none for a new text; `raw`, `name`: of a ready-made
    one; `channels`: those that are on."""

    versions: tuple[TemplateVersion, ...] = ()
    draft: Draft | None = None
    people: tuple[tuple[str, str], ...] = ()
    name: str = ""
    raw: Raw | None = None
    channels: tuple[Description, ...] = ()

    @property
    def latest(self) -> TemplateVersion | None:
        """The version that is changed; None for a new text."""
        return self.versions[0] if self.versions else None
