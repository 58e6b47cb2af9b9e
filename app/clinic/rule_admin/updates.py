"""What a program update does to the rules in force, and the news of every change for whoever classifies.

A unit that never decided on rules of its own goes with those that the program brings: a new one is in force from the
first opening on, and that is written down as a step of the program with an audit row, so that it can be seen, told and
gone back from. Where people decided (approved, or went back), an update changes nothing: its rules are offered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select

from app.clinic.assessments.rows import keep_rule_base, rules_of
from app.clinic.risk.rules import RuleBase
from app.clinic.rule_admin.difference import RuleChange, differences
from app.clinic.rule_admin.steps import add_step, into_force
from app.kernel.actor import PROGRAM
from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.store.settings import read_setting, write_setting
from app.store.store import Store
from app.store.tables import account, assessment, rule_base, rule_base_step
from app.store.writing import Writing

_SEEN = "rules_seen"
"""Setting: account → the number of the last step that put rules into force which this person was told of."""
_NOTHING_CAN_BE_SAVED = frozenset({"store.disk_full", "store.read_only"})


@dataclass(frozen=True)
class RuleNews:
    """Other rules are in force than those that somebody knew; `number` is for `note_seen`.

    `by_program`: they came with an update; else `by` is who put them into force, with `reason` when going back.
    """

    number: int
    version: str
    version_before: str
    since: datetime
    by_program: bool
    by: str
    reason: str | None
    changes: tuple[RuleChange, ...]


def note_shipped_rules(store: Store, shipped: RuleBase) -> bool:
    """Put the rules of an updated program into force where they are to be, and write that down; tells whether it did.

    Called when a station opens. On a full or read-only disk it is left to the next opening: until then nothing can be
    classified under either rule base.
    """
    with store.read() as connection:
        if _followed(connection, shipped) is None:
            return False
    try:
        with store.write(PROGRAM) as writing:
            before = _followed(writing.connection, shipped)
            if before is None:
                return False
            _change(writing, before, shipped)
    except KnownError as error:
        if error.code not in _NOTHING_CAN_BE_SAVED:
            raise
        return False
    return True


def _change(writing: Writing, before: str, shipped: RuleBase) -> None:
    if not _has_been_in_force(writing.connection, before):
        add_step(writing, before, "in_force", None)
    keep_rule_base(writing, shipped)
    add_step(writing, shipped.sha256, "in_force", None)
    version_before = rules_of(writing.connection, before).version
    details = {"version": shipped.version, "before": version_before}
    writing.audit("rule_base_updated", "rule_base", shipped.sha256[:60], **details)


def _followed(connection: Connection, shipped: RuleBase) -> str | None:
    """The rule base that the update replaces; None: it replaces none.

    A rule base comes into force by an update once only: an older program that opens the store again changes nothing.
    """
    others = select(rule_base.c.sha256).where(rule_base.c.sha256 != shipped.sha256).limit(1)
    if connection.execute(others).first() is None or _has_been_in_force(connection, shipped.sha256):
        return None
    last = connection.execute(into_force().limit(1)).mappings().first()
    if last is not None:
        return str(last["rule_base_sha256"]) if last["recorded_by"] == PROGRAM.account_id else None
    # Nobody ever decided: what was classified with last is what was in force. Identifiers are in the order of time.
    used = connection.execute(select(assessment.c.rule_base_sha256).order_by(assessment.c.id.desc()).limit(1)).scalar()
    return None if used in (None, shipped.sha256) else str(used)


def read_news(connection: Connection, account_id: str) -> RuleNews | None:
    """What this account was not told yet; None: nothing, it was its own deed, or the account is younger."""
    steps = connection.execute(into_force()).mappings().all()
    known = _known_step(connection, account_id, steps)
    if known is None or known["number"] == steps[0]["number"] or steps[0]["recorded_by"] == account_id:
        return None
    old, new = (rules_of(connection, one["rule_base_sha256"]) for one in (known, steps[0]))
    if old.sha256 == new.sha256:
        return None
    return RuleNews(
        number=steps[0]["number"],
        version=new.version,
        version_before=old.version,
        since=from_text(steps[0]["recorded_at"]),
        by_program=steps[0]["recorded_by"] == PROGRAM.account_id,
        by=steps[0]["by"],
        reason=steps[0]["reason"],
        changes=differences(old, new),
    )


def note_seen(writing: Writing, number: int) -> None:
    """This account was told of the rules in force up to this step; once more changes nothing."""
    seen = _seen(writing.connection)
    if seen.get(writing.actor.account_id, 0) >= number:
        return
    wanted = select(rule_base_step.c.rule_base_sha256).where(rule_base_step.c.number == number)
    sha256 = writing.connection.execute(wanted).scalar_one_or_none()
    if sha256 is None:
        raise KnownError("rules.not_found")
    write_setting(writing, _SEEN, {**seen, writing.actor.account_id: number})
    writing.audit("rule_change_seen", "rule_base", sha256[:60], version=rules_of(writing.connection, sha256).version)


def _known_step(connection: Connection, account_id: str, steps: Sequence[RowMapping]) -> RowMapping | None:
    """The step whose rules this account knows: told of, in force when it came, or the first one."""
    seen = _seen(connection).get(account_id, 0)
    told = [one for one in steps if one["number"] <= seen]
    if told:
        return told[0]
    born = connection.execute(select(account.c.recorded_at).where(account.c.id == account_id)).scalar_one_or_none()
    found = [one for one in steps if born is not None and one["recorded_at"] <= born]
    return found[0] if found else steps[-1] if steps else None


def _seen(connection: Connection) -> dict[str, int]:
    kept = read_setting(connection, _SEEN)
    return {str(name): int(number) for name, number in kept.items()} if isinstance(kept, dict) else {}


def _has_been_in_force(connection: Connection, sha256: str) -> bool:
    wanted = select(rule_base_step.c.id).where(
        rule_base_step.c.step == "in_force", rule_base_step.c.rule_base_sha256 == sha256
    )
    return connection.execute(wanted.limit(1)).first() is not None
