"""Between the tables of referrals and the dataclasses."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, RowMapping, func, select

from app.clinic.referral.courses import course
from app.clinic.referral.model import Course, Happened, Kind, Priority, Referral, State
from app.clinic.referral.parameters import parameters
from app.kernel.canonical import canonical_json
from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.store.tables import change_log, referral, referral_event, sync_mark, sync_rejected
from app.store.writing import Writing

_AT_ONCE = 500
"""Identifiers in one question to the store."""


def read_courses(connection: Connection, now: datetime, *wanted: ColumnElement[bool]) -> tuple[Course, ...]:
    """Every referral that fits with where it stands, the latest written first; `now`: this station's clock."""
    newest_first = (referral.c.recorded_at.desc(), referral.c.id.desc())
    rows = connection.execute(select(referral).where(*wanted).order_by(*newest_first)).mappings().all()
    ids = [str(row["id"]) for row in rows]
    events, queued, refused = _events(connection, ids), _queued(connection, ids), _refused(connection, "referral", ids)
    found = []
    for row in rows:
        one = _to_referral(row)
        made = course(
            one,
            events.get(one.id, ()),
            parameters().answer_within,
            arrived=one.id not in queued,
            refused=one.id in refused,
        )
        found.append(_with_wait(made, now))
    return tuple(found)


def read_course(connection: Connection, referral_id: str, now: datetime) -> Course:
    """KnownError referrals.not_found."""
    found = read_courses(connection, now, referral.c.id == referral_id)
    if not found:
        raise KnownError("referrals.not_found", referral_id=referral_id)
    return found[0]


def append_event(
    writing: Writing,
    one: Course,
    kind: Kind,
    content: Mapping[str, object],
    *,
    snapshot: str | None = None,
    version: str | None = None,
) -> str:
    """Add what happened, after everything that is known here of this referral."""
    row = {
        "referral_id": one.referral.id,
        "person_id": one.referral.person_id,
        "kind": kind.value,
        "place": max((event.place for event in one.events), default=0) + 1,
        # Accounts do not travel to other units: who wrote it goes along with it.
        "content": canonical_json({**content, "by": writing.actor.name}),
        "snapshot": snapshot,
        "version_sha256": version,
    }
    return writing.append(referral_event, row)


def _with_wait(one: Course, now: datetime) -> Course:
    if one.state is not State.QUEUED:
        return one
    waited = max(now - one.referral.sent_at, timedelta())
    return Course(**{**vars(one), "not_left_for": waited})


def _events(connection: Connection, ids: Sequence[str]) -> dict[str, list[Happened]]:
    found: dict[str, list[Happened]] = {}
    for some in _parts(ids):
        wanted = select(referral_event).where(referral_event.c.referral_id.in_(some))
        rows = connection.execute(wanted.order_by(referral_event.c.place)).mappings().all()
        # What the server refused has not happened anywhere else, so it has not happened here either.
        refused = _refused(connection, "referral_event", [str(row["id"]) for row in rows])
        for row in rows:
            if row["id"] not in refused:
                found.setdefault(row["referral_id"], []).append(_to_event(row))
    return found


def _queued(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Those of this station that the server has not acknowledged; another station's came through the server."""
    log = change_log.outerjoin(sync_mark, sync_mark.c.origin == change_log.c.origin)
    waiting = change_log.c.sequence > func.coalesce(sync_mark.c.acknowledged, 0)
    wanted = select(change_log.c.entity_id).select_from(log).where(change_log.c.entity == "referral", waiting)
    return {
        str(one)
        for some in _parts(ids)
        for one in connection.execute(wanted.where(change_log.c.entity_id.in_(some))).scalars()
    }


def _refused(connection: Connection, entity: str, ids: Sequence[str]) -> set[str]:
    wanted = (
        select(change_log.c.entity_id)
        .join(sync_rejected, sync_rejected.c.event_id == change_log.c.id)
        .where(change_log.c.entity == entity)
    )
    return {
        str(one)
        for some in _parts(ids)
        for one in connection.execute(wanted.where(change_log.c.entity_id.in_(some))).scalars()
    }


def _parts(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _to_referral(row: RowMapping) -> Referral:
    return Referral(
        id=row["id"],
        person_id=row["person_id"],
        pregnancy_id=row["pregnancy_id"],
        from_unit=row["from_unit"],
        to_unit=row["to_unit"],
        reason=row["reason"],
        hypothesis=row["hypothesis"],
        justification=row["justification"],
        priority=Priority(row["priority"]),
        assessment_id=row["assessment_id"],
        snapshot=row["snapshot"],
        version=row["version_sha256"],
        sent_at=from_text(row["recorded_at"]),
        by_id=row["recorded_by"],
        by=str(json.loads(row["snapshot"])["sent_by"]),
    )


def _to_event(row: RowMapping) -> Happened:
    content = json.loads(row["content"])
    return Happened(
        id=row["id"],
        kind=Kind(row["kind"]),
        place=row["place"],
        content=content,
        snapshot=row["snapshot"],
        version=row["version_sha256"],
        at=from_text(row["recorded_at"]),
        by_id=row["recorded_by"],
        by=str(content["by"]),
    )
