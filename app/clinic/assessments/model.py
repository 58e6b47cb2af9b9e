"""What the assessment service takes and gives back."""

from dataclasses import dataclass, field
from datetime import datetime

from app.clinic.assessments.recorded_pressure import RecordedPressure
from app.clinic.risk.assessment import Assessment
from app.clinic.risk.forms import ReferralForm
from app.clinic.risk.rules import RuleBase


@dataclass(frozen=True)
class StoredAssessment:
    """One classification as it was made. `superseded_by` names the correction that replaced it, if any.

    `reason` says why this row corrects the one in `supersedes`; `by` is the account's name.
    `rules` is the rule base that it was made with, whatever is in force today.
    """

    id: str
    pregnancy_id: str
    person_id: str
    form: ReferralForm
    assessment: Assessment
    recorded_at: datetime
    by: str
    supersedes: str | None
    superseded_by: str | None
    reason: str | None
    rules: RuleBase = field(repr=False, compare=False)

    @property
    def is_current(self) -> bool:
        """Whether no correction has replaced it."""
        return self.superseded_by is None


@dataclass(frozen=True)
class ReplayReport:
    """A stored classification beside what its own rule base says today about the same form.

    `same` compares the whole trace. `rule_base_version` is that of the stored rule base.
    """

    same: bool
    stored: Assessment
    again: Assessment
    rule_base_version: str


@dataclass(frozen=True)
class ProposedForm:
    """What the record already knows, as a start for the form; `sources` says where each answer comes from.

    `sources`: form key → "birth_date", "observation", "last_assessment" or "history"; for a pressure that the form does
    not take, "second_due" or "second_missing" (texts `risk_form.source_<code>`). `pressure`: what is recorded of it.
    """

    form: ReferralForm
    sources: dict[str, str]
    pressure: RecordedPressure | None = None
