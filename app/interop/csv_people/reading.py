"""The bytes of a table as rows of cells: encoding, delimiter and broken rows are found out, never guessed silently."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.kernel.errors import KnownError

MOST_BYTES = 32 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 200
LONGEST_CELL = 1000
_DELIMITERS = (";", ",", "\t", "|")
_QUOTED = re.compile(r'"[^"]*"')
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True)
class Row:
    """One row: the number of its last line in the file, and its cells; `problem`: why it cannot be read, or ""."""

    line: int
    cells: tuple[str, ...]
    problem: str = ""


@dataclass(frozen=True)
class Table:
    """A table as read. `encoding` and `delimiter` are what was found; rows without any text are left out."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str


def read_table(content: bytes) -> Table:
    """The table in the bytes of a file.

    Raises KnownError people_import.empty, too_large(most), too_many_rows(most), too_many_columns(most).
    Unreadable rows stay in the table with their problem, so that the report can name them.
    """
    if len(content) > MOST_BYTES:
        raise KnownError("people_import.too_large", most=MOST_BYTES // 1024 // 1024)
    text, encoding = _decode(content)
    # NUL ends a text for the parser; it would silently cut the cell.
    lines = text.replace("\0", "\ufffd").splitlines(keepends=True)
    first, delimiter = _delimiter(lines)
    reader = csv.reader(lines[first:], delimiter=delimiter)
    header = next(_rows(reader, first), None)
    if header is None or header.problem:
        raise KnownError("people_import.empty")
    if len(header.cells) > MOST_COLUMNS:
        raise KnownError("people_import.too_many_columns", most=MOST_COLUMNS)
    rows: list[Row] = []
    for row in _rows(reader, first):
        if len(rows) == MOST_ROWS:
            raise KnownError("people_import.too_many_rows", most=MOST_ROWS)
        rows.append(_checked(row, len(header.cells)))
    return Table(tuple(" ".join(cell.split()) for cell in header.cells), tuple(rows), encoding, delimiter)


def _decode(content: bytes) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace"), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        # What Brazilian spreadsheets write when they do not write UTF-8; its few empty places become a mark.
        return content.decode("cp1252", errors="replace"), "cp1252"


def _delimiter(lines: list[str]) -> tuple[int, str]:
    """Where the header stands, and the delimiter: as a first line `sep=;` says, or what the header has most of."""
    first = next((place for place, line in enumerate(lines) if line.strip()), None)
    if first is None:
        raise KnownError("people_import.empty")
    said = _SEPARATOR_LINE.fullmatch(lines[first])
    if said and said[1] in _DELIMITERS:
        return first + 1, said[1]
    unquoted = _QUOTED.sub("", lines[first])
    return first, max(_DELIMITERS, key=unquoted.count)


def _rows(reader: Any, skipped: int) -> Iterator[Row]:
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Row(skipped + reader.line_num, (), "unreadable_row")
            continue
        if any(cell.strip() for cell in cells):
            yield Row(skipped + reader.line_num, tuple(cells))


def _checked(row: Row, columns: int) -> Row:
    if row.problem:
        return row
    if any(len(cell) > LONGEST_CELL for cell in row.cells):
        return Row(row.line, tuple(cell[:40] for cell in row.cells[:columns]), "cell_too_long")
    # Spreadsheets leave out or add empty cells at the end of a row.
    cells = row.cells[:columns] + ("",) * (columns - len(row.cells))
    too_many = any(cell.strip() for cell in row.cells[columns:])
    return Row(row.line, cells, "too_many_cells" if too_many else "")
