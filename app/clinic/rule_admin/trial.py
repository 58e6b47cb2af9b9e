"""Trying a rule base on the stored cases: who would move from one class to another, and through which factors."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, RowMapping, text

from app.clinic.assessments.trace import form_from_text
from app.clinic.risk.assessment import Assessment
from app.clinic.risk.evaluator import assess
from app.clinic.risk.forms import ALL_CONDITIONS, ReferralForm
from app.clinic.risk.rules import RuleBase
from app.kernel.progress import Progress

CLASS_BOUNDS = "class_bounds"
"""The reason of a move whose points all stayed: the bounds between the classes are others."""
_CHUNK = 500
_PAGE = text(
    "SELECT l.pregnancy_id, a.form, a.result, a.class_code, a.total, p.social_name, p.full_name FROM pregnancy_list l "
    "JOIN assessment a ON a.id = l.assessment_id JOIN person p ON p.number = l.person_number "
    f"WHERE l.pregnancy_id > :after ORDER BY l.pregnancy_id LIMIT {_CHUNK}"
)
_COUNT = text("SELECT count(*) FROM pregnancy_list WHERE assessment_id IS NOT NULL")


@dataclass(frozen=True)
class Move:
    """Somebody who would move. `because`: codes of factors whose points differ, or CLASS_BOUNDS."""

    pregnancy_id: str
    shown_name: str
    class_before: str
    class_after: str
    total_before: float
    total_after: float
    because: tuple[str, ...]


@dataclass(frozen=True)
class TrialReport:
    """What the rule base would do to the classifications in force.

    `counts`: (class before, class after) → how many, those who stay included. `reasons`: factor → how many moved
    through it. `moves` has the first MOST_SHOWN in the order of the store, all of them are in the counts.
    """

    cases: int
    moved: int
    counts: Mapping[tuple[str, str], int]
    reasons: Mapping[str, int]
    moves: tuple[Move, ...]


MOST_SHOWN = 1000


def try_rules(connection: Connection, rules: RuleBase, progress: Progress) -> TrialReport:
    """Classify every stored form anew; nothing is written. Raises KnownError work.cancelled."""
    total = int(connection.execute(_COUNT).scalar_one())
    counts: Counter[tuple[str, str]] = Counter()
    reasons: Counter[str] = Counter()
    moves: list[Move] = []
    cases = moved = 0
    for row in _cases(connection):
        if cases % _CHUNK == 0:
            progress.step(cases, total)
        cases += 1
        again = assess(_fitting(form_from_text(row["form"]), rules), rules)
        counts[row["class_code"], again.risk_class] += 1
        if again.risk_class != row["class_code"]:
            moved += 1
            move = _move(row, again)
            reasons.update(move.because)
            if len(moves) < MOST_SHOWN:
                moves.append(move)
    progress.step(cases, total)
    return TrialReport(cases, moved, dict(counts), dict(reasons.most_common()), tuple(moves))


def _cases(connection: Connection) -> Iterator[RowMapping]:
    after = ""
    while True:
        rows = connection.execute(_PAGE, {"after": after}).mappings().all()
        yield from rows
        if len(rows) < _CHUNK:
            return
        after = rows[-1]["pregnancy_id"]


def _fitting(form: ReferralForm, rules: RuleBase) -> ReferralForm:
    """The form without conditions that the new rule base no longer asks about."""
    known = rules.condition_codes
    if form.conditions <= known and (form.conditions_asked == ALL_CONDITIONS or form.conditions_asked <= known):
        return form
    asked = form.conditions_asked if isinstance(form.conditions_asked, str) else form.conditions_asked & known
    return replace(form, conditions=form.conditions & known, conditions_asked=asked)


def _move(row: RowMapping, again: Assessment) -> Move:
    stored: dict[str, Any] = json.loads(row["result"])
    before = {one["code"]: one.get("points", 0.0) for one in stored["factors"]}
    after = {one.code: one.points for one in again.fired}
    because = tuple(code for code in {**before, **after} if before.get(code, 0.0) != after.get(code, 0.0))
    return Move(
        pregnancy_id=row["pregnancy_id"],
        shown_name=row["social_name"] or row["full_name"],
        class_before=row["class_code"],
        class_after=again.risk_class,
        total_before=row["total"],
        total_after=again.total,
        because=because or (CLASS_BOUNDS,),
    )
