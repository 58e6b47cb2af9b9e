"""CSV as spreadsheets of Brazil open it: semicolons, BOM, and no cell that a spreadsheet would run as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_csv(rows: Iterable[Sequence[str]]) -> str:
    """The rows as one text with a BOM, so that accents survive a double click; lines end with CR LF (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_MINIMAL)
    writer.writerows([[safe_cell(cell) for cell in row] for row in rows])
    return BOM + out.getvalue()


def safe_cell(text: str) -> str:
    """The cell as a text and nothing else: a leading apostrophe keeps `=…`, `+…`, `-…`, `@…` from being a formula.

    Plain numbers keep their sign: a spreadsheet only reads them as numbers.
    """
    cleaned = text.replace("\0", "")
    if not cleaned.lstrip(" \u00a0").startswith(_FORMULA_STARTS) or _is_number(cleaned):
        return cleaned
    return "'" + cleaned


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-").replace(",", ".", 1).replace(".", "", 1)
    return digits.isascii() and digits.isdigit()
