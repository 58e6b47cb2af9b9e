"""The 48 bytes: packed and read back equal, and refused with the field that is wrong."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.router.datagram import (
    LARGEST_MESSAGE,
    RECORD,
    SIZE,
    Datagram,
    Fault,
    first_message,
    is_known,
    next_message,
    pack,
    pack_many,
    padded_identifier,
    peek_priority,
    plausible,
    unpack,
)

GOOD = Datagram(4, "12345678901", "CPF", 7, 4, b"\x01\x02\x03\x04\x05\x06\x07\x08", "Maria Teste")


def _text(size: int) -> st.SearchStrategy[str]:
    letters = st.characters(min_codepoint=32, max_codepoint=255).filter(lambda one: one.isprintable())
    return st.text(letters, max_size=size)


datagrams = st.builds(
    Datagram,
    priority=st.integers(0, 9),
    number=_text(11),
    origin=_text(3),
    message=st.integers(1, LARGEST_MESSAGE),
    kind=st.integers(0, 255).filter(is_known),
    value=st.binary(min_size=8, max_size=8),
    name=_text(15),
    previous=st.integers(0, LARGEST_MESSAGE),
    last=st.booleans(),
).filter(lambda one: one.previous != one.message)


def test_table_19_says_where_each_of_the_48_bytes_stands() -> None:
    data = pack(dataclasses.replace(GOOD, message=0x01020304, previous=0x0A0B0C0D, name="Conceição", last=False))
    assert len(data) == SIZE == RECORD.itemsize
    assert data[0] == 4
    assert data[1:15] == b"12345678901CPF"
    assert data[15:30] == "Conceição".encode("latin-1").ljust(15, b"\0")
    assert data[30:34] == b"\x01\x02\x03\x04"
    assert data[34] == 4
    assert data[35:43] == GOOD.value
    assert data[43:47] == b"\x0a\x0b\x0c\x0d"
    assert data[47:] == b"\x00"
    assert pack(GOOD)[47:] == b"\x03"
    assert peek_priority(data) == 4


@settings(max_examples=100)
@given(datagrams)
def test_what_is_packed_is_read_back_equal(one: Datagram) -> None:
    data = pack(one)
    assert unpack(data) == one
    assert plausible(np.frombuffer(data, RECORD)).all()


@settings(max_examples=100)
@given(st.binary(min_size=SIZE, max_size=SIZE))
def test_any_48_bytes_are_a_datagram_that_packs_to_the_same_or_a_fault(data: bytes) -> None:
    try:
        one = unpack(data)
    except Fault:
        return
    assert pack(one) == data


@pytest.mark.parametrize("size", [0, 1, 47, 49, 96])
def test_only_48_bytes_are_a_datagram(size: int) -> None:
    with pytest.raises(Fault) as raised:
        unpack(bytes(size))
    assert (raised.value.field, raised.value.found) == ("length", size)


@pytest.mark.parametrize(
    ("at", "bytes_", "field"),
    [
        (0, b"\x0a", "priority"),
        (0, b"\xff", "priority"),
        (1, b"\x00x", "patient"),
        (3, b"\x07", "patient"),
        (12, b"\x00\x00P", "patient"),
        (15, b"\x0d", "name"),
        (15, b"A\x00B", "name"),
        (30, b"\0\0\0\0", "message"),
        (34, b"\x00", "kind"),
        (34, b"\x0a", "kind"),
        (34, b"\xc8", "kind"),
        (43, b"\0\0\0\x07", "previous"),
        (47, b"\x04", "end"),
        (47, b"\xff", "end"),
    ],
)
def test_each_field_is_checked_and_named(at: int, bytes_: bytes, field: str) -> None:
    data = pack(GOOD)
    with pytest.raises(Fault) as raised:
        unpack(data[:at] + bytes_ + data[at + len(bytes_) :])
    assert raised.value.field == field


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("priority", 10), ("priority", -1), ("message", 0), ("message", 2**32), ("kind", 10), ("kind", 300),
        ("value", b"1234567"), ("value", b"123456789"), ("previous", 7), ("previous", -1), ("previous", 2**32),
        ("number", "123456789012"), ("origin", "CPFX"), ("name", "x" * 16), ("name", "Ω"), ("name", "a\0b"),
        ("name", "\n"), ("name", "a\0"),
    ],
)  # fmt: skip
def test_nothing_is_packed_that_would_not_be_read_back(field: str, wrong: object) -> None:
    with pytest.raises(Fault) as raised:
        pack(dataclasses.replace(GOOD, **{field: wrong}))  # type: ignore[arg-type]  # wrong on purpose
    assert raised.value.field in (field, "patient")


def test_many_are_packed_as_one_by_one() -> None:
    values = np.arange(40, dtype=np.uint8).reshape(5, 8)
    patient = padded_identifier("L07", "LTO")
    first = 0xFFFFFFFD
    many = pack_many(4, patient, first, 4, values)
    one_by_one, message = b"", first
    for row in values:
        one_by_one += pack(Datagram(4, "L07", "LTO", message, 4, row.tobytes()))
        message = next_message(message)
    assert many == one_by_one
    # A device's numbers stay in their stream, and never are its 0.
    assert message == 0xF0000003
    assert next_message(0x0FFFFFFF) == 1
    assert first_message(15) == 0xF0000001
    with pytest.raises(Fault):
        first_message(16)
