"""What somebody typed into the search field, understood: parts of names, a document's digits, a birth date.

Pure. Whatever is typed is data: nothing of it reaches the index except folded letters and digits, always quoted.
"""

import re
from dataclasses import dataclass

from app.clinic.text_keys import PARTICLES, digits, words
from app.store.search_index import DAY_MONTH_MARK

LONGEST_TEXT = 200
MOST_WORDS = 8
LONGEST_WORD = 40
_ISO = re.compile(r"((?:19|20)\d\d)-(\d{0,2})(?:-(\d{0,2}))?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](?:(\d{1,2})(?:[/.-](\d{0,4}))?)?")
_MONTH_YEAR = re.compile(r"(\d{1,2})/((?:19|20)\d{0,2})")
_LAST_YEAR = 2099

DateWords = tuple[str, ...]
"""Beginnings of index words that all have to be there, e.g. ("01203", "19")."""


@dataclass(frozen=True)
class Query:
    """`words`: folded beginnings of name parts; `name_start`: all of them as typed, particles kept.

    `document`: digits that may begin a CPF or CNS. `dates`: the ways to read what was typed as (part of) a birth
    date; any of them fits. `whole_date`: a complete date was typed.
    """

    words: tuple[str, ...] = ()
    name_start: str = ""
    document: str = ""
    dates: tuple[DateWords, ...] = ()
    whole_date: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing to search for."""
        return not (self.words or self.document or self.dates)


def understand(text: str) -> Query:
    """Read one search text; every text is allowed."""
    letters: list[str] = []
    numbers: list[str] = []
    for chunk in text[:LONGEST_TEXT].split():
        found = words(chunk)
        if found:
            letters += found
        elif digits(chunk):
            numbers.append(chunk)
    cut = [word[:LONGEST_WORD] for word in letters[:MOST_WORDS]]
    name_start = " ".join(cut)
    if not numbers:
        return Query(_telling(cut), name_start)
    dates = _dates(numbers[0]) if len(numbers) == 1 else ()
    document = "" if any("/" in number for number in numbers) else digits("".join(numbers))
    whole = any(len(alternative) == 1 and len(alternative[0]) == len("YYYYMMDD") for alternative in dates)
    return Query(_telling(cut), name_start, document, dates, whole)


def _telling(found: list[str]) -> tuple[str, ...]:
    """Without particles (unless there is nothing else), and without words that a longer one already demands."""
    telling = [word for word in found if word not in PARTICLES] or found
    distinct = list(dict.fromkeys(telling))
    return tuple(word for word in distinct if not any(other != word and other.startswith(word) for other in distinct))


def _dates(chunk: str) -> tuple[DateWords, ...]:
    if match := _ISO.fullmatch(chunk):
        return _iso(*match.groups(default=""))
    found: tuple[DateWords, ...] = ()
    if match := _MONTH_YEAR.fullmatch(chunk):
        found += _month_year(*match.groups())
    if match := _DAY_FIRST.fullmatch(chunk):
        found += _day_first(*match.groups(default=""))
    if not found and chunk.isascii() and chunk.isdigit():
        found = _digits_only(chunk)
    return tuple(dict.fromkeys(found))


def _iso(year: str, month: str, day: str) -> tuple[DateWords, ...]:
    return tuple((year + m + d,) for m in _pieces(month, "01", bool(day)) for d in _pieces(day, "0123", False))


def _month_year(month: str, year: str) -> tuple[DateWords, ...]:
    padded = month.zfill(2)
    if not "01" <= padded <= "12":
        return ()
    missing = 4 - len(year)
    years = range(int(year) * 10**missing, (int(year) + 1) * 10**missing)
    return tuple((f"{one}{padded}",) for one in years if one <= _LAST_YEAR)


def _day_first(day: str, month: str, year: str) -> tuple[DateWords, ...]:
    padded_day = day.zfill(2)
    if not "01" <= padded_day <= "31":
        return ()
    readings: list[DateWords] = []
    for piece in _pieces(month, "01", bool(year)):
        if len(piece) == 2 and not "01" <= piece <= "12":
            continue
        readings += [_with_year(padded_day, piece, one) for one in _years(year)]
    return tuple(readings)


def _with_year(day: str, month: str, year: str) -> DateWords:
    if len(year) == 4 and len(month) == 2:
        return (year + month + day,)
    return (DAY_MONTH_MARK + day + month, *([year] if year else []))


def _years(year: str) -> tuple[str, ...]:
    """The beginnings of a four-digit year behind what was typed: "90" may be 1990, "19" may be 19.. or 2019."""
    if len(year) == 2:
        whole = [century + year for century in ("19", "20")]
        return (year, *whole) if year in {"19", "20"} else tuple(whole)
    return (year,)


def _pieces(part: str, openers: str, finished: bool) -> tuple[str, ...]:
    """Two digits behind one or two typed ones: "3" is 03; "1" may be 01 or, while being typed, the start of 1x."""
    if len(part) != 1:
        return (part,)
    if finished or part not in openers:
        return (f"0{part}",)
    return (part,) if part == "0" else (part, f"0{part}")


def _digits_only(number: str) -> tuple[DateWords, ...]:
    """DDMMYYYY or YYYYMMDD, as far as it is typed."""
    found: list[DateWords] = []
    if len(number) <= 8:
        day, month, year = number[:2], number[2:4], number[4:]
        if "0" <= day <= "31" and (len(month) < 2 or "01" <= month <= "12"):
            found.append(_with_year(day, month, year))
        if len(number) >= 4 and number[:2] in {"19", "20"}:
            found.append((number,))
    return tuple(found)
