"""One process at a time holds the lease; a crashed one is replaced, a clock set back does not stop the work."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from app.kernel.clock import FakeClock
from app.store.lease import Lease
from app.store.store import Store
from tests.store import children


def test_a_lease_is_held_by_one_until_it_ends_or_is_released(store: Store, fake_clock: FakeClock) -> None:
    one, other = Lease(store, "work", "one", 60), Lease(store, "work", "other", 60)
    assert one.take_or_renew().ours
    assert not other.take_or_renew().ours
    assert other.take_or_renew().holder == "one"
    fake_clock.advance(50)
    assert one.take_or_renew().ours
    fake_clock.advance(50)
    assert not other.take_or_renew().ours
    fake_clock.advance(11)
    assert other.take_or_renew().ours
    assert not one.take_or_renew().ours
    one.release()
    assert not one.take_or_renew().ours
    other.release()
    assert one.take_or_renew().ours


def test_two_leases_do_not_meet(store: Store) -> None:
    assert Lease(store, "work", "one", 60).take_or_renew().ours
    assert Lease(store, "other work", "two", 60).take_or_renew().ours


def test_a_lease_written_under_a_clock_that_ran_ahead_does_not_block_for_ever(
    store: Store, fake_clock: FakeClock
) -> None:
    assert Lease(store, "work", "one", 60).take_or_renew().ours
    fake_clock.set_wall(fake_clock.now() - timedelta(days=365))
    assert Lease(store, "work", "other", 60).take_or_renew().ours


LATE = """
import resource
from sqlalchemy import update
from app.store.tables import lease
from app.ward.node.lease import ward_lease
store = opened()
ours, seen = ward_lease(store), ward_lease(store)
ours.take_or_renew()
with store.write(PROGRAM) as writing:
    writing.connection.execute(update(lease).values(until="2026-01-01T00:00:00.000000Z"))
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
try:
    ours.take_or_renew()
except KnownError as error:
    print(error.code)
print(seen.held_by() != "")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(seen.held_by() != "")
"""


@pytest.mark.skipif(os.name != "posix", reason="limits of a process")
def test_where_nothing_can_be_written_a_holder_that_runs_still_holds_what_it_cannot_renew(
    store: Store, tmp_path: Path
) -> None:
    """Whoever took it for gone would end a ward's node that works, and could begin no other."""
    store.close()
    lines = children.output_of(LATE, tmp_path / "plantao.db")
    assert lines[0] in ("store.disk_full", "store.disk_failed")
    assert lines[1:] == ["True", "False"]
