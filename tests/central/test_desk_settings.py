"""What a unit has set for its messages holds where the server sends in its place: hours, holidays, zone, telephone."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from app.central.desks import Desk, Desks
from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.reminders.manners_service import MannersSettings
from app.reminders.messages import NewMessage
from app.reminders.unit_settings import PLACE, read_unit_setting, write_unit_setting
from app.security.roles import Role
from app.security.session import Session
from app.settings import SettingsService, StationProfile, StationRole, write_profile
from app.store.store import Store
from app.store.tables import consent, person, template_version
from tests.clinic.conftest import session_of
from tests.reminders.conftest import VERSION
from tests.store.rows import person_row

UNIT = "1111111"
ADMINISTRATOR, COORDINATOR = session_of(Role.ADMINISTRATOR), session_of(Role.COORDINATOR)
MANNERS = MannersSettings(time(17), time(9), 1, frozenset({5, 6}), ((date(2026, 3, 3), "Festa"),))
ACRE = "America/Rio_Branco"
_TEXT = '{"variants":[{"texts":{"pt_BR":{"body":"Ligue {{unit_phone}}.","subject":""}},"weight":1}]}'


def _copy(engine: Engine, clock: FakeClock, folder: Path, seed: int) -> tuple[Desks, Desk]:
    desks = Desks(engine, clock, SeededIds(clock, seed=seed), folder)
    return desks, desks.make(UNIT)


def _told(station: Desk) -> None:
    """What the administrator and the coordinator do at a station."""
    with station.store.write(PROGRAM) as writing:
        write_profile(writing, StationProfile(StationRole.PRIMARY_CARE, "UBS", UNIT, "1200401", "Rio Branco"))
    SettingsService(station.store).change(ADMINISTRATOR, time_zone=ACRE, unit_phone="(68) 3212-3456")
    station.reminders.manners.change(COORDINATOR, MANNERS)
    station.sync()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_message_that_the_server_plans_goes_by_the_hours_and_the_zone_of_the_unit(
    engine: Engine, fake_clock: FakeClock, tmp_path: Path
) -> None:
    stations, station = _copy(engine, fake_clock, tmp_path / "station", 1)
    server, desk = _copy(engine, fake_clock, tmp_path / "server", 2)
    _told(station)
    desk.sync()
    assert desk.reminders.manners.read(COORDINATOR) == MANNERS
    desk.reminders.channels.save(_at(fake_clock), "http_gateway", {"address": "http://127.0.0.1:9/"}, {}, active=True)
    desk.reminders.grant.ask(_at(fake_clock))
    whose = _somebody(desk.store)
    # Monday, 18:00 in Acre: quiet until the next morning, which is a holiday there.
    asked = datetime(2026, 3, 2, 18, tzinfo=ZoneInfo(ACRE))
    new = NewMessage(whose, VERSION, ("http_gateway",), asked, timedelta(days=2))
    due = desk.reminders.messages.schedule(COORDINATOR, new).due_at
    assert due == datetime(2026, 3, 4, 9, tzinfo=ZoneInfo(ACRE)).astimezone(UTC)
    fake_clock.set_wall(due)
    (ready,) = desk.reminders.work._outbox.turn((), desk.reminders.channels.ways(fake_clock), 1).ready
    assert ready.outgoing.text == "Ligue (68) 3212-3456."
    stations.close()
    server.close()


def test_of_what_was_set_twice_the_latest_counts_and_what_stands_is_not_said_again(
    store: Store, fake_clock: FakeClock
) -> None:
    for value in ({"time_zone": ACRE}, {"time_zone": ACRE}, {"time_zone": "America/Manaus"}):
        with store.write(PROGRAM) as writing:
            write_unit_setting(writing, PLACE, value)
        fake_clock.advance(-60)
    with store.read() as connection:
        assert read_unit_setting(connection, PLACE) == {"time_zone": "America/Manaus"}
        assert connection.exec_driver_sql("SELECT count(*) FROM unit_setting").scalar_one() == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_zone_that_is_none_leaves_the_usual_one(engine: Engine, fake_clock: FakeClock, tmp_path: Path) -> None:
    desks, desk = _copy(engine, fake_clock, tmp_path, 1)
    with desk.store.write(PROGRAM) as writing:
        write_unit_setting(writing, PLACE, {"time_zone": "Mars/Olympus", "unit_phone": ""})
    desk.sync()
    assert desk.place()[1] == "America/Fortaleza"
    desks.close()


def _at(clock: FakeClock) -> Session:
    return replace(ADMINISTRATOR, signed_in_at=clock.now())


def _somebody(store: Store) -> str:
    with store.write(PROGRAM) as writing:
        version = {"id": VERSION, "template_id": "t", "number": 1, "name": "Oi", "content": _TEXT, "retired": 0}
        writing.append(template_version, version)
        whose = writing.create(person, {**person_row(1), "phone": "+5568999990000"})
        said = {"channel": "sms", "given": 1, "source": "desk", "text_version": "1"}
        writing.append(consent, {"person_id": whose, **said})
    return whose
