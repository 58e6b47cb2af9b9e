"""What the record centre is sent of a black box, and what it knows of it."""

from pathlib import Path

import pytest

from app.kernel.clock import FakeClock
from app.router.blackbox.box import BlackBox
from app.router.blackbox.model import Problem
from app.router.blackbox.proving import verify
from tests.router.blackbox.boxes import KEY, RULES, events, left, opened


def test_what_waits_is_counted_from_what_was_sent_with_the_time_of_its_oldest(tmp_path: Path) -> None:
    clock = FakeClock()
    box = opened(tmp_path, clock=clock)
    assert (box.waiting.count, box.waiting.since) == (0, None)
    begun = clock.now().timestamp() - clock.monotonic()
    box.append(events(10))
    assert box.waiting.count == 10 and box.waiting.since == pytest.approx(begun, abs=1e-5)
    box.mark_sent(4)
    assert box.waiting.count == 6 and box.waiting.since == pytest.approx(begun + 4.0, abs=1e-5)
    box.mark_sent(10)
    assert (box.waiting.count, box.waiting.since) == (0, None)
    assert [one.number for one in box.unsent(after=7)] == [8, 9, 10]
    box.close()


def test_a_box_keeps_its_name_and_one_that_is_begun_anew_has_another(tmp_path: Path) -> None:
    box = opened(tmp_path / "one")
    box.close()
    again = opened(tmp_path / "one")
    again.close()
    other = opened(tmp_path / "other")
    other.close()
    assert again.name == box.name != other.name


def test_what_is_sent_together_is_bounded_in_bytes_too(tmp_path: Path) -> None:
    box = BlackBox(tmp_path, KEY, RULES, FakeClock(), 2**24)
    box.append(events(400, size=3_900))
    sizes = []
    while records := box.unsent():
        sizes.append(sum(len(one.content) for one in records))
        box.mark_sent(records[-1].number)
    assert len(sizes) > 1 and max(sizes) <= 2**20
    box.close()


def test_a_hash_that_the_centre_knows_is_compared_also_where_its_record_was_discarded_since(tmp_path: Path) -> None:
    box = opened(tmp_path)
    box.append(events(300, size=60))
    links = {one.number: one.link for one in box.records()}
    box.mark_sent(250)
    while 250 in left(box):
        box.append(events(50, size=60))
    box.close()
    beyond = max(number for number in links if number not in left(box))
    assert verify(tmp_path, KEY, {beyond: links[beyond]}).problem is None
    assert verify(tmp_path, KEY, {beyond: bytes(32)}).problem is Problem.CHANGED
