"""A central server that knows one unit, and cheap ways to make a station."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import insert

from app import bootstrap
from app.bootstrap.unattended import SetUpDone, set_up
from app.central.database import open_database
from app.central.tables import unit
from app.kernel.clock import FakeClock
from app.kernel.folders import StationFolders
from app.kernel.ids import SeededIds
from app.policy.model import AdministratorPolicy, KeysPolicy, Policy, PolicyRole, ServerPolicy
from app.security.keys.passphrase import PassphraseCost
from app.security.passwords import Passwords
from app.station import Station
from tests.central.serving import Served, served

SetUp = Callable[[Policy], SetUpDone]


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Served]:
    """A server with one unit, over TLS."""
    engine = open_database(f"sqlite:///{tmp_path / 'central.db'}")
    with engine.begin() as connection:
        connection.execute(insert(unit).values(cnes="1111111", name="UBS Sintética", kind="primary_care"))
    with served(engine, tmp_path / "server") as one:
        yield one
    engine.dispose()


@pytest.fixture
def ports(fake_clock: FakeClock) -> bootstrap.Ports:
    """A clock that stands still, and hashing that costs next to nothing."""
    return bootstrap.Ports(
        clock=fake_clock,
        ids=SeededIds(fake_clock, seed=11),
        passphrase_cost=PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1),
        passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
        background=False,
    )


@pytest.fixture
def folders(tmp_path: Path) -> StationFolders:
    """An empty folder for a station."""
    return StationFolders(tmp_path / "station")


@pytest.fixture
def policy(tmp_path: Path, central: Served) -> Policy:
    """A unit's station with a key file, to be joined to the server."""
    settings = {
        "role": "ubs",
        "unit_name": "UBS Sintética",
        "cnes": "1111111",
        "municipality_code": "2408102",
        "municipality_name": "Natal",
        "lock_after_minutes": 3,
    }
    return Policy(
        path=tmp_path / "policy.toml",
        role=PolicyRole.UNIT_STATION,
        settings=settings,
        keys=KeysPolicy(key_file=tmp_path / "station.key"),
        administrator=AdministratorPolicy("suporte", "Suporte Sintético"),
        server=ServerPolicy(central.address, central.certificate.fingerprint, code=central.code()),
    )


@pytest.fixture
def run(folders: StationFolders, ports: bootstrap.Ports) -> SetUp:
    """Set up; what was told."""

    def once(policy: Policy) -> SetUpDone:
        told: list[SetUpDone] = []
        set_up(folders, policy, ports, told.append)
        return told[0]

    return once


def opened(folders: StationFolders, ports: bootstrap.Ports) -> Station:
    """The station that was made, opened by its key file."""
    key = bootstrap.unlock_silently(folders, ports).key
    assert key is not None
    return bootstrap.open_station(folders, key, ports)
