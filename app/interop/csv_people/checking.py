"""Rows as people, each with everything that is wrong; pure but for the municipalities' list."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as default
from datetime import date
from functools import cache
from typing import Any

from app.clinic import municipalities
from app.clinic.people import validation
from app.clinic.people.model import NewPerson, Sex
from app.clinic.problems import Problem, unresolved
from app.clinic.text_keys import digits, fold
from app.interop.csv_people.columns import FIELDS, Mapped, words
from app.interop.csv_people.reading import Row

_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: 0?0:00(?::00)?)?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?(?:\.0+)?Z?)?")
_TEXTS = tuple(name for name in FIELDS if name not in ("birth_date", "sex"))


@dataclass(frozen=True)
class ImportOptions:
    """`defaults`: field → what to write where a row's cell is empty (as typed in a cell).

    `unit`: CNES of the unit whose people these are, empty for this station's own. `accept_unlikely` takes unlikely
    values (an age of 110) as confirmed; `accept_similar` takes people who are probably registered already.
    """

    defaults: Mapping[str, str] = default(default_factory=dict)
    unit: str = ""
    synthetic: bool = False
    accept_unlikely: bool = False
    accept_similar: bool = False


@dataclass(frozen=True)
class Refusal:
    """Why a row is not imported. `code` is the key of its text (`people.…`, `people_import.…`), `values` fill it.

    `field` is empty where the row as a whole is meant; `value` is the cell as it stands in the file.
    """

    line: int
    field: str
    value: str
    code: str
    values: Mapping[str, object] = default(default_factory=dict)


@dataclass(frozen=True)
class CheckedRow:
    """One row: the tidied person, and what stands in the way."""

    line: int
    person: NewPerson
    refusals: tuple[Refusal, ...]


def check_row(row: Row, mapping: Mapped, options: ImportOptions, today: date) -> CheckedRow:
    """Read the cells as a person and collect every problem."""
    if row.problem:
        whole = Refusal(row.line, "", " ".join(row.cells)[:80], f"people_import.{row.problem}")
        return CheckedRow(row.line, NewPerson(), (whole,))
    cells = {name: row.cells[column].strip() for name, column in mapping.items()}
    cells |= {name: value for name, value in options.defaults.items() if not cells.get(name)}
    entered, unread = _read(cells, options)
    checked = validation.check(entered, today)
    confirmed = frozenset(one.code for one in checked.problems if one.confirmable) if options.accept_unlikely else ()
    problems = [*unread, *_not_about(unresolved(checked.problems, frozenset(confirmed)), unread)]
    return CheckedRow(row.line, checked.person, tuple(_refusal(row.line, one, cells) for one in problems))


def _read(cells: Mapping[str, str], options: ImportOptions) -> tuple[NewPerson, list[Problem]]:
    problems: list[Problem] = []
    texts: dict[str, Any] = {name: cells.get(name, "") for name in _TEXTS}
    texts["cpf"], texts["cns"] = _document(texts["cpf"], 11), _document(texts["cns"], 15)
    birth, sex = _date(cells.get("birth_date", "")), _sex(cells.get("sex", ""))
    if birth is None and cells.get("birth_date"):
        problems.append(Problem("birth_date", "people_import.date_unreadable"))
    if sex is None and cells.get("sex"):
        problems.append(Problem("sex", "people_import.sex_unknown"))
    person = NewPerson(birth_date=birth, sex=sex, synthetic=options.synthetic, **texts)
    if not person.municipality_code and person.municipality_name:
        code = _municipality_code(person.municipality_name)
        if code is None:
            problems.append(Problem("municipality_name", "people_import.municipality_unknown"))
        person = replace(person, municipality_code=code or "")
    return person, problems


def _not_about(problems: tuple[Problem, ...], unread: list[Problem]) -> list[Problem]:
    """A cell that could not be read is not missing as well."""
    fields = {one.field for one in unread} | {"municipality_code" for one in unread if one.field == "municipality_name"}
    return [one for one in problems if one.field not in fields]


def _refusal(line: int, problem: Problem, cells: Mapping[str, str]) -> Refusal:
    return Refusal(line, problem.field, cells.get(problem.field, ""), problem.code, problem.values)


def _document(text: str, length: int) -> str:
    """Spreadsheets drop the zeros at the beginning of a number: they are put back where only digits stand."""
    bare = text.removesuffix(".0") if text.endswith(".0") else text
    if bare.isascii() and bare.isdigit() and length - 3 <= len(bare) < length:
        return bare.zfill(length)
    return bare if digits(bare) else text


def _date(text: str) -> date | None:
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    elif found := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _sex(text: str) -> Sex | None:
    return words().sexes.get(fold(text))


@cache
def _codes_by_name() -> dict[str, str | None]:
    """Folded name → code; None where two listed municipalities share the name."""
    found: dict[str, str | None] = {}
    for one in municipalities.listed():
        for name in (fold(one.name), fold(f"{one.name} {one.state}")):
            found[name] = None if name in found and found[name] != one.code else one.code
    return found


def _municipality_code(name: str) -> str | None:
    return _codes_by_name().get(fold(name))
