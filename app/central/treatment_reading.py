"""What the interface for treatments reads of the server's copy of a unit: people, attempts, figures; page by page."""

from typing import Any

from sqlalchemy import Column, Connection, func, select

from app.central.treatment_wire import LogAnswer, LogsAnswer, MetricsAnswer, RegistrationAnswer, RegistrationsAnswer
from app.reminders.recipients import read_recipients
from app.store.tables import message, message_attempt, message_feedback, person, person_merge


def registrations(connection: Connection, after: str, size: int) -> RegistrationsAnswer:
    """People by id; who was merged into another is that other one."""
    merged = select(person_merge.c.losing_id).where(person_merge.c.status == "merged")
    wanted = select(person.c.id).where(person.c.id > after, person.c.id.not_in(merged)).order_by(person.c.id)
    ids = [str(one) for one in connection.execute(wanted.limit(size + 1)).scalars()]
    found = read_recipients(connection, ids[:size])
    items = [
        RegistrationAnswer(
            id=one.person_id,
            name=one.shown_name,
            email=one.addresses.get("email"),
            phone=one.addresses.get("phone"),
            agreed=sorted(one.agreed),
            attributes=dict(one.attributes),
        )
        for one in found.values()
    ]
    return RegistrationsAnswer(items=items, next=ids[size - 1] if len(ids) > size else None)


def logs(connection: Connection, after: str, size: int) -> LogsAnswer:
    """Attempts by id, oldest first."""
    wanted = select(*(message_attempt.c[name] for name in LogAnswer.model_fields))
    wanted = wanted.where(message_attempt.c.id > after).order_by(message_attempt.c.id).limit(size + 1)
    rows = connection.execute(wanted).mappings().all()
    items = [LogAnswer(**row) for row in rows[:size]]
    return LogsAnswer(items=items, next=items[-1].id if len(rows) > size else None)


def metrics(connection: Connection) -> MetricsAnswer:
    """Counted from the rows, whoever sent."""
    by_status = connection.execute(select(message.c.status, func.count()).group_by(message.c.status))
    return MetricsAnswer(
        attempts=_counted(connection, message_attempt.c.channel, message_attempt.c.outcome),
        feedback=_counted(connection, message_feedback.c.channel, message_feedback.c.kind),
        outbox={row[0]: row[1] for row in by_status},
    )


def _counted(connection: Connection, first: Column[Any], second: Column[Any]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for one, other, count in connection.execute(select(first, second, func.count()).group_by(first, second)):
        found.setdefault(one, {})[other] = count
    return found
