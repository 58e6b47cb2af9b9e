"""Reading the audit trail: who did or looked at what, and whether the chain still holds."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, and_, case, literal, or_, select

from app.kernel.clock import from_text, to_text
from app.security.roles import Action, allowed
from app.security.session import Session, require
from app.store import audit_chain
from app.store.audit_chain import ChainReport, Watch
from app.store.store import Store
from app.store.tables import (
    account,
    assessment,
    audit,
    change_log,
    consent,
    observation,
    person,
    person_merge,
    pregnancy,
)

MAX_PAGE = 500
_OF_A_PERSON = (pregnancy, assessment, observation, consent)
"""Tables whose name is a `subject_kind` and whose rows belong to one person."""


@dataclass(frozen=True)
class AuditFilter:
    """What to show; None is everything. `since` is included, `until` is not; both are aware instants.

    `person_id`: all about one person: the record itself, its pregnancies, assessments, observations and consents.
    """

    account_id: str | None = None
    actions: frozenset[str] | None = None
    subject_kind: str | None = None
    subject_id: str | None = None
    person_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class AuditRow:
    """One row. `action` and `subject_kind` are codes: texts `audit.action_<code>`, `audit.subject_<code>`.

    `subject_name` is the name of the account, or of the person where the reader may open people's records.
    """

    number: int
    at: datetime
    account_id: str
    account_name: str
    action: str
    subject_kind: str
    subject_id: str
    subject_name: str | None
    details: Mapping[str, object]


class AuditService:
    """The audit trail of one station. Looking at it is audited as well."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def page(
        self, session: Session, chosen: AuditFilter | None = None, before: int | None = None, size: int = 100
    ) -> list[AuditRow]:
        """Up to `size` rows, newest first; the next page begins `before` the last number of this one."""
        standing = require(session, Action.VIEW_AUDIT)
        wanted = chosen or AuditFilter()
        if before is None:
            # Turning the pages is the same look.
            self._note_look(session, wanted)
        return self._rows(wanted, before, size, with_people=allowed(standing.role, Action.VIEW_PERSON))

    def of_person(self, session: Session, person_id: str, before: int | None = None, size: int = 100) -> list[AuditRow]:
        """Who did or looked at what in one person's record, newest first."""
        return self.page(session, AuditFilter(person_id=person_id), before, size)

    def did_since(self, session: Session, action: str, since: datetime) -> bool:
        """Whether this person has done something (its code) since an instant.

        What it was about is not told; so everybody may ask of themselves, and the look leaves no row.
        """
        require(session, Action.VIEW_OWN_ACCOUNT)
        own = AuditFilter(account_id=session.account_id, actions=frozenset({action}), since=since)
        with self._store.read() as connection:
            found = connection.execute(select(audit.c.number).where(*_conditions(own, None)).limit(1)).first()
        return found is not None

    def verify(self, session: Session, watch: Watch | None = None) -> ChainReport:
        """Walk the whole chain. A chain that holds gets a row about it; a broken one is left as it was found.

        `watch(checked, promised)` is called now and then in the caller's thread; an error that it raises ends the walk,
        which then leaves no row.
        """
        require(session, Action.VERIFY_AUDIT)
        with self._store.read() as connection:
            report = check_chain(connection, watch)
        if report.broken_at is None:
            with self._store.write(session.actor) as writing:
                writing.audit("audit_verified", "audit", "all", rows=report.rows)
        return report

    def _note_look(self, session: Session, wanted: AuditFilter) -> None:
        subject = ("person", wanted.person_id) if wanted.person_id else ("audit", "all")
        with self._store.write(session.actor) as writing:
            writing.audit("audit_viewed", *subject)

    def _rows(self, wanted: AuditFilter, before: int | None, size: int, *, with_people: bool) -> list[AuditRow]:
        name: ColumnElement[str] = account.c.display_name
        joined = audit.outerjoin(account, and_(audit.c.subject_kind == "account", account.c.id == audit.c.subject_id))
        if with_people:
            its_person = and_(audit.c.subject_kind == "person", person.c.id == audit.c.subject_id)
            joined = joined.outerjoin(person, its_person)
            known_as = case((person.c.social_name > "", person.c.social_name), else_=person.c.full_name)
            name = case((audit.c.subject_kind == "person", known_as), else_=account.c.display_name)
        question = select(audit, name.label("subject_name")).select_from(joined).where(*_conditions(wanted, before))
        question = question.order_by(audit.c.number.desc()).limit(max(1, min(size, MAX_PAGE)))
        with self._store.read() as connection:
            return [_row(row) for row in connection.execute(question)]


def check_chain(connection: Connection, watch: Watch | None = None) -> ChainReport:
    """`audit_chain.verify`, and one thing more: a store with changes cannot have an empty trail."""
    report = audit_chain.verify(connection, watch)
    if report.rows == 0 and report.broken_at is None and connection.execute(select(change_log.c.id).limit(1)).first():
        return ChainReport(0, report.head_hash, 1, "cut_off")
    return report


def _conditions(wanted: AuditFilter, before: int | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if before is not None:
        conditions.append(audit.c.number < before)
    if wanted.account_id is not None:
        conditions.append(audit.c.account_id == wanted.account_id)
    if wanted.actions is not None:
        conditions.append(audit.c.action.in_(sorted(wanted.actions)))
    if wanted.subject_kind is not None:
        conditions.append(audit.c.subject_kind == wanted.subject_kind)
    if wanted.subject_id is not None:
        conditions.append(audit.c.subject_id == wanted.subject_id)
    if wanted.person_id is not None:
        conditions.append(or_(*_about_person(wanted.person_id)))
    if wanted.since is not None:
        conditions.append(audit.c.at >= to_text(wanted.since))
    if wanted.until is not None:
        conditions.append(audit.c.at < to_text(wanted.until))
    return conditions


def _about_person(person_id: str) -> Iterator[ColumnElement[bool]]:
    """The person and whoever was merged into it; what was recorded in a pregnancy belongs to whom that belongs now."""
    known_as = select(literal(person_id).label("id")).cte("known_as", recursive=True)
    merged = select(person_merge.c.losing_id).join(known_as, person_merge.c.surviving_id == known_as.c.id)
    people = select(known_as.union(merged.where(person_merge.c.status == "merged")).c.id)
    yield and_(audit.c.subject_kind == "person", audit.c.subject_id.in_(people))
    for table in _OF_A_PERSON:
        mine: ColumnElement[bool] = table.c.person_id.in_(people)
        if "pregnancy_id" in table.c:
            pregnancies = select(pregnancy.c.id).where(pregnancy.c.person_id.in_(people))
            mine = or_(table.c.pregnancy_id.in_(pregnancies), and_(mine, table.c.pregnancy_id.is_(None)))
        yield and_(audit.c.subject_kind == table.name, audit.c.subject_id.in_(select(table.c.id).where(mine)))


def _row(row: Row[tuple[object, ...]]) -> AuditRow:
    values = row._mapping
    return AuditRow(
        number=values["number"],
        at=from_text(values["at"]),
        account_id=values["account_id"],
        account_name=values["account_name"],
        action=values["action"],
        subject_kind=values["subject_kind"],
        subject_id=values["subject_id"],
        subject_name=values["subject_name"],
        details=json.loads(values["details"]),
    )
