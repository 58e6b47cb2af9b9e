"""Forms out of CSV: a header with the form's keys, one form a row; comma, semicolon or tab; decimal point or comma.

An empty cell is unknown. In `conditions` the codes are separated by `|`, `;` or spaces, and an empty cell says that
none is present (as `[]` does in JSON); without that column no condition was asked. `conditions_asked`: `all` (also
when empty), `none`, or codes.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from app.clinic.risk.form_entry import FormEntry, bad_line
from app.clinic.risk.vocabulary import FORM_KEYS, NUMBER_FIELDS
from app.clinic.risk.yaml_nodes import nearest
from app.kernel.errors import KnownError

_DELIMITERS: Final = (",", ";", "\t")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,15}([.,][0-9]{1,15})?")
_BETWEEN_CODES: Final = re.compile(r"[|;,\s]+")
_QUOTED: Final = re.compile(r'"[^"]*"')


class _Rows:
    """The lines on their way to `csv.reader`; remembers the number of the last one handed out."""

    def __init__(self, lines: Iterable[tuple[int, str]]) -> None:
        self._lines = iter(lines)
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        for number, text in self._lines:
            self.number = number
            # NUL ends a text for the parser; it would silently cut the cell.
            yield text.replace("\0", "�")


def read_table(lines: Iterator[tuple[int, str]], name: str) -> Iterator[FormEntry]:
    """The forms of a table given as numbered lines, the first of them the header."""
    number, header_text = next(lines)
    unquoted = _QUOTED.sub("", header_text)
    delimiter = max(_DELIMITERS, key=unquoted.count)
    header = [cell.strip() for cell in _cells(header_text, delimiter, number, name)]
    for column, key in enumerate(header, start=1):
        if key not in FORM_KEYS:
            near = nearest(key, list(FORM_KEYS)) or ", ".join(FORM_KEYS)
            raise KnownError("classify.unknown_column", file=name, line=number, column=column, value=key, known=near)
        if header.count(key) > 1:
            raise KnownError("classify.repeated_column", file=name, line=number, value=key)
    return _forms(_Rows(lines), header, delimiter)


def _cells(header: str, delimiter: str, number: int, name: str) -> list[str]:
    try:
        return next(csv.reader([header], delimiter=delimiter))
    except csv.Error as error:
        known = ", ".join(FORM_KEYS)
        values = {"file": name, "line": number, "column": 1, "value": header.strip()[:40], "known": known}
        raise KnownError("classify.unknown_column", **values) from error


def _forms(rows: _Rows, header: list[str], delimiter: str) -> Iterator[FormEntry]:
    reader = csv.reader(rows, delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield bad_line(rows.number, f"a row of {len(header)} cells; {error}")
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            yield bad_line(
                rows.number, f"{len(header)} cells as in the header, not {len(cells)}", _id_in(header, cells)
            )
            continue
        answers = {key: _answer(key, cell.strip()) for key, cell in zip(header, cells, strict=True)}
        yield FormEntry(answers, rows.number)


def _id_in(header: list[str], cells: list[str]) -> dict[str, Any] | None:
    if "id" not in header or header.index("id") >= len(cells):
        return None
    return {"id": cells[header.index("id")].strip() or None}


def _answer(key: str, cell: str) -> Any:
    """What a cell says; a number that is none stays a text, for the form's own check to refuse."""
    if key == "conditions":
        return _codes(cell)
    if key == "conditions_asked":
        return None if not cell else "all" if cell == "all" else [] if cell == "none" else _codes(cell)
    if not cell:
        return None
    if key in NUMBER_FIELDS and _NUMBER.fullmatch(cell):
        return float(cell.replace(",", ".")) if "." in cell or "," in cell else int(cell)
    return cell


def _codes(cell: str) -> list[str]:
    return [code for code in _BETWEEN_CODES.split(cell) if code]
