"""The counting itself: two SQL aggregations over `pregnancy_list` and what is derived beside it."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping, text

from app.clinic.people.care import own_unit
from app.clinic.reports.model import Report, ReportBy, ReportFigures, ReportFilter, ReportRow
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
_CURRENT = "l.status = 'current'"
_COUNTS = {
    "opened": "count(*)",
    "start_known": "count(l.lmp)",
    "early": f"sum(l.lmp IS NOT NULL AND {_START} - julianday(l.lmp) <= :early_days)",
    "visits_known": "count(v.visits)",
    "enough_visits": "sum(coalesce(v.visits, 0) >= :enough_visits)",
    "current": f"sum({_CURRENT})",
    "past_due": f"sum({_CURRENT} AND l.lmp IS NOT NULL AND l.lmp < :due_limit)",
    "not_seen": f"sum({_CURRENT} AND CASE WHEN v.last_day IS NULL THEN l.opened_at < :seen_instant "
    "ELSE v.last_day < :seen_limit END)",
}
_CLASS_COUNTS = {f"class_{code}": f"sum(l.class_code = '{code}')" for code in CLASS_CODES}


def count_report(
    connection: Connection, wanted: ReportFilter, figures: ReportFigures, today: date, zone: str
) -> Report:
    """The report as of `today`; days are those of `zone` (IANA)."""
    joins, where, parameters = _scope(connection, wanted, zone)
    seen_limit = today - timedelta(days=figures.not_seen_days)
    parameters |= {
        "early_days": figures.early_days,
        "enough_visits": figures.enough_visits,
        "due_limit": (today - timedelta(days=figures.past_due_days)).isoformat(),
        "seen_limit": seen_limit.isoformat(),
        "seen_instant": _instant(seen_limit, zone),
        "offset": _offset(wanted, today, zone),
    }
    group = {
        ReportBy.TOTAL: "''",
        ReportBy.UNIT: _UNIT if joins else ":own_unit",
        ReportBy.MONTH: _MONTH,
    }[wanted.by]
    columns = ", ".join(f"{formula} AS {name}" for name, formula in {**_COUNTS, **_CLASS_COUNTS}.items())
    statement = (
        f"SELECT {group} AS report_group, {columns} FROM pregnancy_list l "
        f"LEFT JOIN visit_count v ON v.pregnancy_id = l.pregnancy_id{joins} WHERE {where} "
        "GROUP BY report_group ORDER BY report_group"
    )
    rows = tuple(_row(row) for row in connection.execute(text(statement), parameters).mappings() if row["opened"])
    return Report(rows, _reasons(connection, joins, where, parameters))


def _reasons(connection: Connection, joins: str, where: str, parameters: dict[str, Any]) -> dict[str, int]:
    narrowed = (
        f"WHERE f.pregnancy_id IN (SELECT l.pregnancy_id FROM pregnancy_list l{joins} WHERE {where})"
        if where != _EVERYTHING
        else ""
    )
    statement = f"SELECT f.code, count(*) FROM fired_factor f {narrowed} GROUP BY f.code ORDER BY 2 DESC, 1"
    return {str(row[0]): int(row[1]) for row in connection.execute(text(statement), parameters)}


_EVERYTHING = "1"


def _scope(connection: Connection, wanted: ReportFilter, zone: str) -> tuple[str, str, dict[str, Any]]:
    """Joins, conditions and their parameters; units are joined only where somebody came from another one."""
    own = own_unit(connection)
    others = text("SELECT 1 FROM care_link WHERE ground = 'registered' AND unit <> :own LIMIT 1")
    has_others = connection.execute(others, {"own": own}).first() is not None
    joins = _UNITS if has_others and (wanted.unit is not None or wanted.by is ReportBy.UNIT) else ""
    conditions, parameters = [], {"own_unit": own}
    if wanted.since is not None:
        conditions.append("l.opened_at >= :since")
        parameters["since"] = _instant(wanted.since, zone)
    if wanted.until is not None:
        conditions.append("l.opened_at < :until")
        parameters["until"] = _instant(wanted.until + timedelta(days=1), zone)
    if wanted.unit is not None:
        conditions.append(f"{_UNIT if joins else ':own_unit'} = :unit")
        parameters["unit"] = wanted.unit
    return joins, " AND ".join(conditions) or _EVERYTHING, parameters


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
