"""The counting itself: two SQL aggregations over `pregnancy_list` and what is derived beside it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping, text

from app.clinic.people.care import own_unit
from app.clinic.reports.model import Report, ReportBy, ReportFigure, ReportFigures, ReportFilter, ReportRow
from app.clinic.risk.loader import CLASS_CODES
from app.kernel.clock import to_text

_UNITS = (
    " LEFT JOIN (SELECT p.number, min(c.unit) AS unit FROM care_link c JOIN person p ON p.id = c.person_id "
    "WHERE c.ground = 'registered' GROUP BY p.number) AS other ON other.number = l.person_number"
)
_UNIT = "coalesce(other.unit, :own_unit)"
# Dates are compared as texts with days that Python has counted; a date function runs only where two columns differ.
_START = "coalesce(julianday(v.first_day), floor(julianday(l.opened_at, :offset) - 0.5) + 0.5)"
_MONTH_EDGES = "'01', '28', '29', '30', '31'"
_MONTH = (
    f"CASE WHEN substr(l.opened_at, 9, 2) IN ({_MONTH_EDGES}) THEN strftime('%Y-%m', l.opened_at, :offset) "
    "ELSE substr(l.opened_at, 1, 7) END"
)
# With its `+` no index: reading the whole list in its order is faster than jumping to most of its rows.
_CURRENT = "+l.status = 'current'"
_EARLY = f"{_START} - julianday(l.lmp) <= :early_days"
CONDITIONS = {
    ReportFigure.OPENED: "1",
    ReportFigure.EARLY: f"l.lmp IS NOT NULL AND {_EARLY}",
    ReportFigure.LATE: f"l.lmp IS NOT NULL AND NOT {_EARLY}",
    ReportFigure.START_UNKNOWN: "l.lmp IS NULL",
    ReportFigure.ENOUGH_VISITS: "coalesce(v.visits, 0) >= :enough_visits",
    ReportFigure.FEW_VISITS: "v.visits IS NOT NULL AND v.visits < :enough_visits",
    ReportFigure.NO_VISITS: "v.visits IS NULL",
    ReportFigure.PAST_DUE: f"{_CURRENT} AND l.lmp IS NOT NULL AND l.lmp < :due_limit",
    ReportFigure.NOT_SEEN: f"{_CURRENT} AND CASE WHEN v.last_day IS NULL THEN l.opened_at < :seen_instant "
    "ELSE v.last_day < :seen_limit END",
    ReportFigure.CLASS: "coalesce(l.class_code, '') = :code",
    ReportFigure.REASON: "l.pregnancy_id IN (SELECT f.pregnancy_id FROM fired_factor f WHERE f.code = :code)",
}
"""What makes a pregnancy count: the same words for the figure and for the women behind it."""
_COUNTS = {
    "opened": "count(*)",
    "start_known": "count(l.lmp)",
    "visits_known": "count(v.visits)",
    "current": f"sum({_CURRENT})",
    **{
        one.value: f"sum({CONDITIONS[one]})"
        for one in (ReportFigure.EARLY, ReportFigure.ENOUGH_VISITS, ReportFigure.PAST_DUE, ReportFigure.NOT_SEEN)
    },
}
_CLASS_COUNTS = {f"class_{code}": f"sum(l.class_code = '{code}')" for code in CLASS_CODES}


@dataclass(frozen=True)
class Scope:
    """Joins to `pregnancy_list l`, the conditions of the filter, what groups its rows, and the parameters of all."""

    joins: str
    where: str
    group: str
    parameters: dict[str, object]


_EVERYTHING = "1"


def count_report(
    connection: Connection, wanted: ReportFilter, figures: ReportFigures, today: date, zone: str
) -> Report:
    """The report as of `today`; days are those of `zone` (IANA)."""
    scope = scope_of(connection, wanted, zone)
    joins, where = scope.joins, scope.where
    parameters = scope.parameters | limits(wanted, figures, today, zone)
    group = scope.group
    columns = ", ".join(f"{formula} AS {name}" for name, formula in {**_COUNTS, **_CLASS_COUNTS}.items())
    statement = (
        f"SELECT {group} AS report_group, {columns} FROM pregnancy_list l "
        f"LEFT JOIN visit_count v ON v.pregnancy_id = l.pregnancy_id{joins} WHERE {where} "
        "GROUP BY report_group ORDER BY report_group"
    )
    rows = tuple(_row(row) for row in connection.execute(text(statement), parameters).mappings() if row["opened"])
    return Report(rows, _reasons(connection, scope, wanted.reasons_of))


def limits(wanted: ReportFilter, figures: ReportFigures, today: date, zone: str) -> dict[str, object]:
    """What CONDITIONS are counted by, as of `today`."""
    seen_limit = today - timedelta(days=figures.not_seen_days)
    return {
        "early_days": figures.early_days,
        "enough_visits": figures.enough_visits,
        "due_limit": (today - timedelta(days=figures.past_due_days)).isoformat(),
        "seen_limit": seen_limit.isoformat(),
        "seen_instant": _instant(seen_limit, zone),
        "offset": _offset(wanted, today, zone),
    }


def _reasons(connection: Connection, scope: Scope, of_class: str | None) -> dict[str, int]:
    conditions = [scope.where] if scope.where != _EVERYTHING else []
    parameters = dict(scope.parameters)
    if of_class is not None:
        conditions.append("l.class_code = :of_class")
        parameters["of_class"] = of_class
    narrowed = (
        "WHERE f.pregnancy_id IN "
        f"(SELECT l.pregnancy_id FROM pregnancy_list l{scope.joins} WHERE {' AND '.join(conditions)})"
        if conditions
        else ""
    )
    statement = f"SELECT f.code, count(*) FROM fired_factor f {narrowed} GROUP BY f.code ORDER BY 2 DESC, 1"
    return {str(row[0]): int(row[1]) for row in connection.execute(text(statement), parameters)}


def scope_of(connection: Connection, wanted: ReportFilter, zone: str) -> Scope:
    """What a filter means in SQL; units are joined only where somebody came from another one."""
    own = own_unit(connection)
    others = text("SELECT 1 FROM care_link WHERE ground = 'registered' AND unit <> :own LIMIT 1")
    has_others = connection.execute(others, {"own": own}).first() is not None
    joins = _UNITS if has_others and (wanted.unit is not None or wanted.by is ReportBy.UNIT) else ""
    conditions = []
    parameters: dict[str, object] = {"own_unit": own}
    if wanted.since is not None:
        conditions.append("l.opened_at >= :since")
        parameters["since"] = _instant(wanted.since, zone)
    if wanted.until is not None:
        conditions.append("l.opened_at < :until")
        parameters["until"] = _instant(wanted.until + timedelta(days=1), zone)
    if wanted.unit is not None:
        conditions.append(f"{_UNIT if joins else ':own_unit'} = :unit")
        parameters["unit"] = wanted.unit
    group = {ReportBy.TOTAL: "''", ReportBy.UNIT: _UNIT if joins else ":own_unit", ReportBy.MONTH: _MONTH}[wanted.by]
    return Scope(joins, " AND ".join(conditions) or _EVERYTHING, group, parameters)


def _instant(day: date, zone: str) -> str:
    return to_text(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)))


def _offset(wanted: ReportFilter, today: date, zone: str) -> str:
    """How far the unit's clock is from UTC, as SQLite writes it; one for the whole report: no summer time in Brazil."""
    day = wanted.until or today
    offset = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)).utcoffset() or timedelta()
    return f"{int(offset.total_seconds() // 60):+d} minutes"


def _row(row: RowMapping) -> ReportRow:
    by_class = {code: row[f"class_{code}"] or 0 for code in CLASS_CODES}
    by_class[""] = row["opened"] - sum(by_class.values())
    return ReportRow(group=row["report_group"], by_class=by_class, **{name: row[name] or 0 for name in _COUNTS})
