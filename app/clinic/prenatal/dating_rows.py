"""Which estimate is in use: choices appended one after the other, each with who, when and why."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from app.kernel.clock import from_text
from app.store.tables import account, dating_choice
from app.store.writing import Writing


@dataclass(frozen=True)
class Choice:
    """One choice; `estimate_id` None: none in use since then. `by` is the account's name."""

    estimate_id: str | None
    lmp: date | None
    reason: str
    at: datetime
    by: str


def read_choices(connection: Connection, pregnancy_id: str) -> tuple[Choice, ...]:
    """All of one pregnancy, the latest first."""
    wanted = (
        select(dating_choice, func.coalesce(account.c.display_name, dating_choice.c.recorded_by).label("by"))
        .outerjoin(account, account.c.id == dating_choice.c.recorded_by)
        .where(dating_choice.c.pregnancy_id == pregnancy_id)
        .order_by(dating_choice.c.number.desc())
    )
    return tuple(
        Choice(
            row["estimate_id"],
            date.fromisoformat(row["lmp"]) if row["lmp"] else None,
            row["reason"],
            from_text(row["recorded_at"]),
            row["by"],
        )
        for row in connection.execute(wanted).mappings()
    )


def append_choice(writing: Writing, pregnancy_id: str, estimate_id: str | None, lmp: date | None, reason: str) -> None:
    """Put an estimate in use from now on."""
    highest = select(func.coalesce(func.max(dating_choice.c.number), 0)).where(
        dating_choice.c.pregnancy_id == pregnancy_id
    )
    number = int(writing.connection.execute(highest).scalar_one()) + 1
    row = {"pregnancy_id": pregnancy_id, "number": number, "estimate_id": estimate_id, "reason": reason}
    writing.append(dating_choice, {**row, "lmp": lmp.isoformat() if lmp else None})


def follow_correction(
    writing: Writing, pregnancy_id: str, wrong_id: str, right_id: str, lmp: date | None, reason: str
) -> None:
    """Where the corrected estimate was chosen, what corrects it takes its place (`lmp` None: it was struck out).

    Not a choice between estimates: the same one, now without its error.
    """
    choices = read_choices(writing.connection, pregnancy_id)
    if choices and choices[0].estimate_id == wrong_id:
        append_choice(writing, pregnancy_id, right_id if lmp else None, lmp, reason)
