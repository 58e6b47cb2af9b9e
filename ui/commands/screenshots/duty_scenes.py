"""Who is on duty and whose each bed is: before anybody is, a week, one field of it, on paper, and a bed on its way."""

from datetime import datetime, timedelta
from typing import Final

from app.router.duty.model import Group, Post
from app.router.tables.model import Shift
from app.security.roles import Role
from app.station import Station
from ui.alarms.page import AlarmsPage
from ui.commands.screenshots.stage import Stage
from ui.duty.beds.page import BedsOfPage
from ui.duty.rota.page import RotaPage
from ui.duty.week import local_day, monday_of
from ui.ward.toolbar import InSection

_BEDS: Final = 4
_DAYS: Final = 5
"""Of the week; the other two are still to be filled."""


def duty(stage: Stage) -> None:
    """The rota: empty, filled, with a field opened, on paper."""
    with stage.at_hospital() as station:
        stage.enter(Role.NURSE, "alarms", "duty")
        stage.shoot("duty-empty")
        _fill(stage, station)
        page = _page(stage, Role.NURSE, "duty")
        assert isinstance(page, RotaPage) and page.rota is not None
        stage.shoot("duty-week")
        lacking = next(slot for line in page.rota.lines for slot in line.slots if slot.gaps and slot.duties)
        page.open_slot(lacking.key)
        stage.shoot("duty-slot")
        page.step_back()
        page.print_current()
        stage.shoot("duty-paper")
        page.leave()


def beds(stage: Stage) -> None:
    """Whose each bed is: free ones, one's own, one that waits for one's word; a bed beside the list."""
    with stage.at_hospital() as station:
        nurse, coordinator = stage.session(Role.NURSE), stage.session(Role.COORDINATOR)
        # Played alone, the scene finds nobody on duty and a ward without beds.
        if nurse.account_id not in {one.user for one in station.duty.roster(nurse).on_duty(station.clock.now())}:
            _fill(stage, station)
        for number in range(len(station.beds.beds(nurse)) + 1, _BEDS + 1):
            station.beds.add_bed(nurse, f"Leito {number:02d}")
        known = station.beds.beds(nurse)
        for number, bed in enumerate(known[:_BEDS]):
            stage.clock_moves(1)
            station.duty.take_free(coordinator if number == 3 else nurse, bed.bed)
            station.duty.group_of(nurse, bed.bed, Group.A if number % 2 else Group.B)
        stage.clock_moves(1)
        station.duty.offer(coordinator, known[3].bed, nurse.account_id)
        page = _page(stage, Role.NURSE, "holders")
        assert isinstance(page, BedsOfPage)
        stage.shoot("duty-beds")
        page.open_bed(known[0].bed)
        stage.shoot("duty-bed")
        page.leave()


def _page(stage: Stage, role: Role, tab: str) -> object:
    place = stage.enter(role, "alarms", tab).current()
    assert isinstance(place, AlarmsPage)
    screen = place.screen_of(tab)
    assert isinstance(screen, InSection)
    return screen.page


def _fill(stage: Stage, station: Station) -> None:
    """Some days of the week by its two shifts; one central post leaves early."""
    zone, nurse = station.profile.time_zone, stage.session(Role.NURSE)
    doctor, coordinator = stage.session(Role.DOCTOR), stage.session(Role.COORDINATOR)
    shifts = station.router_tables.tables(nurse).shifts
    first = monday_of(local_day(station.clock.now(), zone))

    def put(user: str, post: Post, shift: Shift, day: int, group: Group | None = None, early: float = 0) -> None:
        begins, until = shift.span(first + timedelta(days=day), zone)
        stage.clock_moves(1)
        station.duty.put(nurse, user, post, begins, _earlier(until, early), group)

    for day in range(_DAYS):
        put(nurse.account_id, Post.NURSE, shifts[0], day, Group.A)
        put(coordinator.account_id, Post.NURSE, shifts[0], day, Group.B)
        put(coordinator.account_id, Post.LOCAL_POST, shifts[1], day)
        put(coordinator.account_id, Post.EXECUTIVE_NURSE, shifts[0], day)
        put(doctor.account_id, Post.CENTRAL_POST, shifts[0], day, early=6 if day == 1 else 0)
        put(doctor.account_id, Post.EXECUTIVE_NURSE, shifts[1], day)


def _earlier(at: datetime, hours: float) -> datetime:
    return at - timedelta(hours=hours)


SCENES: Final = (("duty", duty), ("duty-beds", beds))
