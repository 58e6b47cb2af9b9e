"""A rule base's way into force: loaded, compared, tried, approved by two people; and back again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from app.clinic.assessments.rows import keep_rule_base, rules_of
from app.clinic.risk.loader import load_rule_base
from app.clinic.risk.rules import RuleBase
from app.clinic.rule_admin.difference import RuleChange, differences
from app.clinic.rule_admin.in_force import RulesInForce, last_in_force
from app.clinic.rule_admin.steps import add_step, with_names
from app.clinic.rule_admin.trial import TrialReport, try_rules
from app.clinic.rule_admin.updates import RuleNews, note_seen, read_news
from app.kernel.actor import PROGRAM
from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.kernel.progress import UNWATCHED, Progress
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import rule_base, rule_base_step
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

    @property
    def by_program(self) -> bool:
        """Whether no person did it: it came with the program."""
        return self.by_id == PROGRAM.account_id


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
        """The account identifiers whose approval counts, each once."""
        return tuple(dict.fromkeys(one.by_id for one in self.approvals))

    @property
    def approvals(self) -> tuple[RuleStep, ...]:
        """The approvals since it was last loaded or in force: one for an earlier time is none for a new one."""
        ends = (place for place, one in enumerate(self.steps) if one.step in ("loaded", "in_force"))
        since = max(ends, default=-1)
        return tuple(one for one in self.steps[since + 1 :] if one.step == "approved")

    @property
    def in_force_since(self) -> datetime | None:
        """When it was last put into force; None: never by a step (it came with the program)."""
        return max((one.at for one in self.steps if one.step == "in_force"), default=None)


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
            add_step(writing, rules.sha256, "loaded", None)
            writing.audit("rule_base_loaded", "rule_base", rules.sha256[:60], version=rules.version)
            return _version(writing.connection, self.in_force.shipped, rules.sha256)

    def rule_base(self, session: Session, sha256: str) -> RuleBase:
        """One whole rule base with its text, to be read or kept as a file. Raises KnownError rules.not_found."""
        require(session, Action.VIEW_RULES)
        with self._store.read() as connection:
            return self._rules(connection, sha256)

    def news(self, session: Session) -> RuleNews | None:
        """What changed in the rules in force since this person was last told; None: nothing."""
        require(session, Action.VIEW_RULES)
        with self._store.read() as connection:
            return read_news(connection, session.account_id)

    def note_seen(self, session: Session, number: int) -> None:
        """This person was told of the rules put into force by step `number`; the audit trail keeps it."""
        require(session, Action.VIEW_RULES)
        with self._store.write(session.actor) as writing:
            note_seen(writing, number)

    def difference(self, session: Session, sha256: str) -> tuple[RuleChange, ...]:
        """What this rule base would change against the one in force."""
        require(session, Action.VIEW_RULES)
        with self._store.read() as connection:
            return differences(self.in_force.read(connection), self._rules(connection, sha256))

    def try_on_stored_cases(self, session: Session, sha256: str, progress: Progress = UNWATCHED) -> TrialReport:
        """Who would move from one class to another, for whoever may approve. KnownError work.cancelled when stopped."""
        require(session, Action.APPROVE_RULES)
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
            add_step(writing, sha256, "approved", None)
            writing.audit("rule_base_approved", "rule_base", sha256[:60], version=rules.version)
            if len(found.approvers) + 1 >= APPROVALS_NEEDED:
                self._put_in_force(writing, rules, None)
                writing.audit("rule_base_in_force", "rule_base", sha256[:60], version=rules.version)
            return _version(writing.connection, self.in_force.shipped, sha256)

    def roll_back(self, session: Session, sha256: str, reason: str) -> RuleVersion:
        """Back to a rule base that was in force before; one person may, with a reason.

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
            if not found.was_in_force:
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
            add_step(writing, shipped.sha256, "in_force", None, PROGRAM)
        keep_rule_base(writing, rules)
        add_step(writing, rules.sha256, "in_force", reason)

    def _rules(self, connection: Connection, sha256: str) -> RuleBase:
        if sha256 == self.in_force.shipped.sha256:
            return self.in_force.shipped
        if connection.execute(select(rule_base.c.sha256).where(rule_base.c.sha256 == sha256)).first() is None:
            raise KnownError("rules.not_found")
        return rules_of(connection, sha256)


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
    wanted = with_names().where(rule_base_step.c.rule_base_sha256 == sha256).order_by(rule_base_step.c.number)
    return tuple(
        RuleStep(row["step"], row["recorded_by"], row["by"], from_text(row["recorded_at"]), row["reason"])
        for row in connection.execute(wanted).mappings()
    )
