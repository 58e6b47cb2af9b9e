"""The services around the ward and the router of its alarms."""

from collections.abc import Callable
from typing import TypedDict

from app.kernel.folders import StationFolders
from app.router.duty.service import DutyService
from app.router.history.service import AlarmHistoryService
from app.router.machines.service import MachineService
from app.router.neighbours import NeighbourService
from app.router.receivers.service import ReceiverService
from app.router.service import RouterService
from app.router.settings import RouterSettingsService
from app.router.tables.service import RouterTablesService
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
    receivers: ReceiverService
    machines: MachineService
    neighbours: NeighbourService
    router_tables: RouterTablesService
    router_settings: RouterSettingsService
    alarm_history: AlarmHistoryService


def ward_services(store: Store, folders: StationFolders, key: bytes, zone: Callable[[], str]) -> WardServices:
    """All of them over one store."""
    recordings, receivers = RecordingService(store, folders.recordings, key), ReceiverService(store, key)
    return WardServices(
        beds=BedService(store, zone),
        recordings=recordings,
        fatigue=FatigueService(store, recordings.of_bed, zone),
        signal_tests=SignalTestService(store),
        layouts=LayoutService(store),
        ward_inputs=NodeSettingsService(store),
        router=RouterService(folders, store.clock, receivers),
        duty=DutyService(store),
        receivers=receivers,
        machines=MachineService(store, key, receivers, store.clock),
        neighbours=NeighbourService(store),
        router_tables=RouterTablesService(store),
        router_settings=RouterSettingsService(store),
        alarm_history=AlarmHistoryService(store, zone),
    )
