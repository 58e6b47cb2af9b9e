"""What the server tells stations of one unit about each other, and about what came to them by stick."""

import pytest
from sqlalchemy import Engine, update

from app.central.bundles import CentralBundles
from app.central.journal import Journal
from app.central.paging import Reader
from app.central.peers import Peers
from app.central.standings import standings_of
from app.central.tables import station
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from app.sync.bundles.certificate import read_certificate, require_certificate
from app.sync.bundles.keys import BundleKeys, keys_from_seed
from tests.central.writer import ELSEWHERE, HERE, THERE, Writer, push


@pytest.fixture
def peers(engine: Engine, journal: Journal) -> tuple[Peers, CentralBundles]:
    """The service, and the server's keys."""
    clock = FakeClock()
    bundles = CentralBundles(engine, journal, Reader(engine), clock, SeededIds(clock, seed=3))
    return Peers(engine, bundles), bundles


def _keys(number: int) -> BundleKeys:
    return keys_from_seed(bytes([number]) * 32)


def _agreement(number: int) -> str:
    return _keys(number).public.agreement


def test_stations_of_one_unit_hear_of_each_other_and_of_nobody_else(peers: tuple[Peers, CentralBundles]) -> None:
    service, bundles = peers
    assert service.meet(HERE, _agreement(1), 0).peers == []
    service.meet(ELSEWHERE, _agreement(3), 0)
    met = service.meet(THERE, _agreement(2), 0)
    (one,) = met.peers
    told = read_certificate(one["certificate"])
    require_certificate(told, bundles.keys.signing)
    assert (told.station, told.agreement, one["active"]) == (HERE.station_id, _agreement(1), True)
    assert met.certificate.agreement == _agreement(2)


def test_a_certificate_that_was_changed_or_comes_from_another_server_is_not_believed(
    peers: tuple[Peers, CentralBundles],
) -> None:
    service, bundles = peers
    raw = service.meet(HERE, _agreement(1), 0).certificate.to_raw()
    for changed in ({**raw, "unit": "2222222"}, {**raw, "signing": "00" * 32}, {**raw, "signature": "zz"}):
        with pytest.raises(KnownError, match=r"bundle\.wrong_signature"):
            require_certificate(read_certificate(changed), bundles.keys.signing)
    with pytest.raises(KnownError, match=r"bundle\.wrong_signature"):
        require_certificate(read_certificate(raw), _keys(9).public.signing)


def test_a_key_to_which_nothing_can_be_encrypted_is_refused(peers: tuple[Peers, CentralBundles]) -> None:
    for key in ("00" * 32, "zz" * 32, _agreement(1).upper()):
        with pytest.raises(KnownError, match=r"central\.bad_key"):
            peers[0].meet(HERE, key, 0)


def test_a_suspended_peer_is_told_as_such(engine: Engine, peers: tuple[Peers, CentralBundles]) -> None:
    service, _ = peers
    service.meet(THERE, _agreement(2), 0)
    with engine.begin() as connection:
        connection.execute(update(station).where(station.c.id == THERE.station_id).values(status="suspended"))
    assert [one["active"] for one in service.meet(HERE, _agreement(1), 0).peers] == [False]


def test_what_was_heard_ends_where_the_pull_ended(journal: Journal, peers: tuple[Peers, CentralBundles]) -> None:
    here = Writer(HERE)
    service, _ = peers
    push(journal, HERE, here.person("p1"), here.phone("p1", "1", seen=1), here.phone("p1", "2", seen=2))
    origin = f"o{HERE.station_id[1:]}"
    assert [service.meet(THERE, _agreement(2), number).heard for number in (0, 1, 3)] == [{}, {origin: 1}, {origin: 3}]
    assert service.meet(ELSEWHERE, _agreement(3), 3).heard == {}


def test_events_are_told_as_numbered_refused_or_unknown(engine: Engine, journal: Journal) -> None:
    here, stranger = Writer(HERE), Writer(ELSEWHERE)
    first, bad = here.person("p1"), here.phone("nobody", "1")
    other = stranger.person("p2")
    push(journal, HERE, first, bad)
    push(journal, ELSEWHERE, other)
    asked = [(one, HERE.station_id) for one in (first.id, bad.id, "never-sent", other.id)]
    found = [(one.status, one.code) for one in standings_of(engine, THERE.unit, asked)]
    # What belongs to another unit is as unknown as what never came.
    assert found == [("numbered", ""), ("refused", "sync.out_of_scope"), ("unknown", ""), ("unknown", "")]
    with engine.begin() as connection:
        connection.execute(update(station).where(station.c.id == HERE.station_id).values(status="suspended"))
    found = [(one.status, one.code) for one in standings_of(engine, THERE.unit, asked[2:3])]
    assert found == [("refused", "bundle.sender_suspended")]
