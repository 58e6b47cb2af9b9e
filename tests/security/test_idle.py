"""The lock after inactivity."""

from datetime import timedelta

import pytest

from app.kernel.clock import FakeClock
from app.security.idle import IdleLock


def test_the_screen_locks_when_nobody_touched_it_for_so_long(fake_clock: FakeClock) -> None:
    idle = IdleLock(fake_clock, 300)
    fake_clock.advance(299)
    assert not idle.should_lock()
    assert idle.seconds_left() == 1
    fake_clock.advance(1)
    assert idle.should_lock()


def test_every_touch_begins_the_time_anew(fake_clock: FakeClock) -> None:
    idle = IdleLock(fake_clock, 300)
    for _ in range(5):
        fake_clock.advance(200)
        idle.touched()
    assert not idle.should_lock()


def test_a_touch_after_the_time_is_up_does_not_save_the_session(fake_clock: FakeClock) -> None:
    idle = IdleLock(fake_clock, 300)
    fake_clock.advance(301)
    idle.touched()
    assert idle.should_lock()
    idle.restart()
    assert not idle.should_lock()


def test_setting_the_wall_clock_neither_locks_nor_keeps_open(fake_clock: FakeClock) -> None:
    idle = IdleLock(fake_clock, 300)
    fake_clock.set_wall(fake_clock.now() + timedelta(days=2))
    assert not idle.should_lock()
    fake_clock.set_wall(fake_clock.now() - timedelta(days=4))
    fake_clock.advance(300)
    assert idle.should_lock()


def test_a_time_of_zero_is_a_mistake(fake_clock: FakeClock) -> None:
    with pytest.raises(ValueError, match="positive"):
        IdleLock(fake_clock, 0)
