"""Between two nodes nothing is lost, nothing comes twice, and a lane keeps its order, whatever is lost on the way."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.router.backbone.lanes import WINDOW, Lanes
from app.router.backbone.model import Envelope


class _Pair:
    """Two nodes' lanes over a way that loses, repeats and reorders."""

    def __init__(self, seed: int = 1, loss: float = 0.0) -> None:
        self.at, self.loss, self._random = 0.0, loss, random.Random(seed)
        self._lives = 0
        self.ends = [self.fresh(), self.fresh()]
        self.came: list[list[bytes]] = [[], []]
        self.began = [0, 0]
        self._wires: list[tuple[int, Envelope]] = []

    def fresh(self) -> Lanes:
        self._lives += 1
        return Lanes(self._lives)

    def run(self, seconds: float) -> None:
        ends = self.at + seconds
        while self.at < ends:
            self.at += 0.02
            for place, end in enumerate(self.ends):
                while (envelope := end.due(self.at)) is not None:
                    copies = sum(self._random.random() >= self.loss for _ in range(2))
                    self._wires += [(1 - place, envelope)] * copies
            self._random.shuffle(self._wires)
            keep = len(self._wires) // 4 if self.loss else 0
            for place, envelope in self._wires[keep:]:
                items, began = self.ends[place].take(envelope, self.at)
                self.came[place] += items
                self.began[place] += began
            del self._wires[keep:]


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=60),
    st.floats(0.0, 0.7),
    st.integers(0, 1_000),
)
def test_everything_arrives_once_and_in_the_order_of_its_lane(
    sent: list[tuple[int, int]], loss: float, seed: int
) -> None:
    pair = _Pair(seed, loss)
    for number, (lane, end) in enumerate(sent):
        pair.ends[end % 2].offer(lane, lane, f"{lane} {number:04}".encode(), pair.at)
        if number % 7 == 0:
            pair.run(0.1)
    pair.run(40.0)
    for place in (0, 1):
        wanted = sorted(f"{lane} {number:04}".encode() for number, (lane, end) in enumerate(sent) if end % 2 != place)
        assert sorted(pair.came[place]) == wanted
        for lane in range(4):
            of_lane = [item for item in pair.came[place] if item.startswith(b"%d " % lane)]
            assert of_lane == sorted(of_lane)
    assert [end.waiting for end in pair.ends] == [0, 0]


def test_more_than_a_window_waits_and_what_is_urgent_passes_what_waits() -> None:
    pair = _Pair()
    for number in range(WINDOW + 50):
        pair.ends[0].offer(3, 3, b"low %d" % number, pair.at)
    pair.ends[0].offer(0, 0, b"high", pair.at)
    pair.run(1.0)
    assert len(pair.came[1]) == WINDOW + 51
    assert pair.came[1].index(b"high") < WINDOW


def test_nothing_of_a_former_life_is_taken_for_the_next_ones_and_the_other_side_is_told() -> None:
    pair = _Pair()
    pair.ends[0].offer(1, 0, b"first", pair.at)
    pair.run(1.0)
    pair.ends[1] = pair.fresh()
    pair.ends[0].offer(1, 0, b"for the former life", pair.at)
    pair.run(1.0)
    assert pair.came[1] == [b"first"]
    assert pair.began == [1, 0]
    pair.ends[0].start_anew(lambda _item: False)
    pair.ends[0].offer(1, 0, b"for the new one", pair.at)
    pair.run(1.0)
    assert pair.came[1] == [b"first", b"for the new one"]
    assert pair.ends[0].waiting == 0


def test_a_late_copy_of_a_former_life_does_not_bring_it_back() -> None:
    one, other = Lanes(1), Lanes(2)
    one.greet()
    late = one.due(0.0)
    assert late is not None
    assert other.take(late, 0.0) == ([], False)
    assert other.take(Envelope(3, 2, 1), 0.0) == ([], True)
    other.start_anew(lambda _item: False)
    assert other.take(late, 0.0) == ([], False)
    answer = other.due(1.0)
    assert answer is not None
    assert answer.to_life == 3


def test_what_is_given_up_does_not_arrive_later_and_what_is_kept_does() -> None:
    pair = _Pair()
    pair.run(0.5)
    pair.loss = 1.0
    pair.ends[0].offer(1, 0, b"alarm", pair.at)
    pair.ends[0].offer(2, 3, b"keep: shown", pair.at)
    pair.run(1.0)
    pair.ends[0].start_anew(lambda item: item.startswith(b"keep"))
    pair.loss = 0.0
    pair.run(3.0)
    assert pair.came[1] == [b"keep: shown"]
