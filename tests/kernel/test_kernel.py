"""Clock, identifiers, canonical text, errors and folders."""

import json
import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.canonical import canonical_json, sha256_hex
from app.kernel.clock import FakeClock, SystemClock, from_text, local_date, to_text
from app.kernel.errors import KnownError
from app.kernel.folders import station_folders
from app.kernel.ids import SeededIds, TimeOrderedIds

INSTANTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
CONTENT = st.dictionaries(
    st.text(max_size=8), st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)), max_size=6
)


@given(INSTANTS, INSTANTS)
def test_stored_instants_come_back_and_sort_like_time(one: datetime, other: datetime) -> None:
    assert from_text(to_text(one)) == one
    assert (to_text(one) < to_text(other)) == (one < other)
    assert len(to_text(one)) == 27


def test_an_instant_of_another_zone_is_stored_in_utc() -> None:
    natal = datetime(2026, 11, 20, 23, 30, tzinfo=timezone(timedelta(hours=-3)))
    assert to_text(natal) == "2026-11-21T02:30:00.000000Z"
    assert local_date(natal, "America/Fortaleza") == date(2026, 11, 20)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_text(datetime(2026, 11, 20))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-21",
        "2026-11-21T02:39:00Z",
        "2026-11-21 02:39:00.123456Z",
        "2026-11-21T02:39:00.123456+",
        "2026-13-21T02:39:00.123456Z",
    ],
)
def test_what_is_no_stored_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        from_text(text)


def test_the_fake_clock_moves_only_when_told() -> None:
    clock = FakeClock()
    start, ticks = clock.now(), clock.monotonic()
    clock.advance(90)
    assert (clock.now() - start, clock.monotonic() - ticks) == (timedelta(seconds=90), 90)
    clock.set_wall(start)
    assert (clock.now(), clock.monotonic() - ticks) == (start, 90)


def test_the_system_clock_is_aware_and_its_monotonic_side_never_goes_back() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()


@given(st.integers(0, 2**32))
def test_identifiers_are_version_7_and_sort_by_time(seed: int) -> None:
    clock = FakeClock()
    ids = SeededIds(clock, seed)
    made = []
    for _ in range(5):
        made.append(ids.new())
        clock.advance(0.001)
    assert made == sorted(made)
    assert {(uuid.UUID(one).version, uuid.UUID(one).variant) for one in made} == {(7, uuid.RFC_4122)}
    assert SeededIds(FakeClock(), seed).new() == made[0]


def test_identifiers_of_one_instant_differ() -> None:
    ids = TimeOrderedIds(FakeClock())
    assert len({ids.new() for _ in range(2000)}) == 2000


@given(CONTENT)
def test_equal_content_has_one_spelling_and_one_hash(content: dict[str, object]) -> None:
    backwards = dict(reversed(content.items()))
    assert canonical_json(content) == canonical_json(backwards)
    assert json.loads(canonical_json(content)) == content


def test_the_hash_is_that_of_the_utf8_bytes() -> None:
    assert sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert canonical_json({"b": "ç", "a": 1}) == '{"a":1,"b":"ç"}'


def test_what_is_no_number_has_no_canonical_spelling() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical_json({"x": float("nan")})


def test_a_known_error_shows_code_and_values() -> None:
    assert str(KnownError("store.missing", path="x")) == "store.missing(path='x')"


def test_one_variable_moves_all_files_of_a_station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANTAO_HOME", str(tmp_path))
    folders = station_folders()
    for path in (folders.store, folders.key_slots, folders.backups, folders.logs):
        assert path.is_relative_to(tmp_path)
    monkeypatch.delenv("PLANTAO_HOME")
    assert station_folders().home.name == "plantao"
