"""Everything that the sheets of one referral are made of; what the hospital judged comes from the snapshot alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.clinic.assessments.model import StoredAssessment
from app.clinic.people.model import PersonRecord
from app.clinic.referral.case_record import CaseRecord, read_case_record, rule_base_in
from app.clinic.referral.directory import Hospital
from app.clinic.referral.model import Answer, Course
from app.clinic.referral.service import class_of
from app.clinic.risk.rules import RuleBase
from app.kernel.clock import local_date
from app.settings import StationProfile
from ui.papers.issue import Issue, issue_now
from ui.shell.context import UiContext


@dataclass(frozen=True)
class ReferralCase:
    """`sent`: the record that is judged now; `rules`: those in force, for the name of a class whose own are missing;
    `hospitals`: those that have a name here."""

    course: Course
    person: PersonRecord
    sent: CaseRecord
    rules: RuleBase
    issue: Issue
    hospitals: tuple[Hospital, ...]

    @property
    def zone(self) -> str:
        """The IANA name of its time zone."""
        return self.issue.profile.time_zone

    @property
    def answer(self) -> Answer | None:
        """The last answer that was given."""
        return self.course.answer

    @property
    def from_unit(self) -> str:
        """The unit that referred, by its name where it is known."""
        return self._unit(self.course.referral.from_unit, self.sent.unit_name)

    @property
    def to_unit(self) -> str:
        """The hospital, by its name where it is known."""
        cnes = self.course.referral.to_unit
        return self._unit(cnes, next((one.name for one in self.hospitals if one.cnes == cnes), ""))

    @property
    def class_sent(self) -> tuple[str | None, float]:
        """Class and total of what was sent, also where its rules have not come here."""
        code, _, total = class_of(self.course.snapshot)
        return code, total

    @property
    def class_rules(self) -> RuleBase:
        """The rules that name the class."""
        return self.sent.classified.rules if self.sent.classified else self.rules

    def _unit(self, cnes: str, name: str) -> str:
        profile = self.issue.profile
        known = profile.unit_name if cnes == profile.cnes else name
        return f"{known} · CNES {cnes}" if known else f"CNES {cnes}"


def read_referral_case(context: UiContext, course: Course, profile: StationProfile) -> Callable[[], ReferralCase]:
    """The reading, for a worker thread; opening the woman's record is written to the audit trail.

    Raises KnownError people.reason_needed, people.not_found.
    """
    station, session = context.station, context.session

    def read() -> ReferralCase:
        person_id = course.referral.person_id
        person = station.people.open(session, person_id, reason=context.reason_for(person_id))
        stored = station.assessments.list(session, course.referral.pregnancy_id)
        hospitals = station.referral_directory.hospitals(session)
        return referral_case(course, person, stored, station.rules, issue_now(context, profile), hospitals)

    return read


def referral_case(
    course: Course,
    person: PersonRecord,
    stored: Sequence[StoredAssessment],
    rules: RuleBase,
    issue: Issue,
    hospitals: Sequence[Hospital] = (),
) -> ReferralCase:
    """A case from what was read already; `stored`: every classification of the pregnancy, with its rules."""
    sha256, zone = rule_base_in(course.snapshot), issue.profile.time_zone
    made_with = next((one.rules for one in stored if one.assessment.rule_base_sha256 == sha256), None)
    sent = read_case_record(course.snapshot, made_with, local_date(course.referral.sent_at, zone), zone)
    return ReferralCase(course, person, sent, rules, issue, tuple(hospitals))
