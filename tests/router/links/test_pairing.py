"""A device comes in by a one-time code, and by nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.kernel.clock import FakeClock
from app.router.links.admitted import AdmittedKeys, fresh_pair
from app.router.links.client import NodeAddress
from app.router.links.pairing import LETTERS, WRONG_TRIES, PairingDoor, fresh_code, grouped, pair
from tests.conftest import ExpectedLogs

NODE = NodeAddress("127.0.0.1", 41, 42, fresh_pair().public)


@contextmanager
def _door(keys: AdmittedKeys, clock: FakeClock, told: list[tuple[str, bool]]) -> Iterator[PairingDoor]:
    door = PairingDoor("ana", NODE, keys, clock, lambda receiver, came: told.append((receiver, came)))
    door.start()
    try:
        yield door
    finally:
        door.close()


def test_a_device_with_the_code_is_admitted_and_knows_the_node_afterwards(fake_clock: FakeClock) -> None:
    keys, own = AdmittedKeys(), fresh_pair()
    told: list[tuple[str, bool]] = []
    with _door(keys, fake_clock, told) as door:
        paired = pair("127.0.0.1", door.port, door.code.lower().replace("-", " "), own)
        assert paired is not None
        assert (paired.receiver, paired.node, paired.own) == ("ana", NODE, own)
        door._thread.join(10)
        assert keys.all() == {own.public: "ana"}
        assert told == [("ana", True)]
        # Once is once.
        assert pair("127.0.0.1", door.port, door.code, fresh_pair(), wait_seconds=0.3) is None
    assert keys.all() == {own.public: "ana"}


def test_wrong_codes_are_refused_and_after_some_the_right_one_too(
    fake_clock: FakeClock, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("app.router.links.refusals", "pairing_code")
    expected_logs.expect("app.router.links.pairing", "given up")
    keys = AdmittedKeys()
    told: list[tuple[str, bool]] = []
    with _door(keys, fake_clock, told) as door:
        for _ in range(WRONG_TRIES):
            assert pair("127.0.0.1", door.port, fresh_code(), fresh_pair(), wait_seconds=0.3) is None
        door._thread.join(10)
        assert not door.is_open
        assert pair("127.0.0.1", door.port, door.code, fresh_pair(), wait_seconds=0.3) is None
    assert (keys.all(), told) == ({}, [("ana", False)])


def test_a_code_expires(fake_clock: FakeClock) -> None:
    keys = AdmittedKeys()
    told: list[tuple[str, bool]] = []
    with _door(keys, fake_clock, told) as door:
        fake_clock.advance(301)
        door._thread.join(10)
        assert not door.is_open
        assert pair("127.0.0.1", door.port, door.code, fresh_pair(), wait_seconds=0.3) is None
    assert (keys.all(), told) == ({}, [("ana", False)])


def test_a_device_that_is_paired_anew_replaces_the_one_before() -> None:
    keys, old, new = AdmittedKeys(), fresh_pair(), fresh_pair()
    keys.admit(old.public, "ana")
    keys.admit(new.public, "ana")
    assert (keys.receiver(old.public), keys.receiver(new.public)) == (None, "ana")
    keys.revoke("ana")
    assert keys.all() == {}


@pytest.mark.parametrize(("typed", "meant"), [("o1li-abcd-9999", "0111-ABCD-9999"), ("  u2u2 ", "V2V2")])
def test_what_people_type_for_what_they_read_is_understood(typed: str, meant: str) -> None:
    assert grouped(typed) == meant


def test_codes_are_twelve_letters_that_nobody_confuses() -> None:
    codes = {fresh_code() for _ in range(50)}
    assert len(codes) == 50
    assert all(set(code) <= {*LETTERS, "-"} and len(code) == 14 for code in codes)
