"""Values longer than eight bytes come together again, within bounds and in time."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.router.chains import LONGEST_CHAIN, Assembler, Whole, chained
from app.router.datagram import LARGEST_MESSAGE, Datagram, Fault

HEAD = Datagram(1, "L07", "LTO", 10, 1, bytes(8))


def _parts(value: bytes, message: int = 10, number: str = "L07") -> list[Datagram]:
    return list(chained(Datagram(1, number, "LTO", message, 1, bytes(8)), value))


def _fault(assembler: Assembler, one: Datagram, now: float = 0.0) -> str:
    try:
        assembler.add(one, now)
    except Fault as fault:
        return fault.field
    return ""


@settings(max_examples=60)
@given(st.binary(min_size=1, max_size=200), st.integers(1, LARGEST_MESSAGE))
def test_a_value_is_the_same_after_its_journey(value: bytes, message: int) -> None:
    assembler, found = Assembler(), None
    parts = _parts(value, message)
    for one in parts:
        assert found is None
        found = assembler.add(one, 0.0)
    assert isinstance(found, Whole)
    assert found.value.ljust(len(parts) * 8, b"\0") == value.ljust(len(parts) * 8, b"\0")
    assert found.head == parts[0]
    assert len(assembler) == 0
    assert [one.last for one in parts] == [False] * (len(parts) - 1) + [True]
    assert parts[0].previous == 0


def test_chains_of_several_patients_may_be_mixed() -> None:
    assembler = Assembler()
    one, other = _parts(b"a" * 20), _parts(b"b" * 20, number="L08")
    whole = [assembler.add(part, 0.0) for pair in zip(one, other, strict=True) for part in pair]
    assert [found.text for found in whole if found is not None] == [b"a" * 20, b"b" * 20]


def test_a_part_that_came_twice_is_taken_once() -> None:
    assembler = Assembler()
    first, second, third = _parts(b"a" * 20)
    for one in (first, first, second, first, second):
        assert assembler.add(one, 0.0) is None
    found = assembler.add(third, 0.0)
    assert found is not None
    assert found.text == b"a" * 20


def test_a_part_without_its_beginning_is_refused() -> None:
    assembler = Assembler()
    assert _fault(assembler, _parts(b"a" * 20)[1]) == "previous"


def test_a_part_of_another_kind_is_refused() -> None:
    assembler = Assembler()
    first, second, _ = _parts(b"a" * 20)
    assembler.add(first, 0.0)
    strange = Datagram(1, "L07", "LTO", second.message, 6, second.value, previous=second.previous)
    assert _fault(assembler, strange) == "kind"


def test_a_chain_that_does_not_end_in_time_is_given_up_and_counted() -> None:
    assembler = Assembler(seconds=5.0)
    first, second, third = _parts(b"a" * 20)
    assembler.add(first, 0.0)
    assembler.add(second, 4.0)
    assert assembler.give_up(8.0) == ()
    assert len(assembler.give_up(9.5)) == 1
    assert assembler.give_up(9.5) == ()
    assert _fault(assembler, third, 9.6) == "previous"


def test_no_more_chains_wait_than_the_bound() -> None:
    assembler = Assembler(most=3)
    for message in range(10, 30, 2):
        assembler.add(_parts(b"a" * 20, message)[0], 0.0)
    assert len(assembler) == 3
    assert len(assembler.give_up(0.0)) == 7


def test_a_chain_has_an_end() -> None:
    assert _fault(Assembler(), HEAD) == ""
    try:
        _parts(b"a" * (LONGEST_CHAIN * 8 + 1))
    except Fault as fault:
        assert fault.field == "value"
    else:
        raise AssertionError("a chain without a bound")
    assembler, message = Assembler(), 10
    assembler.add(Datagram(1, "L07", "LTO", message, 1, b"12345678", last=False), 0.0)
    fields = []
    for _ in range(LONGEST_CHAIN):
        message += 1
        fields.append(
            _fault(assembler, Datagram(1, "L07", "LTO", message, 1, b"12345678", previous=message - 1, last=False))
        )
    assert fields == [""] * (LONGEST_CHAIN - 1) + ["value"]
    assert len(assembler) == 0
