"""From a referral and its events to where it stands. Pure; the same at every station that has the same events.

Nothing of this is stored: a row that sync takes back takes its consequences with it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from app.clinic.referral.model import Answer, Course, Happened, Kind, NewAnswer, Referral, State, Verdict
from app.kernel.clock import from_text

_TURNS = frozenset({Kind.ANSWERED, Kind.COUNTER_REPLY, Kind.READ, Kind.CLOSED})


def course(
    referral: Referral,
    events: Iterable[Happened],
    answer_within: timedelta,
    *,
    arrived: bool = True,
    refused: bool = False,
) -> Course:
    """`arrived`: the server has acknowledged the referral; `refused`: it has not taken it."""
    ordered = tuple(sorted(events, key=lambda one: (one.place, one.id)))
    stamps = {str(one.content["of"]): from_text(one.content["at"]) for one in ordered if one.kind is Kind.RECEIVED}
    asked_id, version, snapshot = _asked(referral, ordered)
    received_at = stamps.get(asked_id)
    return Course(
        referral=referral,
        state=State.REFUSED if refused else _state(referral, ordered, stamps, arrived=arrived),
        events=ordered,
        version=version,
        snapshot=snapshot,
        received_at=received_at,
        due_at=received_at + answer_within if received_at else None,
        escalated=any(one.kind is Kind.OVERDUE and one.content["of"] == asked_id for one in ordered),
        answers=tuple(_answer(one, stamps) for one in ordered if one.kind is Kind.ANSWERED),
        assigned_to=_assigned(ordered),
    )


def is_overdue(due_at: datetime | None, now: datetime) -> bool:
    """Whether the time is over; the very last moment still belongs to it. `now`: the server's time."""
    return due_at is not None and now > due_at


def since_asked(events: Sequence[Happened]) -> tuple[Happened, ...]:
    """What happened since the hospital was asked last: since the last counter-reply, else all."""
    last = max((number for number, one in enumerate(events) if one.kind is Kind.COUNTER_REPLY), default=-1)
    return tuple(events[last + 1 :])


def _asked(referral: Referral, events: Sequence[Happened]) -> tuple[str, str, str]:
    """What the hospital is asked to judge: the referral, or the last counter-reply."""
    for one in reversed(events):
        if one.kind is Kind.COUNTER_REPLY and one.version and one.snapshot:
            return one.id, one.version, one.snapshot
    return referral.id, referral.version, referral.snapshot


def _state(referral: Referral, events: Sequence[Happened], stamps: dict[str, datetime], *, arrived: bool) -> State:
    turn = next((one.kind for one in reversed(events) if one.kind in _TURNS), None)
    if turn is Kind.CLOSED:
        return State.CLOSED
    if turn is Kind.READ:
        return State.READ
    if turn is Kind.ANSWERED:
        return State.ANSWERED
    if turn is Kind.COUNTER_REPLY:
        return State.COUNTER_REPLIED
    if referral.id in stamps:
        return State.RECEIVED
    return State.SENT if arrived else State.QUEUED


def _assigned(events: Sequence[Happened]) -> str | None:
    for one in reversed(since_asked(events)):
        if one.kind is Kind.ASSIGNED:
            return str(one.content["account_id"])
    return None


def _answer(one: Happened, stamps: dict[str, datetime]) -> Answer:
    told = one.content
    given = NewAnswer(
        verdict=Verdict(told["verdict"]),
        conduct=told["conduct"],
        sources=tuple(told["sources"]),
        guidance=told["guidance"],
        clinic=told["clinic"],
        causes=tuple(told["causes"]),
        requested_exams=tuple(told["requested_exams"]),
    )
    return Answer(one.id, given, one.version or "", one.at, one.by, stamps.get(one.id))
