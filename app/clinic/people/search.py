"""The search itself: a few bounded index look-ups, the best first, then ranking of what was fetched in Python.

Nothing here counts, sorts or scores more rows than it fetches: that is what keeps a keystroke within a frame's feel
on a million people. Stages, each only while the list is not full: names that begin as typed (alphabetical), names
that have exactly these words, names that have words beginning so, and the same with the mother's name.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, text

from app.clinic.people.model import PersonHit, Sex
from app.clinic.people.query import Query
from app.store.search_index import MOTHER_MARK

_COLUMNS = (
    "p.number, p.id, p.full_name, p.social_name, p.mother_name, p.birth_date, p.sex, p.cpf, p.cns, "
    "p.municipality_name, p.synthetic, p.name_key, p.social_key, p.mother_key"
)
_BY_WORDS = text(
    f"SELECT {_COLUMNS} FROM person_search AS s CROSS JOIN person AS p ON p.number = s.rowid "
    "WHERE s.person_search MATCH :words LIMIT :most"
)
_BY_START = text(
    f"SELECT {_COLUMNS} FROM person AS p WHERE p.name_key >= :start AND p.name_key < :end "
    "ORDER BY p.name_key LIMIT :most"
)
_BY_DOCUMENT = {
    column: text(
        f"SELECT {_COLUMNS} FROM person AS p WHERE p.{column} >= :start AND p.{column} < :end "
        f"ORDER BY p.{column} LIMIT :most"
    )
    for column in ("cpf", "cns")
}
_RANKED_CANDIDATES = 150
_DOCUMENT_CANDIDATES = 500
_AFTER_ANY_LETTER = "\U0010ffff"
_LONGEST_DOCUMENT = 15


def find(connection: Connection, query: Query, most: int) -> list[PersonHit]:
    """At most `most` hits, best first."""
    found: dict[int, PersonHit] = {}
    for stage in _stages(connection, query):
        for row in stage(most - len(found), len(found)):
            if len(found) == most:
                return list(found.values())
            if row["number"] not in found:
                found[row["number"]] = to_hit(row, _matched(row, query))
        if len(found) == most:
            break
    return list(found.values())


def to_hit(row: RowMapping, matched: tuple[str, ...] = ()) -> PersonHit:
    """One row of the person table as a hit."""
    return PersonHit(
        person_id=row["id"],
        full_name=row["full_name"],
        social_name=row["social_name"],
        mother_name=row["mother_name"],
        birth_date=date.fromisoformat(row["birth_date"]),
        sex=Sex(row["sex"]),
        cpf=row["cpf"],
        cns=row["cns"],
        municipality_name=row["municipality_name"],
        synthetic=bool(row["synthetic"]),
        matched=matched,
    )


def match_words(words: tuple[str, ...], dates: tuple[tuple[str, ...], ...], *, exact: bool, mother: bool) -> str:
    """The index expression for these words and dates; every word quoted, so that nothing typed is ever an operator."""
    end = "" if exact else " *"
    parts = []
    for word in words:
        own = f'"{word}"{end}'
        parts.append(f'({own} OR "{MOTHER_MARK}{word}"{end})' if mother else own)
    if dates:
        readings = [" AND ".join(f'"{beginning}" *' for beginning in reading) for reading in dates]
        parts.append("(" + " OR ".join(f"({reading})" for reading in readings) + ")")
    return " AND ".join(parts)


Stage = Callable[[int, int], list[RowMapping]]
"""(how many rows are still wanted, how many are found already) → rows, best first."""


def _stages(connection: Connection, query: Query) -> Iterator[Stage]:
    if query.words:
        yield from _name_stages(connection, query)
        return
    by_date: list[Stage] = [_words_stage(connection, query, exact=False, mother=False)] if query.dates else []
    by_document: list[Stage] = []
    if 0 < len(query.document) <= _LONGEST_DOCUMENT:
        by_document = [_document_stage(connection, query, column) for column in ("cpf", "cns")]
    yield from by_date + by_document if query.whole_date else by_document + by_date


def _name_stages(connection: Connection, query: Query) -> Iterator[Stage]:
    if not query.dates and not query.document:
        yield lambda wanted, _: _rows(
            connection, _BY_START, start=query.name_start, end=query.name_start + _AFTER_ANY_LETTER, most=wanted
        )
    if query.dates or not query.document:
        if len(query.words) > 1:
            yield _words_stage(connection, query, exact=True, mother=False)
        yield _words_stage(connection, query, exact=False, mother=False)
        yield _words_stage(connection, query, exact=False, mother=True)
    if query.document:
        for column in ("cpf", "cns"):
            yield _document_stage(connection, query, column)


def _words_stage(connection: Connection, query: Query, *, exact: bool, mother: bool) -> Stage:
    expression = match_words(query.words, query.dates, exact=exact, mother=mother)

    def stage(wanted: int, found: int) -> list[RowMapping]:
        # What earlier stages found comes again: fetch as many rows more.
        rows = _rows(connection, _BY_WORDS, words=expression, most=max(_RANKED_CANDIDATES, wanted) + found)
        return sorted(rows, key=lambda row: _rank(row, query.words))

    return stage


def _document_stage(connection: Connection, query: Query, column: str) -> Stage:
    def stage(wanted: int, found: int) -> list[RowMapping]:
        most = _DOCUMENT_CANDIDATES if query.words else wanted + found
        rows = _rows(
            connection, _BY_DOCUMENT[column], start=query.document, end=query.document + ":", most=most
        )  # ":" follows "9"
        return [row for row in rows if _has_words(row, query.words)]

    return stage


def _rows(connection: Connection, statement: Any, **parameters: object) -> list[RowMapping]:
    return list(connection.execute(statement, parameters).mappings())


def _has_words(row: RowMapping, words: tuple[str, ...]) -> bool:
    keys = f"{row['name_key']} {row['social_key']} {row['mother_key']}".split()
    return all(any(key.startswith(word) for key in keys) for word in words)


def _rank(row: RowMapping, words: tuple[str, ...]) -> tuple[object, ...]:
    """Small is good: words of the own name before the mother's, whole words, in the order typed, from the first on."""
    own = (row["social_key"] or row["name_key"]).split()
    places = [next((place for place, key in enumerate(own) if key.startswith(word)), -1) for word in words]
    missing = places.count(-1)
    exact = sum(word in own for word in words)
    disordered = places != sorted(places)
    begins = bool(own) and bool(words) and own[0].startswith(words[0])
    return missing, -exact, disordered, not begins, row["social_key"] or row["name_key"], row["birth_date"]


def _matched(row: RowMapping, query: Query) -> tuple[str, ...]:
    """Through what this row fits, for the line's highlight."""
    own = f"{row['name_key']} {row['social_key']}".split()
    by_name = [any(key.startswith(word) for key in own) for word in query.words]
    birth = str(row["birth_date"]).replace("-", "")
    day_month = f"0{birth[6:]}{birth[4:6]}"
    by_date = any(all((day_month if b[0] == "0" else birth).startswith(b) for b in reading) for reading in query.dates)
    ways = {
        "name": any(by_name),
        "mother": not all(by_name),
        "cpf": bool(query.document) and str(row["cpf"] or "").startswith(query.document),
        "cns": bool(query.document) and str(row["cns"] or "").startswith(query.document),
        "birth_date": by_date,
    }
    return tuple(way for way, fits in ways.items() if fits)
