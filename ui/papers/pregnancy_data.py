"""Everything that the papers of one pregnancy are made of, read in one go in a worker thread."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from app.clinic.allergies.model import AllergyList
from app.clinic.assessments.model import ProposedForm, StoredAssessment
from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import Observation, Pregnancy
from app.clinic.prenatal.charts_service import PregnancyCharts
from app.clinic.prenatal.dating_service import Dating
from app.clinic.prenatal.exams_service import Request, Result
from app.clinic.prenatal.history_service import Answered
from app.clinic.prenatal.outcomes import Outcome
from app.clinic.prenatal.planner import Plan
from app.clinic.prenatal.vaccines_service import VaccineCard
from app.clinic.prenatal.visits_service import Visit
from app.clinic.risk.rules import RuleBase
from app.kernel.clock import local_date
from ui.papers.issue import Issue, issue_now
from ui.papers.referral_case import ReferralCase, referral_case
from ui.pregnancy.record_view import RecordView
from ui.shell.context import UiContext


@dataclass(frozen=True)
class PregnancyData:
    """One pregnancy as it stands. `rules`: those in force, for the words of classes and answers; `referral`: the one
    that was sent last."""

    issue: Issue
    person: PersonRecord
    pregnancy: Pregnancy
    proposed: ProposedForm
    rules: RuleBase
    assessment: StoredAssessment | None
    dating: Dating
    visits: tuple[Visit, ...]
    plan: Plan
    observations: tuple[Observation, ...]
    results: tuple[Result, ...]
    requests: tuple[Request, ...]
    answers: tuple[Answered, ...]
    vaccines: VaccineCard
    charts: PregnancyCharts
    outcome: Outcome | None
    referral: ReferralCase | None
    allergies: AllergyList = field(default_factory=AllergyList)

    @property
    def zone(self) -> str:
        """The IANA name of the unit's time zone."""
        return self.issue.profile.time_zone

    @property
    def today(self) -> date:
        """The day at the unit when the paper is made."""
        return local_date(self.issue.at, self.zone)

    def latest(self, code: str) -> Observation | None:
        """The observation of a kind that holds now; they are read the latest first."""
        return next((one for one in self.observations if one.code == code and one.is_current), None)

    def number(self, code: str) -> float | None:
        """Its value, where it is a number."""
        found = self.latest(code)
        value = found.value if found else None
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def result(self, code: str) -> Result | None:
        """The latest result of an exam that holds."""
        return next((one for one in reversed(self.results) if one.code == code and one.is_current), None)

    def visits_made(self) -> tuple[Visit, ...]:
        """Those that hold, by their day."""
        return tuple(sorted((one for one in self.visits if one.is_current), key=lambda one: (one.day, one.recorded_at)))


def read_pregnancy_data(context: UiContext, view: RecordView) -> Callable[[], PregnancyData]:
    """The reading, for a worker thread; the record was opened before, so nothing is noted here."""
    station, session = context.station, context.session

    def read() -> PregnancyData:
        pregnancy = station.pregnancies.get(session, view.pregnancy.id)
        assessments = station.assessments.list(session, pregnancy.id)
        issue, rules = issue_now(context, view.profile), station.rules
        sent = station.referrals.of_pregnancy(session, pregnancy.id)
        hospitals = station.referral_directory.hospitals(session) if sent else ()
        return PregnancyData(
            issue=issue,
            person=view.person,
            pregnancy=pregnancy,
            proposed=station.assessments.propose(session, pregnancy.id),
            rules=rules,
            assessment=next((one for one in assessments if one.is_current), None),
            dating=station.dating.dating(session, pregnancy.id),
            visits=station.visits.list(session, pregnancy.id),
            plan=station.visits.plan(session, pregnancy.id),
            observations=tuple(station.pregnancies.observations(session, pregnancy.id)),
            results=station.exams.results(session, pregnancy.id),
            requests=station.exams.requests(session, pregnancy.id),
            answers=station.history.answers(session, pregnancy.id),
            vaccines=station.vaccines.card(session, pregnancy.id),
            charts=station.charts.charts(session, pregnancy.id),
            outcome=station.outcomes.outcome(session, pregnancy.id),
            referral=referral_case(sent[0], view.person, assessments, rules, issue, hospitals) if sent else None,
            allergies=station.allergies.of_person(session, view.person.id),
        )

    return read
