"""A rule base's way into force: loaded, compared, tried, approved by two people; and back again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from app.clinic.assessments.rows import keep_rule_base, rules_of
from app.clinic.risk.loader import load_rule_base
from app.clinic.risk.rules import RuleBase
from app.clinic.rule_admin.difference import RuleChange, differences
from app.clinic.rule_admin.in_force import RulesInForce, last_in_force
from app.clinic.rule_admin.trial import TrialReport, try_rules
from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.kernel.progress import UNWATCHED, Progress
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import account, rule_base, rule_base_step
from app.store.writing import Writing

APPROVALS_NEEDED = 2


@dataclass(frozen=True)
class RuleStep:
    """One step of one rule base: `loaded`, `approved` or `in_force`, with who, when and why."""

    step: str
    by_id: str
    by: str
    at: datetime
    reason: str | None


@dataclass(frozen=True)
class RuleVersion:
    """One rule base that this station knows; `shipped`: it came with the program. `steps` oldest first."""

    sha256: str
    version: str
    shipped: bool
    in_force: bool
    was_in_force: bool
    steps: tuple[RuleStep, ...]

    @property
    def approvers(self) -> tuple[str, ...]:
        """The account identifiers that approved it since it was last loaded, each once."""
        since = max((place for place, one in enumerate(self.steps) if one.step == "loaded"), default=-1)
        return tuple(dict.fromkeys(one.by_id for one in self.steps[since + 1 :] if one.step == "approved"))


class RuleAdminService:
    """The rule bases of one station; AssessmentService classifies with `in_force`."""

    def __init__(self, store: Store, in_force: RulesInForce) -> None:
        self._store = store
        self.in_force = in_force

    def versions(self, session: Session) -> tuple[RuleVersion, ...]:
        """Every rule base that this station knows, the one in force first, then the newest."""
        require(session, Action.VIEW_RULES)
        with self._store.read() as connection:
            known = _versions(connection, self.in_force.shipped)
        return tuple(sorted(known, key=lambda one: not one.in_force))

    def load(self, session: Session, content: bytes) -> RuleVersion:
        """Keep a new rule base; it is not in force yet. Raises risk.rule_base_refused, rules.already_in_force."""
        require(session, Action.MANAGE_RULES)
        rules = load_rule_base(content)
        with self._store.write(session.actor) as writing:
            if self.in_force.read(writing.connection).sha256 == rules.sha256:
                raise KnownError("rules.already_in_force", version=rules.version)
            _refuse_same_version(writing.connection, rules, self.in_force.shipped)
            keep_rule_base(writing, rules)
            _step(writing, rules.sha256, "loaded", None)
            writing.audit("rule_base_loaded", "rule_base", rules.sha256[:60], version=rules.version)
            return _version(writing.connection, self.in_force.shipped, rules.sha256)

    def difference(self, session: Session, sha256: str) -> tuple[RuleChange, ...]:
        """What this rule base would change against the one in force."""
        require(session, Action.VIEW_RULES)
        with self._store.read() as connection:
            return differences(self.in_force.read(connection), self._rules(connection, sha256))

    def try_on_stored_cases(self, session: Session, sha256: str, progress: Progress = UNWATCHED) -> TrialReport:
        """Who would move from one class to another. Reads one snapshot; KnownError work.cancelled when stopped."""
        require(session, Action.MANAGE_RULES)
        with self._store.read() as connection:
            rules = self._rules(connection, sha256)
            report = try_rules(connection, rules, progress)
        with self._store.write(session.actor) as writing:
            found = {"version": rules.version, "cases": report.cases, "moved": report.moved}
            writing.audit("rule_base_tried", "rule_base", sha256[:60], **found)
        return report

    def approve(self, session: Session, sha256: str) -> RuleVersion:
        """One person's approval; with that of a second person the rule base is in force at once.

        Raises KnownError rules.not_found, rules.already_in_force, rules.already_approved (by the same person).
        """
        require(session, Action.APPROVE_RULES)
        with self._store.write(session.actor) as writing:
            rules = self._rules(writing.connection, sha256)
            found = _version(writing.connection, self.in_force.shipped, sha256)
            if found.in_force:
                raise KnownError("rules.already_in_force", version=rules.version)
            if session.account_id in found.approvers:
                raise KnownError("rules.already_approved")
            keep_rule_base(writing, rules)
            _step(writing, sha256, "approved", None)
            writing.audit("rule_base_approved", "rule_base", sha256[:60], version=rules.version)
            if len(found.approvers) + 1 >= APPROVALS_NEEDED:
                self._put_in_force(writing, rules, None)
                writing.audit("rule_base_in_force", "rule_base", sha256[:60], version=rules.version)
            return _version(writing.connection, self.in_force.shipped, sha256)

    def roll_back(self, session: Session, sha256: str, reason: str) -> RuleVersion:
        """Back to a rule base that was in force before (or the shipped one); one person may, with a reason.

        Raises KnownError rules.reason_missing, rules.not_found, rules.never_in_force, rules.already_in_force.
        """
        require(session, Action.MANAGE_RULES)
        if not reason.strip():
            raise KnownError("rules.reason_missing")
        with self._store.write(session.actor) as writing:
            rules = self._rules(writing.connection, sha256)
            found = _version(writing.connection, self.in_force.shipped, sha256)
            if found.in_force:
                raise KnownError("rules.already_in_force", version=rules.version)
            if not (found.was_in_force or found.shipped):
                raise KnownError("rules.never_in_force", version=rules.version)
            self._put_in_force(writing, rules, reason.strip())
            details = {"version": rules.version, "reason": reason.strip()}
            writing.audit("rule_base_rolled_back", "rule_base", sha256[:60], **details)
            return _version(writing.connection, self.in_force.shipped, sha256)

    def _put_in_force(self, writing: Writing, rules: RuleBase, reason: str | None) -> None:
        if last_in_force(writing.connection) is None:
            # What was in force so far without a step gets one, so that it can be gone back to after an update.
            shipped = self.in_force.shipped
            keep_rule_base(writing, shipped)
            _step(writing, shipped.sha256, "in_force", None)
        keep_rule_base(writing, rules)
        _step(writing, rules.sha256, "in_force", reason)

    def _rules(self, connection: Connection, sha256: str) -> RuleBase:
        if sha256 == self.in_force.shipped.sha256:
            return self.in_force.shipped
        if connection.execute(select(rule_base.c.sha256).where(rule_base.c.sha256 == sha256)).first() is None:
            raise KnownError("rules.not_found")
        return rules_of(connection, sha256)


def _step(writing: Writing, sha256: str, step: str, reason: str | None) -> None:
    last: int | None = writing.connection.execute(select(func.max(rule_base_step.c.number))).scalar_one()
    row = {"number": (last or 0) + 1, "rule_base_sha256": sha256, "step": step, "reason": reason}
    writing.append(rule_base_step, row)


def _refuse_same_version(connection: Connection, rules: RuleBase, shipped: RuleBase) -> None:
    """Two texts under one version name would make every later trace doubtful."""
    same = select(rule_base.c.sha256).where(rule_base.c.version == rules.version, rule_base.c.sha256 != rules.sha256)
    is_shipped_name = shipped.version == rules.version and shipped.sha256 != rules.sha256
    if is_shipped_name or connection.execute(same).first():
        raise KnownError("rules.version_taken", version=rules.version)


def _version(connection: Connection, shipped: RuleBase, sha256: str) -> RuleVersion:
    return next(one for one in _versions(connection, shipped) if one.sha256 == sha256)


def _versions(connection: Connection, shipped: RuleBase) -> list[RuleVersion]:
    named = {shipped.sha256: shipped.version}
    newest_first = select(rule_base.c.sha256, rule_base.c.version).order_by(rule_base.c.recorded_at.desc())
    named |= {str(sha256): str(version) for sha256, version in connection.execute(newest_first)}
    current = last_in_force(connection) or shipped.sha256
    return [
        RuleVersion(
            sha256=sha256,
            version=version,
            shipped=sha256 == shipped.sha256,
            in_force=sha256 == current,
            was_in_force=any(one.step == "in_force" for one in steps),
            steps=steps,
        )
        for sha256, version in named.items()
        for steps in [_steps(connection, sha256)]
    ]


def _steps(connection: Connection, sha256: str) -> tuple[RuleStep, ...]:
    wanted = (
        select(rule_base_step, func.coalesce(account.c.display_name, rule_base_step.c.recorded_by).label("by"))
        .outerjoin(account, account.c.id == rule_base_step.c.recorded_by)
        .where(rule_base_step.c.rule_base_sha256 == sha256)
        .order_by(rule_base_step.c.number)
    )
    return tuple(
        RuleStep(row["step"], row["recorded_by"], row["by"], from_text(row["recorded_at"]), row["reason"])
        for row in connection.execute(wanted).mappings()
    )
