"""`main.py machines` beside a real router: what a kill of both takes away, the machines still know."""

import signal
import sys
from pathlib import Path

from app import bootstrap
from app.kernel.folders import StationFolders
from app.router.machines.model import MachineKind, MachineSettings
from app.router.machines.service import MachineService
from app.router.receivers.service import ReceiverService
from app.security.roles import Role
from app.store.store import Store
from app.ward.node.keys import write_link
from tests.clinic.conftest import session_of
from tests.commands.test_router import CLOCK, PORTS, home, router, set_up, store, wait_started, ward
from tests.router.machines.standins import Board, Service, served
from tests.router.node.played import PlayedWard, wait

__all__ = ["home", "store", "ward"]


def _ended(service: Service) -> list[object]:
    return [one["ended"] for one in service.posted if one["alarm"] == "asystole"]


def test_a_light_stays_on_while_router_and_machines_were_killed_and_nobody_knows_more(
    home: Path, store: Store, ward: PlayedWard
) -> None:
    set_up(store)
    key = bootstrap.ask_for_key(StationFolders(home), PORTS)
    machines = MachineService(store, key, ReceiverService(store, key), CLOCK)
    admin, service, board = session_of(Role.ADMINISTRATOR), Service(), Board()
    with service.running() as url, served(board.answer) as where:
        machines.add(admin, "Porta", MachineSettings(MachineKind.HTTP, url))
        machines.add(admin, "Luz", MachineSettings(MachineKind.RELAY, f"{where[0]}:{where[1]}", coil=2))
        with router(home) as first:
            wait_started(first)
            wait(lambda: board.coils.get(2) is False, 60)
            ward.device.asystole()
            wait(lambda: False in _ended(service) and board.coils.get(2) is True, 60)
            first.send_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
            first.wait(20)
        ward.stop()
        written = len(board.writes)
        # Another ward's node, that never heard of the alarm.
        ward.start()
        assert ward.link is not None
        write_link(home, ward.link)
        with router(home) as second:
            wait_started(second)
            wait(lambda: len(board.writes) > written, 60)
            # When the alarm is told as over: tests/router/machines/test_memory.py.
            assert board.writes[written] == (2, True) and True not in _ended(service)
