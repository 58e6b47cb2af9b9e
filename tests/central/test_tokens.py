"""Challenges are answered by the station's own key, in their minute; tokens last a quarter of an hour."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine

from app.central.database import open_database
from app.central.enrolment import Enrolment
from app.central.tokens import CHALLENGE_LIFE, TOKEN_LIFE, Tokens
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from tests.central.keys import new_key, public


class _Door:
    """A server's tokens and one enrolled station."""

    def __init__(self, engine: Engine, clock: FakeClock) -> None:
        self.enrolment = Enrolment(engine, clock, SeededIds(clock, seed=3))
        self.tokens = Tokens(engine, clock)
        self.key = new_key()
        self.station = self.join(self.key)

    def join(self, key: Ed25519PrivateKey) -> str:
        return self.enrolment.enrol(self.enrolment.make_code("1111111", "x"), public(key)).station_id

    def token(self) -> str:
        challenge = self.tokens.challenge(self.station)
        return self.tokens.issue(challenge, self.key.sign(challenge.encode()).hex()).token


@pytest.fixture
def door(engine: Engine, fake_clock: FakeClock) -> _Door:
    return _Door(engine, fake_clock)


def _refused(code: str, call: object, *arguments: str) -> None:
    assert callable(call)
    with pytest.raises(KnownError) as caught:
        call(*arguments)
    assert caught.value.code == code


def test_a_station_that_signs_is_known_by_its_token(door: _Door) -> None:
    sender = door.tokens.sender(door.token())
    assert (sender.station_id, sender.unit) == (door.station, "1111111")


def test_a_challenge_is_good_for_its_minute_only(door: _Door, fake_clock: FakeClock) -> None:
    challenge = door.tokens.challenge(door.station)
    signature = door.key.sign(challenge.encode()).hex()
    fake_clock.advance(CHALLENGE_LIFE.total_seconds() + 1)
    _refused("central.not_you", door.tokens.issue, challenge, signature)


def test_a_token_ends_after_a_quarter_of_an_hour(door: _Door, fake_clock: FakeClock) -> None:
    token = door.token()
    fake_clock.advance(TOKEN_LIFE.total_seconds() - 1)
    door.tokens.sender(token)
    fake_clock.advance(2)
    _refused("central.not_you", door.tokens.sender, token)


def test_another_stations_key_opens_nothing(door: _Door) -> None:
    other = new_key()
    door.join(other)
    challenge = door.tokens.challenge(door.station)
    _refused("central.not_you", door.tokens.issue, challenge, other.sign(challenge.encode()).hex())


def test_a_challenge_is_no_token_and_a_token_no_challenge(door: _Door) -> None:
    token = door.token()
    _refused("central.not_you", door.tokens.sender, door.tokens.challenge(door.station))
    _refused("central.not_you", door.tokens.issue, token, door.key.sign(token.encode()).hex())


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4IiwiZXhwIjo5OTk5OTk5OTk5fQ."])
def test_what_is_no_token_is_refused(door: _Door, token: str) -> None:
    _refused("central.not_you", door.tokens.sender, token)


def test_the_token_of_another_server_is_refused(door: _Door, tmp_path: Path, fake_clock: FakeClock) -> None:
    elsewhere = open_database(f"sqlite:///{tmp_path / 'elsewhere.db'}")
    _refused("central.not_you", door.tokens.sender, Tokens(elsewhere, fake_clock).challenge(door.station))
    elsewhere.dispose()


def test_a_suspended_station_is_refused_with_a_living_token_until_it_is_let_in_again(door: _Door) -> None:
    token = door.token()
    door.enrolment.suspend(door.station)
    _refused("central.suspended", door.tokens.sender, token)
    challenge = door.tokens.challenge(door.station)
    _refused("central.suspended", door.tokens.issue, challenge, door.key.sign(challenge.encode()).hex())
    door.enrolment.let_in_again(door.station)
    assert door.tokens.sender(token).station_id == door.station


def test_tokens_outlive_a_restart_of_the_server(door: _Door, engine: Engine, fake_clock: FakeClock) -> None:
    assert Tokens(engine, fake_clock).sender(door.token()).station_id == door.station
