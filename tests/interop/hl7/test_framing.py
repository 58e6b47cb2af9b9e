"""Messages are found in a stream of bytes however it is cut, and what is between them is counted."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from app.interop.hl7.framing import Piece, Unframer, frame

MESSAGES = [b"MSH|1", b"", b"MSH|" + b"x" * 300]
STREAM = b"".join(frame(one) for one in MESSAGES)


def _fed(unframer: Unframer, data: bytes, cuts: list[int]) -> list[Piece]:
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [piece for a, b in itertools.pairwise(edges) for piece in unframer.feed(data[a:b])]


@settings(max_examples=100)
@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_messages_are_the_same_however_the_stream_is_cut(cuts: list[int]) -> None:
    assert _fed(Unframer(1000), STREAM, cuts) == [Piece(one) for one in MESSAGES]


@settings(max_examples=100)
@given(st.lists(st.binary(max_size=40), max_size=8))
def test_no_bytes_ever_hold_more_than_the_bound_or_stop_the_next_message(chunks: list[bytes]) -> None:
    unframer = Unframer(64)
    for chunk in chunks:
        pieces = unframer.feed(chunk)
        assert all(piece.message is None or piece.too_large or len(piece.message) <= 64 for piece in pieces)
    assert unframer.feed(b"\x1c\r" + frame(b"MSH|good"))[-1] == Piece(b"MSH|good")


def test_bytes_between_messages_are_counted_and_line_ends_are_none() -> None:
    found = Unframer(100).feed(b"\r\n" + frame(b"A") + b"noise\r\n" + frame(b"B"))
    assert found == [Piece(b"A"), Piece(None, garbage=5), Piece(b"B")]


def test_a_message_that_was_cut_off_does_not_swallow_the_next() -> None:
    assert Unframer(100).feed(b"\x0bMSH|cut" + frame(b"B")) == [Piece(None, garbage=7), Piece(b"B")]


def test_a_missing_carriage_return_after_the_end_is_forgiven() -> None:
    assert Unframer(100).feed(b"\x0bA\x1c\x0bB\x1c\r") == [Piece(b"A"), Piece(b"B")]


def test_a_message_beyond_the_bound_is_named_once_by_its_head_and_the_next_is_read() -> None:
    unframer = Unframer(100)
    found = unframer.feed(b"\x0bMSH|" + b"x" * 90) + unframer.feed(b"y" * 500) + unframer.feed(b"z\x1c\r" + frame(b"B"))
    assert [(one.too_large, one.message) for one in found][1:] == [(False, b"B")]
    assert found[0].too_large
    assert found[0].message is not None
    assert found[0].message.startswith(b"MSH|xxx")


def test_a_message_under_way_is_told_from_the_one_after_it() -> None:
    unframer = Unframer(100)
    assert unframer.under_way == 0
    unframer.feed(b"\x0bA")
    assert unframer.under_way == 1
    unframer.feed(b"\x1c\r\x0bB")
    assert unframer.under_way == 2
    unframer.feed(b"\x1c\r")
    assert unframer.under_way == 0


def test_a_sender_of_beginnings_alone_costs_no_more_than_its_bytes() -> None:
    # Searched to the end for each of them, this would take minutes.
    found = Unframer(1000).feed(b"\x0bx" * 100_000)
    assert [(one.message, one.garbage) for one in found] == [(None, 99_999)]
