"""The recording beside the alarms of a station's ward: each fails by itself."""

import time
from pathlib import Path

import numpy as np
from sqlalchemy import select

from app.kernel.clock import FakeClock
from app.security.roles import Role
from app.store.store import Store
from app.store.tables import ward_alarm_log
from app.ward.alarms.limits import AgeClass
from app.ward.beds.model import DeviceClass
from app.ward.beds.service import BedService
from app.ward.inputs import Deliver, Refuse
from app.ward.node.station_ward import Kept, StationWard
from app.ward.recording.folder import RecordingFolder
from app.ward.recording.sealed import RecordingKey
from app.ward.recording.service import RecordingService
from app.ward.signals import DeviceAlert, Numeric, Observation, Phase, Source
from tests.clinic.conftest import session_of
from tests.conftest import ExpectedLogs
from tests.security.questions import audited
from tests.ward.recording.helpers import ramp

NURSE = session_of(Role.NURSE)
KEY = bytes(range(32))
DEVICE = Source("monitor-1")


class Monitor:
    """An input that says what the test hands to it."""

    name = "test"
    deliver: Deliver

    def start(self, deliver: Deliver, refuse: Refuse) -> None:
        self.deliver = deliver

    def stop(self) -> None:
        """Nothing runs."""


class Place:
    """A station with one bed, watched and recorded."""

    def __init__(self, store: Store, clock: FakeClock, home: Path) -> None:
        self.store, self.clock, self.home = store, clock, home
        beds = BedService(store)
        self.bed = beds.add_bed(NURSE, "Leito 01").bed
        beds.admit(NURSE, self.bed, "pulseira-1", AgeClass.ADULT)
        beds.put_on(NURSE, self.bed, "monitor-1", DeviceClass.A)
        self.monitor = Monitor()
        kept = Kept(RecordingFolder(home / "recordings", RecordingKey(KEY)), home / "journal")
        self.ward = StationWard(store, [self.monitor], None, kept)
        self.recordings = RecordingService(store, home / "recordings", KEY)

    def second(self) -> None:
        """One second of signals."""
        at = self.clock.monotonic()
        self.clock.advance(1.0)
        self.monitor.deliver(Observation(DEVICE, at, (Numeric("heart_rate", 72.0),), (ramp(at, 1.0),)))
        time.sleep(0.01)

    def logged(self) -> set[str]:
        with self.store.read() as connection:
            return set(connection.execute(select(ward_alarm_log.c.what)).scalars())


def test_signals_of_a_watched_bed_are_read_by_whoever_may_and_that_is_written_down(
    store: Store, tmp_path: Path, fake_clock: FakeClock
) -> None:
    place = Place(store, fake_clock, tmp_path)
    began = fake_clock.now().timestamp()
    place.ward.start()
    try:
        end = time.monotonic() + 30
        recording = place.recordings.of_bed(NURSE, place.bed)
        while recording.span() is None:
            assert time.monotonic() < end
            place.second()
    finally:
        place.ward.stop()
    assert audited(store).count("ward_recording_opened") == 1
    assert recording.vitals() == ("heart_rate",)
    assert not np.isnan(recording.wave("ecg_ii", began + 1, began + 8).samples).any()
    assert not recording.simulated()


def test_where_signals_cannot_be_recorded_that_is_an_alarm_and_alarms_are_logged_all_the_same(
    store: Store, tmp_path: Path, fake_clock: FakeClock, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("app.ward.recording.recorder", "signals are not recorded")
    expected_logs.allow("app.ward.recording.recorder")
    place = Place(store, fake_clock, tmp_path)
    (tmp_path / "recordings").write_text("a file where the folder should be", encoding="utf-8")
    place.ward.start()
    try:
        end = time.monotonic() + 30
        while "recording_failed" not in place.logged():
            assert time.monotonic() < end
            place.second()
        facts = (DEVICE, fake_clock.monotonic(), "a-1", "MDC_EVT_ECG_ASYSTOLE", "ASYSTOLE", Phase.START)
        place.monitor.deliver(DeviceAlert(*facts, state="active", priority="PH", kind="SP"))
        while not any(what.startswith("asystole") for what in place.logged()):
            assert time.monotonic() < end
            time.sleep(0.01)
    finally:
        place.ward.stop()
