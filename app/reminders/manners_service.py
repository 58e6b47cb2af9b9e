"""How this unit treats people: quiet hours, so many a day, free weekdays, its own holidays; set for all of its stations
and for the server where that sends."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from app.kernel.errors import KnownError
from app.reminders.holidays import with_own
from app.reminders.moments import Manners
from app.reminders.unit_settings import MANNERS, read_unit_setting, write_unit_setting
from app.security.roles import Action
from app.security.session import Session, require
from app.store.settings import read_setting
from app.store.store import Store

MOST_A_DAY: Final = 10
MOST_HOLIDAYS: Final = 100
LONGEST_NAME: Final = 60
LEAST_OPEN: Final = timedelta(hours=2)
"""Of a day: with less, hardly anything would ever go out."""
_OF_STATION: Final = "manners"
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class MannersSettings:
    """What a person can set. From `quiet_from` until `quiet_until` (local time, over midnight) nothing goes out; the
    same for both: no quiet hours. `free_weekdays`: 0 is Monday. `local_holidays`: days and what they are called."""

    quiet_from: time
    quiet_until: time
    most_a_day: int
    free_weekdays: frozenset[int]
    local_holidays: tuple[tuple[date, str], ...] = ()


class MannersService:
    """The manners of one unit. What is planned already stays where it is; what is planned next goes by them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def read(self, session: Session) -> MannersSettings:
        """As they are set, or as they are where nobody has set them."""
        require(session, Action.VIEW_MESSAGES)
        with self._store.read() as connection:
            return _read(connection)

    def change(self, session: Session, settings: MannersSettings) -> MannersSettings:
        """Raises KnownError manners.bad_hour, too_quiet, bad_most_a_day, bad_weekday, no_weekday_left,
        too_many_holidays, holiday_name_missing, holiday_name_too_long, holiday_twice."""
        require(session, Action.MANAGE_TEMPLATES)
        _check(settings)
        with self._store.write(session.actor) as writing:
            before = _read(writing.connection)
            if _to_raw(settings) != _to_raw(before):
                write_unit_setting(writing, MANNERS, _to_raw(settings))
                changed = [name for name, value in _to_raw(settings).items() if value != _to_raw(before)[name]]
                writing.audit("manners_changed", "station", MANNERS, fields=sorted(changed))
            return _read(writing.connection)

    def now(self) -> Manners:
        """For the program: as they are set at this moment, the national holidays with them."""
        with self._store.read() as connection:
            found = _read(connection)
        own = frozenset(day for day, _ in found.local_holidays)
        return Manners(found.quiet_from, found.quiet_until, found.most_a_day, found.free_weekdays, with_own(own))


def _check(one: MannersSettings) -> None:
    for hour in (one.quiet_from, one.quiet_until):
        if hour.tzinfo is not None or hour.second or hour.microsecond:
            raise KnownError("manners.bad_hour", value=hour.isoformat())
    if _quiet(one) > _DAY - LEAST_OPEN:
        raise KnownError("manners.too_quiet", hours=LEAST_OPEN // timedelta(hours=1))
    if not 1 <= one.most_a_day <= MOST_A_DAY:
        raise KnownError("manners.bad_most_a_day", value=one.most_a_day, most=MOST_A_DAY)
    unknown = sorted(one.free_weekdays - frozenset(range(7)))
    if unknown:
        raise KnownError("manners.bad_weekday", value=unknown[0])
    if len(one.free_weekdays) == 7:
        raise KnownError("manners.no_weekday_left")
    _check_holidays(one)


def _check_holidays(one: MannersSettings) -> None:
    if len(one.local_holidays) > MOST_HOLIDAYS:
        raise KnownError("manners.too_many_holidays", value=len(one.local_holidays), most=MOST_HOLIDAYS)
    seen: set[date] = set()
    for day, name in one.local_holidays:
        if not name.strip():
            raise KnownError("manners.holiday_name_missing", day=day)
        if len(name.strip()) > LONGEST_NAME:
            raise KnownError("manners.holiday_name_too_long", day=day, length=len(name.strip()), most=LONGEST_NAME)
        if day in seen:
            raise KnownError("manners.holiday_twice", day=day)
        seen.add(day)


def _quiet(one: MannersSettings) -> timedelta:
    """How long the quiet hours last."""
    some_day = date.min
    return (datetime.combine(some_day, one.quiet_until) - datetime.combine(some_day, one.quiet_from)) % _DAY


def _read(connection: Connection) -> MannersSettings:
    # Before they travelled they were a setting of the one station.
    raw: Any = read_unit_setting(connection, MANNERS) or read_setting(connection, _OF_STATION)
    if raw is None:
        usual = Manners()
        return MannersSettings(usual.quiet_from, usual.quiet_until, usual.most_a_day, usual.free_weekdays)
    return MannersSettings(
        quiet_from=time.fromisoformat(raw["quiet_from"]),
        quiet_until=time.fromisoformat(raw["quiet_until"]),
        most_a_day=raw["most_a_day"],
        free_weekdays=frozenset(raw["free_weekdays"]),
        local_holidays=tuple((date.fromisoformat(day), name) for day, name in raw["local_holidays"]),
    )


def _to_raw(one: MannersSettings) -> dict[str, object]:
    return {
        "quiet_from": one.quiet_from.isoformat("minutes"),
        "quiet_until": one.quiet_until.isoformat("minutes"),
        "most_a_day": one.most_a_day,
        "free_weekdays": sorted(one.free_weekdays),
        "local_holidays": [[day.isoformat(), name.strip()] for day, name in sorted(one.local_holidays)],
    }
