"""What messages were about, however many left since."""

from hypothesis import given
from hypothesis import strategies as st

from app.router.node import sent
from app.router.node.sent import NOTHING, Sent, SentMessages


def test_a_receipt_finds_its_alarm_for_half_an_hour_at_least() -> None:
    kept = SentMessages()
    kept.put(1, Sent("Leito 01", "spo2", True), 0.0)
    for number, at in enumerate((600.0, 1_799.0), start=2):
        kept.put(number, Sent("Leito 02", "hr", False), at)
    assert kept.about(1) == Sent("Leito 01", "spo2", True)
    kept.put(4, Sent("Leito 02", "hr", False), 1_801.0)
    assert kept.about(1) == Sent("Leito 01", "spo2", True)
    kept.put(5, Sent("Leito 02", "hr", False), 3_700.0)
    assert kept.about(1) is NOTHING
    assert kept.about(5) == Sent("Leito 02", "hr", False)


def test_a_message_that_never_left_was_about_nothing() -> None:
    assert SentMessages().about(7) is NOTHING


@given(st.integers(min_value=1, max_value=3 * sent._KEPT))
def test_the_newest_are_known_and_no_more_than_twice_as_many_are_kept(count: int) -> None:
    kept = SentMessages()
    for number in range(count):
        kept.put(number, Sent("Leito 01", str(number), True), float(number) / 1_000)
    assert len(kept._now) + len(kept._before) <= 2 * sent._KEPT
    for number in {count - 1, max(0, count - sent._KEPT)}:
        assert kept.about(number).alarm == str(number)
