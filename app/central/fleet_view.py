"""What the page of the stations shows of them: which ones, in which order, and each in words. Pure.

The page has no script: every choice is a link or a form, so that it can be kept as a bookmark and handed on.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from app.central.enrolment import ACTIVE
from app.central.health import StationState
from app.central.health_rules import ORDER, Reported
from app.clinic.text_keys import fold
from app.fleet.versions import numbers_of
from app.kernel.clock import from_text

ASKING: Final = "asking"
WELL: Final = "well"
SUSPENDED: Final = "suspended"
GROUPS: Final = (ASKING, *ORDER, WELL, SUSPENDED)
"""What may be shown alone, in the order of the links."""
_MOST_WORDS: Final = 80
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_CLOSE: Final = 2
"""Seconds that a report may well be under way."""
Told = Callable[..., str]


@dataclass(frozen=True)
class Column:
    """`key`: by what it is ordered, None where the station did not say; `worst_first`: reversed at the first press.
    `concerns`: those whose figure stands here."""

    name: str
    key: Callable[[StationState], Any]
    worst_first: bool = False
    concerns: tuple[str, ...] = ()


def _waits(one: StationState) -> Any:
    report = one.report
    if report is None:
        return None
    since = -math.inf if report.oldest_pending is None else report.oldest_pending - _said_at(one)
    return since, report.refused, report.disagreements, report.pending


def _disk(one: StationState) -> Any:
    return None if one.report is None else one.report.disk_free


def _silence(one: StationState) -> Any:
    return math.inf if one.last_contact is None else -from_text(one.last_contact).timestamp()


def _backup(one: StationState) -> Any:
    if one.report is None:
        return None
    # By the moment it was made, so that what was said long ago counts as old.
    made = None if one.report.backup_age is None else _said_at(one) - one.report.backup_age
    return math.inf if made is None else -made


def _said_at(one: StationState) -> float:
    return 0.0 if one.report is None else from_text(one.report.received_at).timestamp()


def _clock(one: StationState) -> Any:
    return None if one.report is None else abs(one.report.clock_ahead)


def _version(one: StationState) -> Any:
    return None if one.report is None else numbers_of(one.report.version)


COLUMNS: Final = (
    Column("station", lambda one: (fold(one.unit_name), one.unit_name, one.name)),
    # As the server orders them: the worst first.
    Column("asks", lambda _one: 0),
    Column("heard", _silence, worst_first=True, concerns=("silent",)),
    Column("pending", _waits, worst_first=True, concerns=("pending", "refused", "disagreements")),
    Column("disk", _disk, concerns=("disk",)),
    Column("backup", _backup, worst_first=True, concerns=("backup",)),
    Column("clock", _clock, worst_first=True, concerns=("clock",)),
    Column("version", _version, concerns=("old_version",)),
)
_BY_NAME: Final = {one.name: one for one in COLUMNS}
USUAL: Final = "asks"


@dataclass(frozen=True)
class Wanted:
    """What somebody asked to see: `only` one of GROUPS or "" for all, `words` of names, `by` a column, `turned` round,
    in which language (as links call it)."""

    only: str = ""
    words: str = ""
    by: str = USUAL
    turned: bool = False
    language: str = ""

    def but(self, **changes: Any) -> str:
        """The query of a link that leads to the same with something else in it."""
        other = replace(self, **changes)
        shown = {"only": other.only, "q": other.words, "by": "" if other.by == USUAL else other.by}
        shown |= {"turned": "1" if other.turned else "", "l": other.language}
        return "?" + urlencode({name: value for name, value in shown.items() if value})


def wanted_by(query: Mapping[str, str], language: str) -> Wanted:
    """As a link says it; what nobody understands is as if it were not there."""
    only, by = query.get("only", ""), query.get("by", USUAL)
    return Wanted(
        only=only if only in GROUPS else "",
        words=query.get("q", "").strip()[:_MOST_WORDS],
        by=by if by in _BY_NAME else USUAL,
        turned=query.get("turned") == "1",
        language=language,
    )


def chosen(stations: Sequence[StationState], wanted: Wanted) -> list[StationState]:
    """Those that fit, in the wanted order; who did not say stands last whichever way it is turned."""
    fitting = [one for one in named(stations, wanted) if belongs(one, wanted.only)]
    column = _BY_NAME[wanted.by]
    keyed = [(column.key(one), one) for one in fitting]
    said = [pair for pair in keyed if pair[0] is not None]
    if column.name == USUAL:
        said = said[::-1] if wanted.turned else said
    else:
        said.sort(key=lambda pair: pair[0], reverse=column.worst_first is not wanted.turned)
    return [one for _, one in said] + [one for key, one in keyed if key is None]


def named(stations: Sequence[StationState], wanted: Wanted) -> list[StationState]:
    """Those in whose names, unit or number every word stands, accents and case aside; or whose identifier it is."""
    words = wanted.words.casefold().split()
    return [one for one in stations if all(_has(one, word) for word in words)]


def _has(one: StationState, word: str) -> bool:
    told = f"{one.name} {one.unit_name} {one.unit}"
    # Folding leaves nothing of figures.
    return word in told.casefold() or word == one.id or (word.isalpha() and fold(word) in fold(told))


def belongs(one: StationState, group: str) -> bool:
    """Whether a station is of a group of GROUPS; "" has all."""
    suspended = one.status != ACTIVE
    if group in ORDER:
        return group in one.concerns
    return {
        "": True,
        ASKING: bool(one.concerns),
        WELL: not one.concerns and not suspended,
        SUSPENDED: suspended,
    }[group]


def line(one: StationState, now: datetime, zone: ZoneInfo, told: Told) -> Mapping[str, object]:
    """One station as the page shows it; `wrong`: the columns whose figure asks for a look."""
    report = None if one.report is None else one.report.by(now)
    figures = _NO_FIGURES if report is None else _figures(report, told)
    contact = None if one.last_contact is None else from_text(one.last_contact)
    return {
        **{"unit": one.unit_name, "cnes": one.unit, "name": one.name, "suspended": one.status != ACTIVE},
        "heard": told("never") if contact is None else told("ago", age=age(int((now - contact).total_seconds()), told)),
        "heard_at": "" if contact is None else contact.isoformat(),
        "heard_told": "" if contact is None else contact.astimezone(zone).strftime("%d/%m/%Y %H:%M"),
        "asks": [told(f"concern_{name}") for name in one.concerns],
        "wrong": {column.name for column in COLUMNS if set(column.concerns) & set(one.concerns)},
        **figures,
    }


_NO_FIGURES: Final[Mapping[str, object]] = {
    **{"version": "—", "system": "", "pending": ["—"]},
    **{"disk": "—", "backup": "—", "clock": "—"},
}


def _figures(report: Reported, told: Told) -> Mapping[str, object]:
    return {
        "version": report.version,
        "system": f"{report.system.capitalize()} · {told('store_format', number=report.store_format)}",
        "pending": _pending(report, told),
        "disk": "—" if report.disk_free is None else told("gigabytes", count=_decimal(report.disk_free, told)),
        "backup": told("never") if report.backup_age is None else told("ago", age=age(report.backup_age, told)),
        "clock": _apart(report.clock_ahead, told),
    }


def _pending(report: Reported, told: Told) -> list[str]:
    """One line for each thing that is there, else that nothing is."""
    parts = []
    if report.pending:
        since = "" if report.oldest_pending is None else " · " + told("ago", age=age(report.oldest_pending, told))
        parts.append(f"{report.pending}{since}")
    if report.refused:
        parts.append(told("refused", count=report.refused))
    if report.disagreements:
        parts.append(told("disagreements", count=report.disagreements))
    return parts or [told("nothing")]


def _apart(seconds: int, told: Told) -> str:
    if abs(seconds) <= _CLOSE:
        return told("clock_right")
    apart = age(abs(seconds), told)
    return told("clock_ahead", age=apart) if seconds > 0 else told("clock_behind", age=apart)


def _decimal(size: int, told: Told) -> str:
    return f"{size / 1e9:.1f}".replace(".", told("decimal_sign"))


def age(seconds: int, told: Told) -> str:
    """In one unit: seconds, minutes, hours or days."""
    past = max(seconds, 0)
    if past < _MINUTE:
        return told("seconds", count=past)
    if past < _HOUR:
        return told("minutes", count=past // _MINUTE)
    return told("hours", count=past // _HOUR) if past < 2 * _DAY else told("days", count=past // _DAY)
