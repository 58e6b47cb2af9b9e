"""Whom a target of table 17 names, from the rota and what the receivers' people may be sent."""

from datetime import UTC, datetime, timedelta

import pytest

from app.router.delivery.delivery import Delivery
from app.router.delivery.model import Ask, Call
from app.router.distribution.distributing import Distribution
from app.router.distribution.model import Attending
from app.router.duty.calling import Calling
from app.router.duty.model import Duty, Group, Post
from app.router.duty.roster import Roster
from app.router.messages import Receiver
from app.router.tables.reading import default_tables
from app.router.words import Capability

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TEXT = frozenset({Capability.TEXT})


def _duty(user: str, post: Post = Post.NURSE, group: Group | None = None) -> Duty:
    return Duty(f"{user}-{post}", user, post, NOW - timedelta(hours=1), NOW + timedelta(hours=1), group)


def _ward(*more: Receiver) -> Calling:
    roster = Roster(
        [
            _duty("ana", group=Group.A),
            _duty("bia", group=Group.B),
            _duty("eva", Post.EXECUTIVE_NURSE),
            _duty("caio", Post.LOCAL_POST),
        ]
    )
    roster.take_free("1", "ana", NOW)
    roster.group_of("1", Group.A)
    distribution = Distribution(default_tables())
    distribution.occupy({"1": "patient-a"})
    distribution.attend([Attending("doc", "patient-a", "titular_doctor")])
    for name, user, user_class in (
        ("phone-a", "ana", "nursing"),
        ("tablet-a", "ana", "nursing"),
        ("phone-b", "bia", "nursing"),
        ("phone-e", "eva", "nursing"),
        ("desk", "caio", "accounts"),
        ("post", "", "nursing"),
        ("phone-d", "doc", "titular_doctor"),
        ("phone-x", "other", "titular_doctor"),
    ):
        distribution.arrive(Receiver(name, user, user_class, TEXT))
    for one in (Receiver("light", "", "machine", TEXT, machine=True), *more):
        distribution.arrive(one)
    calling = Calling(roster, distribution, lambda: NOW)
    calling.posts[Post.LOCAL_POST] = ("post",)
    return calling


@pytest.mark.parametrize(
    ("target", "receivers"),
    [
        ("bed_nurse", ["phone-a", "tablet-a"]),
        ("own_group", ["phone-a", "tablet-a"]),
        ("other_group", ["phone-b"]),
        ("executive_nurse", ["phone-e"]),
        ("local_post", ["post"]),
        ("central_post", []),
        ("user:doc", ["phone-d"]),
        ("user:other", []),
        ("receiver:phone-b", ["phone-b"]),
        ("receiver:light", []),
        ("machine:light", ["light"]),
        ("machine:phone-b", []),
        ("receiver:gone", []),
    ],
)
def test_a_target_names_whoever_is_there_and_may_be_sent_it(target: str, receivers: list[str]) -> None:
    assert [one.receiver for one in _ward()(target, "1", 0)] == receivers


def test_a_bed_that_nobody_has_names_nobody() -> None:
    assert _ward()("bed_nurse", "2", 0) == ()


def test_a_receiver_without_a_screen_for_words_is_not_called() -> None:
    pager = Receiver("phone-b", "bia", "nursing", frozenset({Capability.SOUND}))
    assert _ward(pager)("other_group", "1", 0) == ()


def test_rota_distribution_and_delivery_together_call_the_nurse_of_the_bed() -> None:
    delivery = Delivery(default_tables(), _ward())
    delivery.take("1", [Call("1", "spo2_low", 1)], 0.0)
    delivery.take("2", [Call("2", "spo2_low", 1)], 0.0)
    asked = [(order.bed, order.receivers) for order in delivery.take_orders() if isinstance(order, Ask)]
    assert asked == [("1", ("phone-a", "tablet-a")), ("2", ("phone-a", "tablet-a", "phone-b"))]
