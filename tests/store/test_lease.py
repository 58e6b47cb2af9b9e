"""One process at a time holds the lease; a crashed one is replaced, a clock set back does not stop the work."""

from datetime import timedelta

from app.kernel.clock import FakeClock
from app.store.lease import Lease
from app.store.store import Store


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
