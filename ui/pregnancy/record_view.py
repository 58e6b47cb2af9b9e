"""Everything that one pregnancy's record shows, read in one go in a worker thread."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from app.clinic.assessments.model import ProposedForm, StoredAssessment
from app.clinic.drafts import Draft
from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import Observation, Pregnancy
from app.kernel.clock import local_date
from app.kernel.errors import KnownError
from app.settings import StationProfile
from ui.shell.context import UiContext

DRAFT = "assessment"


@dataclass(frozen=True)
class RecordView:
    """`lmp` is the observation in force of the last period; `today` is the day at the unit."""

    person: PersonRecord
    pregnancy: Pregnancy
    proposed: ProposedForm
    stored: tuple[StoredAssessment, ...]
    lmp: Observation | None
    draft: Draft | None
    profile: StationProfile
    now: datetime

    @property
    def today(self) -> date:
        """The day at the unit."""
        return local_date(self.now, self.profile.time_zone)

    @property
    def current(self) -> StoredAssessment | None:
        """The classification in force."""
        return next((one for one in self.stored if one.is_current), None)


def read_record(context: UiContext, subject: str) -> Callable[[], RecordView]:
    """The reading; `subject` is a pregnancy's id, or a person's whose current pregnancy is meant.

    Opening the person's record is written to the audit trail by the people service.
    """
    station, session = context.station, context.session

    def read() -> RecordView:
        pregnancy = _find(context, subject)
        return _view(context, pregnancy, station.people.open(session, pregnancy.person_id))

    return read


def read_again(context: UiContext, view: RecordView) -> Callable[[], RecordView]:
    """The reading of a record that stands open: the facts anew, the person as she was opened.

    It is the same look at the same record, so the audit trail has it once.
    """
    station, session = context.station, context.session
    return lambda: _view(context, station.pregnancies.get(session, view.pregnancy.id), view.person)


def _view(context: UiContext, pregnancy: Pregnancy, person: PersonRecord) -> RecordView:
    station, session = context.station, context.session
    observed = station.pregnancies.observations(session, pregnancy.id)
    return RecordView(
        person=person,
        pregnancy=pregnancy,
        proposed=station.assessments.propose(session, pregnancy.id),
        stored=station.assessments.list(session, pregnancy.id),
        lmp=next((one for one in observed if one.code == "lmp" and one.is_current), None),
        draft=station.drafts.get(session, DRAFT, pregnancy.id),
        profile=station.profile,
        now=station.clock.now(),
    )


def _find(context: UiContext, subject: str) -> Pregnancy:
    pregnancies, session = context.station.pregnancies, context.session
    try:
        return pregnancies.get(session, subject)
    except KnownError as error:
        found = pregnancies.current(session, subject) if error.code == "pregnancies.not_found" else None
        if found is None:
            raise
        return found
