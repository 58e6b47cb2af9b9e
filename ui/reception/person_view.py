"""What the panel of one person shows, read in one go."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.clinic.allergies.model import AllergyList
from app.clinic.assessments.model import StoredAssessment
from app.clinic.people.model import FieldChange, PersonRecord
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.reception.model import Arrival
from ui.shell.context import UiContext


@dataclass(frozen=True)
class PersonView:
    """Everything that the panel shows, read in one go."""

    record: PersonRecord
    pregnancy: Pregnancy | None
    assessment: StoredAssessment | None
    history: tuple[FieldChange, ...]
    zone: str
    arrival: Arrival | None = None
    """Where she stands at the reception, None where she is not here."""
    conflicts: int = 0
    """How many decisions wait about her."""
    allergies: AllergyList = field(default_factory=AllergyList)


def read_person_view(context: UiContext, person_id: str) -> Callable[[], PersonView]:
    """The reading, for a worker thread; opening the record is written to the audit trail."""
    station, session = context.station, context.session

    def read() -> PersonView:
        record = station.people.open(session, person_id, reason=context.reason_for(person_id))
        pregnancy = station.pregnancies.current(session, person_id)
        stored = station.assessments.list(session, pregnancy.id) if pregnancy else ()
        current = next((one for one in stored if one.is_current), None)
        here = (row.arrival for row in station.reception.board(session).rows)
        return PersonView(
            record,
            pregnancy,
            current,
            station.people.history(session, person_id),
            station.profile.time_zone,
            next((one for one in here if one.person_id == record.id), None),
            station.sync.open_counts(session, (record.id,)).get(record.id, 0),
            station.allergies.of_person(session, record.id),
        )

    return read
