"""What one page shows, read in one go in a worker thread."""

from collections.abc import Callable
from dataclasses import dataclass

from app.clinic.people.model import PersonRecord
from app.sync.conflicts import Conflict, ConflictKind
from ui.conflicts.lines import Read
from ui.conflicts.values import ValueContext
from ui.shell.context import UiContext


@dataclass(frozen=True)
class PersonConflicts:
    """What disagrees about one person (None: about accounts), with what its words need."""

    record: PersonRecord | None
    conflicts: tuple[Conflict, ...]
    read: Read


def read_conflicts(
    context: UiContext, person_id: str | None, opened: PersonRecord | None = None
) -> Callable[[], PersonConflicts]:
    """The reading. Looking is written to the audit trail once: `opened` is the record that stands open already.

    KnownError people.reason_needed where she is not in the unit's care.
    """
    station, session = context.station, context.session

    def read() -> PersonConflicts:
        record = opened
        if record is None and person_id is not None:
            record = station.people.open(session, person_id, reason=context.reason_for(person_id))
        found = station.sync.conflicts_of(session, record.id if record else None)
        return PersonConflicts(record, found, words_for(context, record, found))

    return read


def words_for(context: UiContext, record: PersonRecord | None, found: tuple[Conflict, ...]) -> Read:
    """What the words of these values need; for a worker thread."""
    station, session = context.station, context.session
    dated = {one.pregnancy_id for one in found if one.entity == "dating_choice" and one.pregnancy_id}
    estimates = {estimate.id: estimate for one in dated for estimate in station.dating.dating(session, one).estimates}
    values = ValueContext(station.profile.time_zone, rules=station.rules, estimates=estimates)
    if record is None or not any(one.kind is ConflictKind.PREGNANCY for one in found):
        return Read(values)
    return Read(values, {one.id: one for one in station.pregnancies.of_person(session, record.id)})
