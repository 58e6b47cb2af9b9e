"""Nobody is written to in the night, on a holiday, or more often in a day than is decent."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reminders.holidays import easter, national_holiday, with_own
from app.reminders.moments import Manners, Moved, Placed, place

FORTALEZA = "America/Fortaleza"
MANNERS = Manners()


def local(text: str, zone: str = FORTALEZA) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def placed(wanted: str, **more: object) -> tuple[str, Moved | None]:
    found = place(local(wanted), FORTALEZA, MANNERS, **more)  # type: ignore[arg-type]  # keywords of `place`
    assert found is not None
    return found.at.astimezone(ZoneInfo(FORTALEZA)).strftime("%Y-%m-%d %H:%M"), found.moved


@pytest.mark.parametrize(
    ("wanted", "found", "moved"),
    [
        ("2026-03-02T10:00", "2026-03-02 10:00", None),
        ("2026-03-02T21:00", "2026-03-03 08:00", Moved.QUIET_HOURS),
        ("2026-03-02T05:30", "2026-03-02 08:00", Moved.QUIET_HOURS),
        ("2026-03-01T10:00", "2026-03-02 08:00", Moved.WEEKEND),
        ("2026-12-25T10:00", "2026-12-26 08:00", Moved.HOLIDAY),
        ("2026-04-03T10:00", "2026-04-04 08:00", Moved.HOLIDAY),
        ("2026-10-31T23:00", "2026-11-03 08:00", Moved.QUIET_HOURS),
    ],
)
def test_a_message_waits_for_a_decent_moment(wanted: str, found: str, moved: Moved | None) -> None:
    assert placed(wanted) == (found, moved)


def test_whoever_has_her_messages_for_the_day_gets_the_next_one_tomorrow() -> None:
    on_day = {date(2026, 3, 2): 2, date(2026, 3, 3): 1}
    assert placed("2026-03-02T10:00", on_day=on_day) == ("2026-03-03 08:00", Moved.DAILY_LIMIT)


def test_what_would_come_too_late_is_brought_forward_to_the_evening_before() -> None:
    latest = local("2026-03-03T07:30")
    assert placed("2026-03-03T04:30", latest=latest) == ("2026-03-02 20:00", Moved.BROUGHT_FORWARD)


def test_what_is_brought_forward_skips_days_on_which_nobody_is_written_to() -> None:
    assert placed("2026-03-02T04:30", latest=local("2026-03-02T07:00")) == ("2026-02-28 20:00", Moved.BROUGHT_FORWARD)


def test_an_urgent_message_goes_out_as_wanted() -> None:
    assert placed("2026-12-25T03:00", anyway=True) == ("2026-12-25 03:00", None)


def test_the_quiet_hours_are_those_of_her_own_time_zone() -> None:
    wanted = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    assert place(wanted, FORTALEZA, MANNERS) == Placed(wanted)
    found = place(wanted, "America/Rio_Branco", MANNERS)
    assert found == Placed(datetime(2026, 3, 2, 13, 0, tzinfo=UTC), Moved.QUIET_HOURS)


def test_a_night_that_is_an_hour_longer_moves_nothing_into_it() -> None:
    """Lisbon sets its clocks back on 25 October 2026, a Sunday."""
    manners = Manners(free_weekdays=frozenset())
    found = place(local("2026-10-24T22:00", "Europe/Lisbon"), "Europe/Lisbon", manners)
    assert found == Placed(datetime(2026, 10, 25, 8, 0, tzinfo=UTC), Moved.QUIET_HOURS)


def test_quiet_hours_may_lie_within_a_day() -> None:
    manners = Manners(quiet_from=time(12), quiet_until=time(14))
    found = place(local("2026-03-02T13:00"), FORTALEZA, manners)
    assert found is not None and found.at.astimezone(ZoneInfo(FORTALEZA)).time() == time(14)


def test_a_unit_may_have_holidays_of_its_own() -> None:
    manners = Manners(is_holiday=with_own(frozenset({date(2026, 3, 2)})))
    found = place(local("2026-03-02T10:00"), FORTALEZA, manners)
    assert found is not None and found.moved is Moved.HOLIDAY


def test_where_no_day_is_free_nothing_is_placed() -> None:
    assert place(local("2026-03-02T10:00"), FORTALEZA, Manners(free_weekdays=frozenset(range(7)))) is None


@pytest.mark.parametrize(
    ("year", "day"),
    [(1818, date(1818, 3, 22)), (1943, date(1943, 4, 25)), (2024, date(2024, 3, 31)), (2026, date(2026, 4, 5))],
)
def test_easter_is_where_the_tables_have_it(year: int, day: date) -> None:
    assert easter(year) == day


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.sampled_from([FORTALEZA, "America/Rio_Branco", "Europe/Lisbon", "Pacific/Apia"]),
    st.dictionaries(st.dates(date(2024, 1, 1), date(2030, 2, 1)), st.integers(0, 3), max_size=20),
)
def test_whenever_it_is_placed_she_may_be_written_to_then(wanted: datetime, zone: str, on_day: dict[date, int]) -> None:
    found = place(wanted, zone, MANNERS, on_day)
    assert found is not None
    here = found.at.astimezone(ZoneInfo(zone))
    assert not MANNERS.is_quiet(here.time())
    assert not national_holiday(here.date()) and here.weekday() != 6
    assert on_day.get(here.date(), 0) < MANNERS.most_a_day
    assert wanted <= found.at <= wanted + timedelta(days=60)
    assert (found.moved is None) == (found.at == wanted)
