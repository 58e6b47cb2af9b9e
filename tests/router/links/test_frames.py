"""Frames say what they hold, or why they are refused; nothing else comes out of them."""

from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.router.links import frames
from app.router.links.frames import BadFrame, Kind
from app.router.links.refusals import Refusals
from app.router.words import Response
from tests.conftest import ExpectedLogs

READERS: tuple[Callable[[bytes], object], ...] = (
    frames.opened,
    frames.read_taken,
    frames.read_shown,
    frames.read_answer,
    frames.read_reply,
    frames.whole_datagrams,
)


@settings(max_examples=150)
@given(st.binary(max_size=120), st.sampled_from(range(len(READERS))))
@example(b"", 0)
@example(b"", 2)
@example(b"", 5)
def test_any_bytes_are_read_or_refused_with_a_reason(data: bytes, reader: int) -> None:
    try:
        READERS[reader](data)
    except BadFrame as bad:
        assert bad.reason in {"short", "version", "taken", "shown", "answer", "data"}


@given(st.sampled_from(Kind), st.integers(0, 2**64 - 1), st.binary(max_size=60))
def test_a_frame_comes_out_as_it_went_in(kind: Kind, sequence: int, content: bytes) -> None:
    assert frames.opened(frames.frame(kind, sequence, content)) == (kind, sequence, content)


@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=50), st.sampled_from(Response))
def test_receipts_and_answers_come_out_as_they_went_in(numbers: list[int], response: Response) -> None:
    assert frames.read_shown(frames.shown(numbers)) == tuple(numbers)
    assert frames.read_answer(frames.answer(response, numbers[0])) == (response, numbers[0])
    assert frames.read_reply(frames.reply(numbers[0], b"yes")) == (numbers[0], b"yes")


@pytest.mark.parametrize("content", [b"", bytes(47), bytes(49), b"\x00" * 48 + b"\x01" * 48], ids=len)
def test_data_holds_whole_datagrams_of_one_priority(content: bytes) -> None:
    with pytest.raises(BadFrame):
        frames.whole_datagrams(content)
    assert frames.whole_datagrams(bytes(96)) == bytes(96)


def test_a_flood_of_refusals_is_counted_whole_and_logged_seldom(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("app.router.links.refusals", "sequence from mal, 1000 times by now")
    expected_logs.allow("app.router.links.refusals")
    refusals = Refusals()
    for _ in range(2_345):
        refusals.add("mal", "sequence")
    assert refusals.of("mal") == {"sequence": 2_345}
    assert len(expected_logs.records) == 4
    for stranger in range(3_000):
        refusals.add(f"10.0.0.{stranger}", "unknown_key")
    assert refusals.total == {"sequence": 2_345, "unknown_key": 3_000}
    assert refusals.of("mal") == {}
