"""The list of pregnancies: sorted and counted through the indexes of `pregnancy_list`, one page fetched."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, text

from app.clinic.dating import due_date, gestational_age
from app.clinic.people.model import Sex
from app.clinic.people.query import Query, understand
from app.clinic.people.search import match_words
from app.clinic.pregnancies.model import PregnancyFilter, PregnancyOrder, PregnancyPage, PregnancyRow
from app.kernel.clock import from_text

_ORDERS = {
    PregnancyOrder.GRAVEST: "l.total DESC, l.lmp",
    PregnancyOrder.DUE_DATE: "l.lmp ASC NULLS LAST",
    PregnancyOrder.LATEST: "l.opened_at DESC",
}
_COLUMNS = (
    "l.pregnancy_id, l.lmp, l.class_code, l.total, l.assessed_at, p.id AS person_id, p.full_name, p.social_name, "
    "p.birth_date, p.sex, p.municipality_name, p.synthetic"
)


def read_page(connection: Connection, wanted: PregnancyFilter, offset: int, limit: int, today: date) -> PregnancyPage:
    """One page of what fits, with the counts of the whole."""
    where, parameters = _conditions(wanted)
    counts = _counts(connection, where, parameters)
    chosen = [code for code in counts if _is_chosen(code, wanted)]
    total = sum(counts[code] for code in chosen)
    if len(chosen) < len(counts):
        where += " AND " + _class_condition(wanted, parameters)
    statement = (
        f"SELECT {_COLUMNS} FROM (SELECT * FROM pregnancy_list AS l WHERE {where} ORDER BY {_ORDERS[wanted.order]} "
        f"LIMIT :limit OFFSET :offset) AS l JOIN person AS p ON p.number = l.person_number "
        f"ORDER BY {_ORDERS[wanted.order]}"
    )
    rows = connection.execute(text(statement), {**parameters, "limit": limit, "offset": offset}).mappings()
    return PregnancyPage(tuple(_to_row(row, today) for row in rows), total, counts)


def _conditions(wanted: PregnancyFilter) -> tuple[str, dict[str, Any]]:
    parameters: dict[str, Any] = {"status": "closed" if wanted.closed else "current"}
    where = "l.status = :status"
    if not (query := understand(wanted.text)).is_empty:
        people, more = _people(query)
        parameters |= more
        where += f" AND l.person_number IN ({people})"
    return where, parameters


def _people(query: Query) -> tuple[str, dict[str, str]]:
    """Everybody who fits the search text, own names only: the list shows no mother's name."""
    ways, parameters = [], {}
    if query.words or query.dates:
        ways.append("SELECT rowid FROM person_search WHERE person_search MATCH :words")
        parameters["words"] = match_words(query.words, query.dates, exact=False, mother=False)
    if query.document and not query.words:
        parameters |= {"document": query.document, "document_end": query.document + ":"}
        ways += [
            f"SELECT number FROM person WHERE {column} >= :document AND {column} < :document_end"
            for column in ("cpf", "cns")
        ]
    return " UNION ALL ".join(ways), parameters


def _counts(connection: Connection, where: str, parameters: dict[str, Any]) -> dict[str, int]:
    statement = f"SELECT l.class_code, count(*) FROM pregnancy_list AS l WHERE {where} GROUP BY l.class_code"
    return {code or "": count for code, count in connection.execute(text(statement), parameters)}


def _is_chosen(code: str, wanted: PregnancyFilter) -> bool:
    if wanted.only_unclassified:
        return code == ""
    return not wanted.class_codes or code in wanted.class_codes


def _class_condition(wanted: PregnancyFilter, parameters: dict[str, Any]) -> str:
    # The index by class is sorted as GRAVEST: for the other orders "+" leaves it aside, else every row would be sorted.
    column = "l.class_code" if wanted.order is PregnancyOrder.GRAVEST else "+l.class_code"
    if wanted.only_unclassified:
        return f"{column} IS NULL"
    names = []
    for place, code in enumerate(sorted(wanted.class_codes)):
        parameters[f"class_{place}"] = code
        names.append(f":class_{place}")
    return f"{column} IN ({', '.join(names)})"


def _to_row(row: RowMapping, today: date) -> PregnancyRow:
    lmp = date.fromisoformat(row["lmp"]) if row["lmp"] else None
    return PregnancyRow(
        pregnancy_id=row["pregnancy_id"],
        person_id=row["person_id"],
        shown_name=row["social_name"] or row["full_name"],
        birth_date=date.fromisoformat(row["birth_date"]),
        sex=Sex(row["sex"]),
        municipality_name=row["municipality_name"],
        synthetic=bool(row["synthetic"]),
        lmp=lmp,
        gestational_age=gestational_age(lmp, today) if lmp else None,
        due_date=due_date(lmp) if lmp else None,
        class_code=row["class_code"],
        total=row["total"],
        assessed_at=from_text(row["assessed_at"]) if row["assessed_at"] else None,
    )
