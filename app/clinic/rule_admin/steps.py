"""The rows of `rule_base_step`: how one is added, and those that put a rule base into force."""

from typing import Any

from sqlalchemy import Select, func, select

from app.kernel.actor import Actor
from app.store.tables import account, rule_base_step
from app.store.writing import Writing


def add_step(writing: Writing, sha256: str, step: str, reason: str | None, by: Actor | None = None) -> None:
    """Add the next step; `by` where it was not the author of the transaction."""
    last: int | None = writing.connection.execute(select(func.max(rule_base_step.c.number))).scalar_one()
    row = {"number": (last or 0) + 1, "rule_base_sha256": sha256, "step": step, "reason": reason}
    writing.append(rule_base_step, row | ({"recorded_by": by.account_id} if by else {}))


def with_names() -> Select[Any]:
    """Every step with `by`, the name of who did it (its identifier where no account has it)."""
    name = func.coalesce(account.c.display_name, rule_base_step.c.recorded_by).label("by")
    return select(rule_base_step, name).outerjoin(account, account.c.id == rule_base_step.c.recorded_by)


def into_force() -> Select[Any]:
    """The steps that put a rule base into force, the newest first."""
    return with_names().where(rule_base_step.c.step == "in_force").order_by(rule_base_step.c.number.desc())
