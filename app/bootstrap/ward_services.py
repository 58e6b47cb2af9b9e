"""The services around the ward and the router of its alarms."""

from collections.abc import Callable
from typing import TypedDict

from app.kernel.folders import StationFolders
from app.router.duty.service import DutyService
from app.router.history.service import AlarmHistoryService
from app.router.service import RouterService
from app.store.store import Store
from app.ward.beds.service import BedService
from app.ward.fatigue.service import FatigueService
from app.ward.layouts.service import LayoutService
from app.ward.node.settings import NodeSettingsService
from app.ward.recording.service import RecordingService
from app.ward.signal_tests import SignalTestService


class WardServices(TypedDict):
    """Fields of `Station`, by its names."""

    beds: BedService
    recordings: RecordingService
    fatigue: FatigueService
    signal_tests: SignalTestService
    layouts: LayoutService
    ward_inputs: NodeSettingsService
    router: RouterService
    duty: DutyService
    alarm_history: AlarmHistoryService


def ward_services(store: Store, folders: StationFolders, key: bytes, zone: Callable[[], str]) -> WardServices:
    """All of them over one store."""
    recordings = RecordingService(store, folders.recordings, key)
    return WardServices(
        beds=BedService(store, zone),
        recordings=recordings,
        fatigue=FatigueService(store, recordings.of_bed, zone),
        signal_tests=SignalTestService(store),
        layouts=LayoutService(store),
        ward_inputs=NodeSettingsService(store),
        router=RouterService(folders, store.clock),
        duty=DutyService(store),
        alarm_history=AlarmHistoryService(store, zone),
    )
