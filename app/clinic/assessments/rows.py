"""Between the assessment and rule-base tables and the dataclasses."""

from sqlalchemy import Connection, RowMapping, func, select

from app.clinic.assessments import trace
from app.clinic.assessments.model import StoredAssessment
from app.clinic.risk.assessment import Assessment
from app.clinic.risk.forms import ReferralForm
from app.clinic.risk.loader import load_rule_base
from app.clinic.risk.rules import RuleBase
from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.store.tables import account, assessment, rule_base
from app.store.writing import Writing

_later = assessment.alias("later")
_ASSESSMENTS = (
    select(
        assessment,
        func.coalesce(account.c.display_name, assessment.c.recorded_by).label("by"),
        _later.c.id.label("superseded_by"),
    )
    .outerjoin(account, account.c.id == assessment.c.recorded_by)
    .outerjoin(_later, _later.c.supersedes == assessment.c.id)
)


_loaded: dict[str, RuleBase] = {}
"""Rule bases by the hash of their text: the same hash is the same rule base in every store."""


def read_assessment(connection: Connection, assessment_id: str) -> StoredAssessment:
    """KnownError assessments.not_found where there is none."""
    row = connection.execute(_ASSESSMENTS.where(assessment.c.id == assessment_id)).mappings().one_or_none()
    if row is None:
        raise KnownError("assessments.not_found", assessment_id=assessment_id)
    return _to_stored(connection, row)


def read_assessments(connection: Connection, pregnancy_id: str) -> tuple[StoredAssessment, ...]:
    """All of one pregnancy, newest first, corrected ones included."""
    newest_first = (assessment.c.recorded_at.desc(), assessment.c.id.desc())
    wanted = _ASSESSMENTS.where(assessment.c.pregnancy_id == pregnancy_id).order_by(*newest_first)
    return tuple(_to_stored(connection, row) for row in connection.execute(wanted).mappings())


def keep_rule_base(writing: Writing, rules: RuleBase) -> None:
    """Store the text of the rule base unless this very text is there already."""
    known = select(rule_base.c.sha256).where(rule_base.c.sha256 == rules.sha256)
    if writing.connection.execute(known).one_or_none() is None:
        # Logged like any fact: elsewhere, what was classified by it could not be stored without it.
        writing.append(rule_base, {"sha256": rules.sha256, "version": rules.version, "text": rules.text})
        writing.audit("rule_base_stored", "rule_base", rules.sha256[:60], version=rules.version)


def rules_of(connection: Connection, sha256: str) -> RuleBase:
    """The rule base behind a stored assessment (a foreign key makes sure that it is there), read once per process."""
    if sha256 not in _loaded:
        text = connection.execute(select(rule_base.c.text).where(rule_base.c.sha256 == sha256)).scalar_one()
        _loaded[sha256] = load_rule_base(str(text))
    return _loaded[sha256]


def to_row(person_id: str, pregnancy_id: str, form: ReferralForm, result: Assessment) -> dict[str, object]:
    """The columns of a new assessment."""
    return {
        "person_id": person_id,
        "pregnancy_id": pregnancy_id,
        "form": trace.form_to_text(form),
        "result": trace.assessment_to_text(result),
        "class_code": result.risk_class,
        "total": result.total,
        "rule_base_version": result.rule_base_version,
        "rule_base_sha256": result.rule_base_sha256,
        "supersedes": None,
        "reason": None,
    }


def _to_stored(connection: Connection, row: RowMapping) -> StoredAssessment:
    rules = rules_of(connection, row["rule_base_sha256"])
    return StoredAssessment(
        id=row["id"],
        pregnancy_id=row["pregnancy_id"],
        person_id=row["person_id"],
        form=trace.form_from_text(row["form"]),
        assessment=trace.assessment_from_text(row["result"], rules),
        recorded_at=from_text(row["recorded_at"]),
        by=row["by"],
        supersedes=row["supersedes"],
        superseded_by=row["superseded_by"],
        reason=row["reason"],
        rules=rules,
    )
