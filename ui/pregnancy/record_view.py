"""Everything that one pregnancy's record shows, read in one go in a worker thread."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.clinic.assessments.model import ProposedForm, StoredAssessment
from app.clinic.corrections import Moved
from app.clinic.drafts import Draft
from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import Pregnancy, PregnancyStatus
from app.clinic.prenatal.dating_service import Dating
from app.clinic.prenatal.outcomes import Outcome, OutcomeKind
from app.clinic.referral.model import Course
from app.clinic.referral.service import DRAFT as REFERRAL_DRAFT
from app.kernel.clock import local_date
from app.kernel.errors import KnownError
from app.settings import StationProfile
from ui.pregnancy.pressure import PressureOnRecord
from ui.shell.context import UiContext

DRAFT = "assessment"


@dataclass(frozen=True)
class RecordView:
    """`today` is the day at the unit; `dating`: every estimate of the beginning, and the one in use.

    `outcome`: how the pregnancy ended, None while it goes on; `follow_up_until`: the last day of the follow-up after
    it. `pregnancies`: all of this woman, the one opened last first. `moved`: what was recorded here by mistake and
    stands elsewhere now, by its identifier. `referrals`: the latest first; `referral_draft`: one that was begun.
    """

    person: PersonRecord
    pregnancy: Pregnancy
    proposed: ProposedForm
    stored: tuple[StoredAssessment, ...]
    draft: Draft | None
    profile: StationProfile
    now: datetime
    dating: Dating
    outcome: Outcome | None
    follow_up_until: date | None
    pregnancies: tuple[Pregnancy, ...]
    moved: Mapping[str, Moved]
    referrals: tuple[Course, ...]
    referral_draft: Draft | None

    @property
    def goes_on(self) -> bool:
        """Whether she is pregnant: what belongs to the pregnancy alone may be changed."""
        return self.pregnancy.status is PregnancyStatus.CURRENT

    @property
    def locked(self) -> bool:
        """Whether the pregnancy was referred and waits for the answer: it takes no entries (referral/lock.py)."""
        return any(one.locks for one in self.referrals)

    @property
    def takes_visits(self) -> bool:
        """Whether visits may be recorded: while she is pregnant, and until the follow-up after it ends."""
        return self.goes_on or (self.follow_up_until is not None and self.today <= self.follow_up_until)

    @property
    def gave_birth(self) -> bool:
        """Whether the pregnancy ended in a birth."""
        return self.outcome is not None and self.outcome.kind is OutcomeKind.BIRTH

    def after_birth(self, day: date) -> bool:
        """Whether `day` lies after the birth, within the follow-up; what is of the day of birth may be of before it."""
        outcome, until = self.outcome, self.follow_up_until
        return self.gave_birth and outcome is not None and until is not None and outcome.day < day <= until

    @property
    def today(self) -> date:
        """The day at the unit."""
        return local_date(self.now, self.profile.time_zone)

    @property
    def pressure(self) -> PressureOnRecord:
        """What the risk form says about a blood pressure of the record."""
        return PressureOnRecord(self.proposed.pressure, self.profile.time_zone)

    @property
    def current(self) -> StoredAssessment | None:
        """The classification in force."""
        return next((one for one in self.stored if one.is_current), None)


def read_record(context: UiContext, subject: str) -> Callable[[], RecordView]:
    """The reading; `subject` is a pregnancy's id, or a person's whose current pregnancy is meant.

    Opening the person's record is written to the audit trail by the people service, with the reason where one is
    needed and was given; KnownError people.reason_needed where it was not.
    """
    station, session = context.station, context.session

    def read() -> RecordView:
        pregnancy = _find(context, subject)
        reason = context.reason_for(pregnancy.person_id)
        return _view(context, pregnancy, station.people.open(session, pregnancy.person_id, reason=reason))

    return read


def read_again(context: UiContext, view: RecordView) -> Callable[[], RecordView]:
    """The reading of a record that stands open: the facts anew, the person as she was opened.

    It is the same look at the same record, so the audit trail has it once.
    """
    station, session = context.station, context.session
    return lambda: _view(context, station.pregnancies.get(session, view.pregnancy.id), view.person)


def _view(context: UiContext, pregnancy: Pregnancy, person: PersonRecord) -> RecordView:
    station, session = context.station, context.session
    return RecordView(
        person=person,
        pregnancy=pregnancy,
        proposed=station.assessments.propose(session, pregnancy.id),
        stored=station.assessments.list(session, pregnancy.id),
        draft=station.drafts.get(session, DRAFT, pregnancy.id),
        profile=station.profile,
        now=station.clock.now(),
        dating=station.dating.dating(session, pregnancy.id),
        outcome=station.outcomes.outcome(session, pregnancy.id),
        follow_up_until=station.visits.follow_up_until(session, pregnancy.id),
        pregnancies=station.pregnancies.of_person(session, pregnancy.person_id),
        moved=station.corrections.moved_away(session, pregnancy.id),
        referrals=station.referrals.of_pregnancy(session, pregnancy.id),
        referral_draft=station.drafts.get(session, REFERRAL_DRAFT, pregnancy.id),
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
