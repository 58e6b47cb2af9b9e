"""A password that somebody else chose: a receiver has no place to choose another, and no alarm waits for one."""

from collections.abc import Iterator

import pytest

from app.router.requests import SignedIn, SignIn
from app.security.roles import Action, Role
from app.security.session import require
from tests.router.asking.asked import Asked
from tests.security.questions import code_of
from tests.security.staff import PASSWORD, Staff


@pytest.fixture
def asked(staff: Staff) -> Iterator[Asked]:
    made = Asked(staff)
    yield made
    made.asking.stop()


def test_alarms_are_answered_at_a_receiver_and_the_station_asks_for_another_password(asked: Asked) -> None:
    staff = asked.staff
    staff.accounts.reset_password(staff.session(Role.COORDINATOR), staff.id_of("nurse"), PASSWORD)
    answer = asked.ask("w1", SignIn("nurse", PASSWORD))
    assert isinstance(answer, SignedIn) and "answer_alarms" in answer.may
    session = staff.session(Role.NURSE)
    assert code_of(lambda: require(session, Action.ANSWER_ALARMS)) == "access.password_first"
