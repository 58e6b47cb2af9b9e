"""Hours that the demo records for a bed: signals, numbers and alarms that belong together, all marked as simulated."""

from pathlib import Path

import numpy as np
import pytest
from argon2 import PasswordHasher

from app import bootstrap
from app.demo.recorded_hours import seed_recording
from app.kernel.folders import StationFolders
from app.security.account_model import NewAccount
from app.security.keys.passphrase import PassphraseCost
from app.security.passwords import Passwords
from app.security.roles import Role
from app.settings import StationProfile, StationRole
from app.station import Station
from tests.clinic.conftest import session_of

PORTS = bootstrap.Ports(
    passphrase_cost=PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1),
    passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
    background=False,
)
UNTIL = 1_772_449_200.0


@pytest.fixture
def station(tmp_path: Path) -> Station:
    folder = tmp_path / "station"
    first = bootstrap.FirstStart(
        profile=StationProfile(StationRole.HOSPITAL, "Hospital Sintético", "0000000", "2408102", "Natal", demo=True),
        administrator=NewAccount("administrator", "Administradora Sintética", Role.ADMINISTRATOR, "sete barcos verdes"),
        key_file=folder / "station.key",
    )
    return bootstrap.create_station(StationFolders(folder), first, PORTS).station


def test_a_window_reads_hours_with_their_alarms(station: Station) -> None:
    try:
        episodes = seed_recording(station.folders, "SIM-01", "stay-1", UNTIL, hours=4.0)
        nurse = session_of(Role.NURSE)
        recording = station.recordings.of_bed(nurse, "SIM-01")
        assert recording.simulated()
        assert recording.span() == (UNTIL - 4 * 3600, UNTIL)
        assert "ecg_ii" in recording.waves()
        assert {"heart_rate", "spo2"} <= set(recording.vitals())
        assert not np.isnan(recording.envelope("ecg_ii", UNTIL - 4 * 3600, UNTIL, 500).low).any()
        marks = recording.alarms(UNTIL - 4 * 3600, UNTIL)
        assert marks
        assert all(any(one.began_at <= mark.began_at < one.began_at + 360 for one in episodes) for mark in marks)
        assert all(mark.ended_at is not None for mark in marks)
        assert [one.began_at for one in marks] == sorted(one.began_at for one in marks)
        assert any(mark.seen_by for mark in marks)
        worst = next(mark for mark in marks if mark.vital and mark.limit is not None)
        trend = recording.trend(worst.vital, worst.began_at - 30, worst.began_at + 90, 120)
        assert worst.value is not None
        assert np.nanmin(trend.low) <= worst.value <= np.nanmax(trend.high)
        assert not recording.alarms(UNTIL - 5 * 3600, UNTIL - 4 * 3600)
    finally:
        station.close()


def test_the_same_seed_tells_the_same_story(tmp_path: Path) -> None:
    from app.demo.recorded_hours import record_hours
    from app.ward.recording.folder import RecordingFolder
    from app.ward.recording.sealed import RecordingKey

    folders = [RecordingFolder(tmp_path / name, RecordingKey(b"k" * 32)) for name in ("one", "two")]
    first, second = (record_hours(one, "b", "s", UNTIL, 3.0, seed=3) for one in folders)
    assert first == second
    assert first


def test_numbers_are_there_for_every_minute_wherever_in_an_hour_the_story_begins(tmp_path: Path) -> None:
    from app.demo.recorded_hours import record_hours
    from app.ward.recording.folder import RecordingFolder
    from app.ward.recording.reader import StayRecording
    from app.ward.recording.sealed import RecordingKey

    folder = RecordingFolder(tmp_path, RecordingKey(b"k" * 32))
    until = UNTIL - UNTIL % 3600 + 2400
    record_hours(folder, "b", "s", until, 3.0)
    recording = StayRecording(folder, "s")
    for minute in range(180):
        at = until - 60 * (minute + 1)
        trend = recording.trend("heart_rate", at, at + 60, 60)
        assert not np.isnan(trend.mean).all(), f"{minute} minutes before the end"
