"""The women behind a figure: the conditions that counted them, read by name."""

from datetime import date

from sqlalchemy import Connection, RowMapping, text

from app.clinic.reports.counting import CONDITIONS, limits, scope_of
from app.clinic.reports.model import BehindFilter, ReportFigures, WomanBehind, WomenBehind
from app.kernel.clock import from_text, local_date

_VISITS = "LEFT JOIN visit_count v ON v.pregnancy_id = l.pregnancy_id"


def read_women(
    connection: Connection, behind: BehindFilter, figures: ReportFigures, today: date, zone: str, page: tuple[int, int]
) -> WomenBehind:
    """The page (offset, limit) of the women that `behind` names, as of `today`."""
    scope = scope_of(connection, behind.wanted, zone)
    conditions = [scope.where, CONDITIONS[behind.figure]]
    parameters = scope.parameters | limits(behind.wanted, figures, today, zone) | {"code": behind.code}
    if behind.group is not None:
        conditions.append(f"{scope.group} = :group")
        parameters["group"] = behind.group
    if behind.wanted.reasons_of is not None and "fired_factor" in CONDITIONS[behind.figure]:
        conditions.append("l.class_code = :of_class")
        parameters["of_class"] = behind.wanted.reasons_of
    where = " AND ".join(f"({one})" for one in conditions)
    among = f"FROM pregnancy_list l {_VISITS}{scope.joins}"
    total = connection.execute(text(f"SELECT count(*) {among} WHERE {where}"), parameters).scalar_one()
    # Nobody's name is read but those of the page: sorting a whole unit by name would read every person.
    statement = (
        "SELECT page.*, p.id AS person_id, coalesce(nullif(p.social_name, ''), p.full_name) AS shown_name, p.synthetic "
        "FROM (SELECT l.pregnancy_id, l.person_number, l.status, l.opened_at, l.lmp, l.class_code, "
        f"v.visits, v.last_day {among} WHERE {where} "
        "ORDER BY l.opened_at DESC, l.pregnancy_id LIMIT :limit OFFSET :offset_rows) AS page "
        "JOIN person p ON p.number = page.person_number ORDER BY page.opened_at DESC, page.pregnancy_id"
    )
    shown = parameters | {"offset_rows": page[0], "limit": page[1]}
    rows = connection.execute(text(statement), shown).mappings()
    return WomenBehind(tuple(_woman(row, zone) for row in rows), int(total))


def _woman(row: RowMapping, zone: str) -> WomanBehind:
    return WomanBehind(
        pregnancy_id=row["pregnancy_id"],
        person_id=row["person_id"],
        shown_name=row["shown_name"],
        synthetic=bool(row["synthetic"]),
        current=row["status"] == "current",
        opened=local_date(from_text(row["opened_at"]), zone),
        lmp=_day(row["lmp"]),
        class_code=row["class_code"],
        visits=row["visits"] or 0,
        last_visit=_day(row["last_day"]),
    )


def _day(text_or_none: str | None) -> date | None:
    return date.fromisoformat(text_or_none) if text_or_none else None
