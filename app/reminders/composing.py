"""From a due message to what goes out: the template's version in her language, filled with what is known of her now."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select

from app.kernel.clock import Zone, local_date
from app.kernel.errors import KnownError
from app.kernel.phones import as_written
from app.reminders.channels.interface import Description, Outgoing
from app.reminders.links import Links
from app.reminders.outbox.model import Due
from app.reminders.placeholders import Facts
from app.reminders.recipients import Recipient, facts_of
from app.reminders.template_model import LANGUAGES, TemplateContent, from_stored
from app.reminders.templates import values_for
from app.settings import StationProfile
from app.store.tables import template_version


@dataclass(frozen=True)
class Unit:
    """How the unit is called in messages."""

    name: str
    phone: str | None = None


def unit_of(profile: StationProfile) -> Unit:
    """As this station's settings call it."""
    return Unit(profile.unit_name, as_written(profile.unit_phone) or None)


class Composing:
    """Renders; each version is read once. `links`: None where there is no network that has pages for patients."""

    def __init__(self, unit: Callable[[], Unit], zone: Zone, links: Links | None = None) -> None:
        self._unit = unit
        self._zone = zone
        self._links = links
        self._versions: dict[str, TemplateContent] = {}

    def __call__(self, connection: Connection, due: Due, one: Recipient, way: Description, now: datetime) -> Outgoing:
        """What goes out this way. KnownError `templates.value_missing`, `templates.no_such_variant`."""
        variant = self._content(connection, due.template_version_id).variant(due.variant)
        language = one.language if one.language and one.language in variant.wordings else LANGUAGES[0]
        wording, unit = variant.wording(language), self._unit()
        facts = facts_of(one, local_date(now, one.zone or self._zone()), unit.name, unit.phone, due.event, language)
        facts = self._with_links(facts, one, way.consent)
        approved = variant.approved
        codes = wording.body.codes | (wording.subject.codes if wording.subject else frozenset())
        values = values_for(codes | frozenset(approved.values if approved else ()), facts)
        return Outgoing(
            message_id=due.id,
            to=one.addresses[way.address],
            subject=wording.subject.fill(values) if wording.subject else "",
            text=wording.body.fill(values),
            approved_template=approved.name if approved else "",
            template_language=one.language or LANGUAGES[0],
            template_values=tuple(values[code] for code in approved.values) if approved else (),
            way_out=facts.way_out or "",
        )

    def _with_links(self, facts: Facts, one: Recipient, channel: str) -> Facts:
        if self._links is None:
            return facts
        return replace(
            facts,
            way_out=self._links.way_out(one.person_id, channel, one.links) or None,
            preferences_page=self._links.preferences(one.person_id, channel, one.links) or None,
            confirm_page=self._links.confirm(one.person_id, channel, one.links) or None,
        )

    def _content(self, connection: Connection, version_id: str) -> TemplateContent:
        if version_id not in self._versions:
            wanted = select(template_version.c.content).where(template_version.c.id == version_id)
            stored = connection.execute(wanted).scalar_one_or_none()
            if stored is None:
                raise KnownError("templates.no_such_version", version=version_id)
            self._versions[version_id] = from_stored(stored)
        return self._versions[version_id]
