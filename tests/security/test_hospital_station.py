"""At a reference hospital the record of the referring unit is read: the services refuse to write, whatever the role."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from app import bootstrap
from app.kernel.clock import FakeClock
from app.kernel.folders import StationFolders
from app.kernel.ids import SeededIds
from app.security.account_model import NewAccount
from app.security.audit_service import AuditFilter
from app.security.keys.passphrase import PassphraseCost
from app.security.passwords import Passwords
from app.security.roles import OF_REFERRING_UNIT, RIGHTS, Role
from app.security.session import Session, require
from app.settings import StationProfile, StationRole
from app.station import Station
from tests.security.clinic_calls import somebody
from tests.security.questions import code_of

PASSWORD = "tres-barcos-azuis"


def station_of(folder: Path, clock: FakeClock, role: StationRole) -> Station:
    ports = bootstrap.Ports(
        clock=clock,
        ids=SeededIds(clock, seed=3),
        passphrase_cost=PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1),
        passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
        background=False,
    )
    first = bootstrap.FirstStart(
        profile=StationProfile(role, "Casa Sintética", "0000000", "2408102", "Natal"),
        administrator=NewAccount("administrator", "Sofia Sintética", Role.ADMINISTRATOR, PASSWORD),
    )
    return bootstrap.create_station(StationFolders(folder), first, ports).station


@pytest.fixture(params=list(StationRole))
def station(request: pytest.FixtureRequest, tmp_path: Path, fake_clock: FakeClock) -> Iterator[Station]:
    made = station_of(tmp_path / "home", fake_clock, request.param)
    yield made
    made.close()


def coordinator_of(station: Station) -> Session:
    administrator = station.sign_in.sign_in("administrator", PASSWORD)
    new = NewAccount("coordinator", "Célia Sintética", Role.COORDINATOR, PASSWORD)
    station.accounts.authorise(administrator, station.accounts.ask_for_account(new).id)
    return station.sign_in.sign_in("coordinator", PASSWORD)


def test_only_a_hospital_withholds_what_belongs_to_the_referring_unit(station: Station) -> None:
    session = coordinator_of(station)
    codes = {action: code_of(partial(require, session, action)) for action in RIGHTS[Role.COORDINATOR]}
    assert set(codes.values()) <= {None, "access.not_at_this_station"}
    refused = {action for action, code in codes.items() if code}
    hospital = station.profile.role is StationRole.HOSPITAL
    assert refused == (OF_REFERRING_UNIT & RIGHTS[Role.COORDINATOR] if hospital else frozenset())


def test_a_refusal_at_the_hospital_is_in_the_audit_trail_and_changes_nothing(
    tmp_path: Path, fake_clock: FakeClock
) -> None:
    station = station_of(tmp_path / "home", fake_clock, StationRole.HOSPITAL)
    session = coordinator_of(station)
    assert code_of(lambda: station.people.register(session, somebody())) == "access.not_at_this_station"
    trail = [row.action for row in station.audit.page(session, AuditFilter())]
    assert "denied" in trail[:2]
    assert "person_registered" not in trail
    assert station.people.search(session, "Zulmira").hits == ()
    station.close()
