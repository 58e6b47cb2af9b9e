"""The periods in force: the policy's of this machine, else what the unit set, else what the program brings.

What the unit sets is a row that travels to its other stations like its other settings; every row stays, so that each
change can be read with who, when, from, to and why. A row that is outside of the bounds (written by another version of
the program) counts for nothing: nobody's data goes before the law lets it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, select

from app.kernel.actor import PROGRAM
from app.kernel.canonical import canonical_json
from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.privacy.periods import Period, checked, periods, settable
from app.privacy.reasons import given_reason
from app.security.roles import Action
from app.security.session import Session, require
from app.store.listed import among
from app.store.store import Store
from app.store.tables import account, unit_setting
from app.store.writing import Writing

_LONGEST_REASON: Final = 300
_PREFIX: Final = "retention."
NOTHING_FIXED: Final[Mapping[str, int]] = MappingProxyType({})
Counts = Mapping[str, int]
"""Kind of data → how many days or years, of those that have a period of their own."""


@dataclass(frozen=True)
class PeriodChange:
    """One change of one period. `by`: the name of the account; `by_policy`: the machine's policy said so."""

    code: str
    before: int
    after: int
    reason: str
    by: str
    at: datetime
    by_policy: bool = False


@dataclass(frozen=True)
class Term:
    """A kind of data with the period in force. `fixed`: the policy of this machine says it; `changes`: latest first."""

    period: Period
    count: int | None
    fixed: bool = False
    changes: tuple[PeriodChange, ...] = ()


def counts_in_force(connection: Connection, fixed: Counts = NOTHING_FIXED) -> Counts:
    """What counts here and now; `fixed`: what the policy says, by kind."""
    counts = {one.code: one.count for one in settable() if one.count is not None}
    # Oldest first, so that the last one stays.
    counts |= {one.code: one.after for one in reversed(_changes(connection))}
    return MappingProxyType(counts | dict(fixed))


def write_term(writing: Writing, period: Period, count: int, reason: str, *, by_policy: bool = False) -> bool:
    """Note the unit's period, and say so in the trail; False where it stands so already."""
    before = counts_in_force(writing.connection)[period.code]
    if before == count:
        return False
    value: dict[str, object] = {"before": before, "count": count, "reason": reason}
    if by_policy:
        value["by_policy"] = True
    code = _PREFIX + period.code
    latest = select(unit_setting.c.recorded_at).where(unit_setting.c.code == code)
    last = writing.connection.execute(latest.order_by(unit_setting.c.recorded_at.desc())).scalars().first()
    row = {"code": code, "value": canonical_json(value), "recorded_at": writing.after(last)}
    writing.append(unit_setting, row)
    told = {"kind_of_data": period.code, "unit": period.unit.value, "before": before, "after": count}
    why = {"reason": reason} if reason else {}
    writing.audit("retention_by_policy" if by_policy else "retention_changed", "station", "retention", **told, **why)
    return True


def write_by_policy(writing: Writing, wanted: Counts) -> tuple[str, ...]:
    """Bring the unit's periods in line with a policy; the fields that differed."""
    differing = [one for one in settable() if one.code in wanted]
    return tuple(one.field for one in differing if write_term(writing, one, wanted[one.code], "", by_policy=True))


class TermService:
    """Over one store; `fixed`: what the machine's policy says, and nobody changes here."""

    def __init__(self, store: Store, fixed: Counts = NOTHING_FIXED) -> None:
        self._store = store
        self.fixed = fixed

    def terms(self, session: Session) -> tuple[Term, ...]:
        """Every kind of data, in the order of the file."""
        require(session, Action.VIEW_PRIVACY)
        with self._store.read() as connection:
            return self._terms(connection)

    def change(self, session: Session, code: str, count: int, reason: str) -> Term:
        """Set the unit's period of one kind, in its own unit (days, years).

        KnownError privacy.unknown_period, .period_elsewhere, .period_out_of_range (field, value, least, most),
        privacy.no_reason, .reason_too_long(most), settings.fixed_by_policy(field).
        """
        require(session, Action.MANAGE_RETENTION)
        period = checked(code, count)
        if code in self.fixed:
            raise KnownError("settings.fixed_by_policy", field=period.field)
        words = given_reason(reason, _LONGEST_REASON)
        with self._store.write(session.actor) as writing:
            write_term(writing, period, count, words)
            return next(one for one in self._terms(writing.connection) if one.period.code == code)

    def _terms(self, connection: Connection) -> tuple[Term, ...]:
        counts, changes = counts_in_force(connection, self.fixed), _changes(connection)
        return tuple(
            Term(
                period=one,
                count=counts.get(code),
                fixed=code in self.fixed,
                changes=tuple(each for each in changes if each.code == code),
            )
            for code, one in periods().items()
        )


def _changes(connection: Connection) -> list[PeriodChange]:
    """Of all kinds together, the latest first."""
    wanted = (
        select(unit_setting, account.c.display_name)
        .outerjoin(account, account.c.id == unit_setting.c.recorded_by)
        .where(among(unit_setting.c.code, [_PREFIX + one.code for one in settable()]))
        .order_by(unit_setting.c.recorded_at.desc(), unit_setting.c.id.desc())
    )
    read = (_change(row) for row in connection.execute(wanted).mappings())
    return [one for one in read if one is not None]


def _change(row: RowMapping) -> PeriodChange | None:
    """None: no row that this program can follow."""
    code = str(row["code"]).removeprefix(_PREFIX)
    try:
        told: dict[str, Any] = dict(json.loads(row["value"]))
        checked(code, told["count"])
        before = int(told["before"])
    except (KnownError, KeyError, TypeError, ValueError):
        return None
    by_policy = bool(told.get("by_policy"))
    by = PROGRAM.name if by_policy else row["display_name"] or row["recorded_by"]
    return PeriodChange(
        code, before, told["count"], str(told.get("reason", "")), by, from_text(row["recorded_at"]), by_policy
    )
