"""How much may be on its way follows what the receivers show, and no single one of them."""

from app.router.queues.budget import Budget, Credits


class _Link:
    """Receivers that confirm all that was sent to them, each after a round trip of its own; `rate` datagrams a second
    go through at most."""

    def __init__(self) -> None:
        self.budget, self.now = Budget(), 100.0

    def run(self, seconds: float, trips: dict[str, float], rate: float = 1e6) -> float:
        """The limit afterwards."""
        end = self.now + seconds
        while self.now < end:
            self.now += 0.01
            each = min(self.budget.room(), int(rate * 0.01)) // len(trips)
            self.budget.sent(each * len(trips))
            for name, trip in trips.items():
                self.budget.confirmed(name, each, trip, self.now)
        return self.budget.limit


def test_a_free_link_is_used_more_and_more() -> None:
    assert _Link().run(2.0, {"a": 0.002, "b": 0.003}) > 2_000


def test_what_nobody_uses_does_not_grow() -> None:
    assert _Link().run(2.0, {"a": 0.002}, rate=500) == 16


def test_a_full_link_takes_back_what_it_was_given() -> None:
    link = _Link()
    assert link.run(2.0, {"a": 0.002, "b": 0.003}) > 2_000
    assert 12 <= link.run(3.0, {"a": 0.08, "b": 0.09}, rate=1_000) < 30


def test_one_receiver_that_confirms_late_does_not_slow_the_others() -> None:
    assert _Link().run(2.0, {"a": 0.002, "b": 0.003, "late": 0.9}) > 2_000


def test_what_the_link_is_known_to_drain_is_not_taken_away() -> None:
    link = _Link()
    link.run(2.0, {"a": 0.002, "b": 0.003})
    # 40,000 a second drain whatever the receivers' answers take: 240 of them within six milliseconds.
    assert link.run(3.0, {"a": 0.08, "b": 0.08}, rate=40_000) >= 150


def test_a_receiver_on_a_slow_link_of_its_own_gets_fewer_credits_and_never_none() -> None:
    credit, now = Credits(), 1.0
    for _ in range(60):
        now += 0.2
        credit.on_the_way += credit.room()
        credit.confirmed(credit.on_the_way, 0.15, now)
    assert credit.limit == 16
    for _ in range(20):
        now += 0.02
        credit.on_the_way += credit.room()
        credit.confirmed(credit.on_the_way, 0.002, now)
    assert credit.limit > 500
