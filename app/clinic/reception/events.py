"""Writing the events of an arrival: each with its place in the order, its change-log row and its audit row."""

from collections.abc import Mapping

from app.clinic.reception import rows
from app.clinic.reception.model import Arrival, ArrivalEvent, EventKind
from app.kernel.canonical import canonical_json
from app.kernel.clock import to_text
from app.store.tables import arrival_event
from app.store.writing import Writing

AUDITED = {
    EventKind.ARRIVED: "arrival_reason_given",
    EventKind.HEARD: "arrival_heard",
    EventKind.CALLED: "arrival_called",
    EventKind.NOT_ANSWERED: "arrival_not_answered",
    EventKind.ATTENDED: "arrival_attended",
    EventKind.CLOSED: "arrival_closed",
    EventKind.NO_SHOW: "arrival_no_show",
    EventKind.WITHDRAWN: "arrival_withdrawn",
}


def append_event(
    writing: Writing, arrival_id: str, kind: EventKind, content: Mapping[str, object], **audited: object
) -> Arrival:
    """Add what happened now; the arrival as it stands then. The caller has checked that the step is possible."""
    row = {
        "arrival_id": arrival_id,
        "kind": kind.value,
        "place": rows.next_place(writing.connection, arrival_id),
        "happened_at": writing.at,
        "content": canonical_json(content),
        "supersedes": None,
        "reason": None,
    }
    writing.append(arrival_event, row)
    writing.audit(AUDITED[kind], "arrival", arrival_id, **audited)
    return rows.read_arrival(writing.connection, arrival_id)


def supersede_event(
    writing: Writing,
    arrival_id: str,
    wrong: ArrivalEvent,
    place: int,
    kind: EventKind,
    content: Mapping[str, object],
    why: str,
) -> Arrival:
    """Put an event in the place of a wrong one, with the time of the wrong one; the arrival as it stands then."""
    row = {
        "arrival_id": arrival_id,
        "kind": kind.value,
        "place": place,
        "happened_at": to_text(wrong.happened_at),
        "content": canonical_json(content),
        "supersedes": wrong.id,
        "reason": why.strip(),
    }
    writing.append(arrival_event, row)
    writing.audit("arrival_corrected", "arrival", arrival_id, event_id=wrong.id, kind=wrong.kind.value)
    return rows.read_arrival(writing.connection, arrival_id)
