"""The demo hospital's people are called, accept and come, each over a receiver of the router that the node starts."""

from pathlib import Path

from app.demo.routed_ward import fill_router, played_receivers
from app.demo.simulated_ward import ward_of_station
from app.demo.ward_beds import fill_ward
from app.kernel.clock import SystemClock
from app.kernel.folders import StationFolders
from app.router.delivery.model import Standing
from app.router.node.items import Board
from app.security.roles import Role
from tests.clinic.conftest import session_of
from tests.demo.test_recorded_hours import PORTS
from tests.demo.test_simulated_ward import demo_station
from tests.router.node.played import wait

WARD = """
code = "three"
label = { pt_BR = "Três leitos", en = "Three beds" }
beds = 3

[[group]]
beds = [1]
scenario = "cardiac-arrest"
begins = -60
"""


def test_alarms_of_the_demo_hospital_are_accepted_by_people_on_duty(tmp_path: Path) -> None:
    folders, ward = StationFolders(tmp_path / "station"), tmp_path / "three.toml"
    ward.write_text(WARD, encoding="utf-8")
    made = demo_station(folders)
    try:
        fill_ward(folders, PORTS, str(ward), hours=())
        receivers = fill_router(folders, PORTS)
        roster = made.duty.roster(session_of(Role.NURSE))
        assert len(roster.on_duty(SystemClock().now())) == len(receivers) == 4
        assert all(roster.holder(one.bed) is not None for one in made.beds.beds(session_of(Role.NURSE)))
        made.router.follow()
        with ward_of_station(folders, str(ward)), played_receivers(receivers, SystemClock(), pace=10.0):

            def held() -> bool:
                board = made.router.board()
                return isinstance(board, Board) and any(
                    one.standing in (Standing.ACCEPTED, Standing.PRESENT) and one.holders[0].name
                    for one in board.entries
                )

            wait(held, 120.0)

            def everybody_is_there() -> bool:
                paths = made.router.paths()
                here = () if paths is None else [one for one in paths.receivers if one.connected and one.user_name]
                return len(here) == 4

            wait(everybody_is_there, 60.0)
    finally:
        made.close()
