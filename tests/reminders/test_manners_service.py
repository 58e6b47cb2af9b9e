"""How people are treated is set by the unit, and what is planned next goes by it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from app.kernel.errors import KnownError
from app.reminders.manners_service import MannersService, MannersSettings
from app.reminders.moments import Moved, Placed, place
from app.security.roles import Role
from app.store.store import Store
from tests.clinic.conftest import session_of
from tests.security.questions import audited

COORDINATOR, NURSE = session_of(Role.COORDINATOR), session_of(Role.NURSE)
ST_JOSEPH = date(2026, 3, 19)
LATE_RISERS = MannersSettings(
    quiet_from=time(20),
    quiet_until=time(9, 30),
    most_a_day=1,
    free_weekdays=frozenset({5, 6}),
    local_holidays=((date(2026, 6, 24), "São João"), (ST_JOSEPH, " São José ")),
)


@pytest.fixture
def manners(store: Store) -> MannersService:
    return MannersService(store)


def test_until_somebody_sets_them_the_manners_are_the_usual_ones(manners: MannersService) -> None:
    assert manners.read(NURSE) == MannersSettings(time(21), time(8), 2, frozenset({6}))


def test_what_was_set_is_kept_in_order_and_holds_for_what_is_planned_next(
    store: Store, manners: MannersService
) -> None:
    kept = manners.change(COORDINATOR, LATE_RISERS)
    assert kept == replace(LATE_RISERS, local_holidays=((ST_JOSEPH, "São José"), (date(2026, 6, 24), "São João")))
    assert manners.read(NURSE) == kept
    on_the_holiday = datetime(2026, 3, 19, 15, tzinfo=UTC)
    expected = Placed(datetime(2026, 3, 20, 12, 30, tzinfo=UTC), Moved.HOLIDAY)
    assert place(on_the_holiday, "America/Fortaleza", manners.now()) == expected
    assert place(datetime(2026, 12, 25, 15, tzinfo=UTC), "America/Fortaleza", manners.now()) is not None
    assert manners.now().is_holiday(date(2026, 12, 25))
    assert audited(store) == ["manners_changed"]
    manners.change(COORDINATOR, kept)
    assert audited(store) == ["manners_changed"]


def test_quiet_hours_may_lie_within_one_day_or_be_none_at_all(manners: MannersService) -> None:
    midday = replace(LATE_RISERS, quiet_from=time(12), quiet_until=time(14))
    assert manners.change(COORDINATOR, midday).quiet_from == time(12)
    manners.change(COORDINATOR, replace(LATE_RISERS, quiet_from=time(0), quiet_until=time(0)))
    assert not any(manners.now().is_quiet(time(hour)) for hour in range(24))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"quiet_from": time(8), "quiet_until": time(7)}, "too_quiet"),
        ({"quiet_from": time(8, 0, 1)}, "bad_hour"),
        ({"most_a_day": 0}, "bad_most_a_day"),
        ({"most_a_day": 11}, "bad_most_a_day"),
        ({"free_weekdays": frozenset({7})}, "bad_weekday"),
        ({"free_weekdays": frozenset(range(7))}, "no_weekday_left"),
        ({"local_holidays": ((ST_JOSEPH, " "),)}, "holiday_name_missing"),
        ({"local_holidays": ((ST_JOSEPH, "x" * 61),)}, "holiday_name_too_long"),
        ({"local_holidays": ((ST_JOSEPH, "a"), (ST_JOSEPH, "b"))}, "holiday_twice"),
        ({"local_holidays": tuple((date(2026, 1, 1), "a") for _ in range(101))}, "too_many_holidays"),
    ],
)
def test_manners_that_would_let_nothing_out_are_refused(
    store: Store, manners: MannersService, change: dict[str, Any], code: str
) -> None:
    with pytest.raises(KnownError, match=rf"manners\.{code}"):
        manners.change(COORDINATOR, replace(LATE_RISERS, **change))
    assert audited(store) == []
