"""Templates: every change is a new version; what was sent keeps the one that it was sent with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from app.kernel.clock import Zone, from_text, local_date, usual_zone
from app.kernel.errors import KnownError
from app.reminders.composing import Unit
from app.reminders.recipients import facts_of, read_recipients
from app.reminders.template_model import LANGUAGES, LONGEST_NAME, TemplateContent, from_stored, read_content, to_stored
from app.reminders.templates import values_for
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import account, person, template_version
from app.store.writing import Writing


@dataclass(frozen=True)
class TemplateVersion:
    """One version; `number` counts from 1. `retired`: not offered any more."""

    id: str
    template_id: str
    number: int
    name: str
    content: TemplateContent
    retired: bool
    at: datetime
    by: str


@dataclass(frozen=True)
class Rendered:
    """A text as one person would read it. `subject` is "" where there is none."""

    subject: str
    body: str


class TemplateService:
    """The templates of one store; `unit` and `zone` are this unit's."""

    def __init__(self, store: Store, unit: Callable[[], Unit] = lambda: Unit(""), zone: Zone = usual_zone) -> None:
        self._store = store
        self._unit = unit
        self._zone = zone

    def list(self, session: Session, *, with_retired: bool = False) -> tuple[TemplateVersion, ...]:
        """The latest version of each, by name."""
        require(session, Action.VIEW_MESSAGES)
        table = template_version
        latest = select(table.c.template_id, func.max(table.c.number).label("last")).group_by(table.c.template_id)
        last = latest.subquery()
        with self._store.read() as connection:
            wanted = _VERSIONS.join(
                last, (last.c.template_id == table.c.template_id) & (last.c.last == table.c.number)
            ).order_by(table.c.name, table.c.id)
            found = [_version(row) for row in connection.execute(wanted).mappings()]
        return tuple(one for one in found if with_retired or not one.retired)

    def versions(self, session: Session, template_id: str) -> tuple[TemplateVersion, ...]:
        """All versions of one, the latest first."""
        require(session, Action.VIEW_MESSAGES)
        with self._store.read() as connection:
            return _versions(connection, template_id)

    def save(
        self, session: Session, name: str, content: Mapping[str, Any], replaces: str | None = None
    ) -> TemplateVersion:
        """A new template, or the next version of the one whose latest version is `replaces`.

        Raises KnownError templates.refused and the like (app/reminders/template_model.py), templates.name_missing,
        name_too_long, no_such_version, changed_meanwhile.
        """
        require(session, Action.MANAGE_TEMPLATES)
        if not name.strip():
            raise KnownError("templates.name_missing")
        if len(name) > LONGEST_NAME:
            raise KnownError("templates.name_too_long", most=LONGEST_NAME)
        read = read_content(content)
        with self._store.write(session.actor) as writing:
            before = _latest(writing.connection, replaces) if replaces else None
            return self._append(writing, name.strip(), to_stored(read), before, retired=False)

    def retire(self, session: Session, version_id: str) -> TemplateVersion:
        """Offer it no more; what is scheduled with it still goes out. KnownError as `save`, and templates.retired."""
        require(session, Action.MANAGE_TEMPLATES)
        with self._store.write(session.actor) as writing:
            before = _latest(writing.connection, version_id)
            if before.retired:
                raise KnownError("templates.retired")
            return self._append(writing, before.name, to_stored(before.content), before, retired=True)

    def render(
        self, session: Session, content: Mapping[str, Any], person_id: str, variant: str, language: str
    ) -> Rendered:
        """The text as this person would read it today. KnownError as `save`, templates.value_missing,
        people.not_found."""
        require(session, Action.MANAGE_TEMPLATES)
        chosen = read_content(content).variant(variant)
        spoken = language if language in chosen.wordings else LANGUAGES[0]
        wording = chosen.wordings[spoken]
        with self._store.read() as connection:
            one = read_recipients(connection, [person_id]).get(person_id)
        if one is None:
            raise KnownError("people.not_found")
        today = local_date(self._store.clock.now(), self._zone())
        unit = self._unit()
        facts = facts_of(one, today, unit.name, unit.phone, f"visit/{today.isoformat()}", spoken)
        codes = wording.body.codes | (wording.subject.codes if wording.subject else frozenset())
        values = values_for(codes, facts)
        return Rendered(wording.subject.fill(values) if wording.subject else "", wording.body.fill(values))

    def example_people(self, session: Session, limit: int = 5) -> tuple[tuple[str, str], ...]:
        """(id, name) of synthetic people to try a text on: nobody's real name stands on a screen for practice."""
        require(session, Action.MANAGE_TEMPLATES)
        with self._store.read() as connection:
            wanted = select(person.c.id, person.c.full_name).where(person.c.synthetic == 1).order_by(person.c.number)
            return tuple((row.id, row.full_name) for row in connection.execute(wanted.limit(limit)))

    def _append(
        self, writing: Writing, name: str, content: str, before: TemplateVersion | None, *, retired: bool
    ) -> TemplateVersion:
        row: dict[str, object] = {"name": name, "content": content, "retired": int(retired)}
        row |= {"template_id": before.template_id if before else writing.new_id(), "number": 1}
        if before:
            row |= {"number": before.number + 1, "supersedes": before.id, "reason": "changed"}
        version_id = writing.append(template_version, row)
        writing.audit("template_saved", "template", version_id, name=name, number=row["number"])
        found = writing.connection.execute(_VERSIONS.where(template_version.c.id == version_id)).mappings().one()
        return _version(found)


_VERSIONS = select(template_version, func.coalesce(account.c.display_name, template_version.c.recorded_by).label("by"))
_VERSIONS = _VERSIONS.outerjoin(account, account.c.id == template_version.c.recorded_by)


def _versions(connection: Connection, template_id: str) -> tuple[TemplateVersion, ...]:
    wanted = _VERSIONS.where(template_version.c.template_id == template_id)
    rows = connection.execute(wanted.order_by(template_version.c.number.desc())).mappings()
    return tuple(_version(row) for row in rows)


def _latest(connection: Connection, version_id: str) -> TemplateVersion:
    """This version, if nothing has come after it."""
    row = connection.execute(_VERSIONS.where(template_version.c.id == version_id)).mappings().one_or_none()
    if row is None:
        raise KnownError("templates.no_such_version", version=version_id)
    after = select(template_version.c.id).where(template_version.c.supersedes == version_id)
    if connection.execute(after).first() is not None:
        raise KnownError("templates.changed_meanwhile", name=row["name"])
    return _version(row)


def _version(row: RowMapping) -> TemplateVersion:
    return TemplateVersion(
        id=row["id"],
        template_id=row["template_id"],
        number=row["number"],
        name=row["name"],
        content=from_stored(row["content"]),
        retired=bool(row["retired"]),
        at=from_text(row["recorded_at"]),
        by=row["by"],
    )
