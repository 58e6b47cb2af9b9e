"""One queue: each bed in its order, the beds in turn, the one that sends too much loses its own."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.router.messages import Message
from app.router.queues.line import Line
from app.router.words import DataClass


def _message(number: int, bed: str, parts: int = 1, at: float = 0.0) -> Message:
    return Message(number, 5, bed, DataClass.BIOMEDICAL, bytes(48 * parts), at)


def _filled(beds: list[str]) -> Line:
    line = Line()
    for number, bed in enumerate(beds):
        line.add(_message(number, bed), 1)
    return line


def _of(bed: str, messages: list[Message]) -> list[int]:
    return [one.number for one in messages if one.bed == bed]


@settings(max_examples=60)
@given(st.lists(st.sampled_from("ABCD"), max_size=60), st.lists(st.integers(1, 9), max_size=20))
def test_every_bed_keeps_its_order_and_no_bed_is_served_twice_before_another_once(
    beds: list[str], rooms: list[int]
) -> None:
    line = _filled(beds)
    taken = [one for room in rooms for one in line.take(room)]
    for bed in "ABCD":
        offered = [number for number, one in enumerate(beds) if one == bed]
        assert _of(bed, taken) == offered[: len(_of(bed, taken))]
    left = {bed: beds.count(bed) - len(_of(bed, taken)) for bed in "ABCD"}
    served = [len(_of(bed, taken)) for bed in "ABCD" if left[bed] > 0]
    # Whoever still waits was served as often as any other that still waits, give or take the turn that is going on.
    assert not served or max(served) - min(served) <= 1
    assert line.size == len(beds) - len(taken)


@settings(max_examples=60)
@given(st.lists(st.sampled_from("ABC"), min_size=1, max_size=30), st.integers(1, 12))
def test_what_is_put_back_leaves_in_the_same_order_as_if_it_had_never_been_taken(beds: list[str], room: int) -> None:
    line, untouched = _filled(beds), _filled(beds)
    line.put_back(line.take(room))
    assert line.size == len(beds)
    again, expected = line.everything(), untouched.everything()
    assert [again[:room], sorted(one.number for one in again)] == [expected[:room], list(range(len(beds)))]
    for bed in "ABC":
        assert _of(bed, again) == sorted(_of(bed, again))


def test_a_chain_longer_than_the_room_leaves_whole_when_its_turn_comes() -> None:
    line = Line()
    line.add(_message(1, "A"), 1)
    line.add(_message(2, "B", parts=5), 5)
    assert [one.number for one in line.take(3)] == [1]
    assert [one.number for one in line.take(3)] == [2]
    assert line.size == 0


def test_the_bed_with_most_waiting_loses_its_oldest_first() -> None:
    line = _filled(["A", "B", "B", "B", "A"])
    assert line.discard_oldest(1) == 1
    left = line.everything()
    assert (_of("A", left), _of("B", left)) == ([0, 4], [2, 3])
    line = _filled(["A", "B", "B", "B", "A", "C"])
    assert line.discard_oldest(4) == 4
    left = line.everything()
    assert (_of("A", left), _of("B", left), _of("C", left)) in (([4], [3], []), ([4], [], [5]), ([], [3], [5]))
    assert Line().discard_oldest(3) == 0


def test_what_is_too_old_goes_and_what_is_younger_stays() -> None:
    line = Line()
    for number, (bed, at) in enumerate([("A", 1.0), ("B", 5.0), ("A", 6.0), ("C", 2.0)]):
        line.add(_message(number, bed, at=at), 1)
    assert line.discard_before(4.0) == 2
    assert sorted(one.number for one in line.everything()) == [1, 2]
    assert line.size == 0


def test_a_bed_of_which_nothing_waits_is_forgotten_and_may_come_back() -> None:
    line = _filled(["A", "B"])
    line.take(1)
    line.forget_empty_beds()
    line.add(_message(7, "A"), 1)
    assert [one.number for one in line.everything()] == [1, 7]
