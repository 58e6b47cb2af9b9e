"""The function test of the signals: what is kept of it, and for whom."""

import pytest

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.store.store import Store
from app.ward.alarms.signs import Burst
from app.ward.signal_tests import SignalAnswer, SignalTestService
from tests.clinic.conftest import session_of

ALL = dict.fromkeys(Burst, SignalAnswer.BOTH)


def test_a_ward_that_was_never_tested_says_so(store: Store) -> None:
    assert SignalTestService(store).last(session_of(Role.NURSE)) is None


def test_the_newest_test_is_told_with_who_when_and_what_was_noticed(store: Store, fake_clock: FakeClock) -> None:
    service, nurse = SignalTestService(store), session_of(Role.NURSE)
    service.record(nurse, ALL)
    fake_clock.advance(3600)
    service.record(nurse, {**ALL, Burst.LOW: SignalAnswer.NOT_HEARD})
    last = service.last(session_of(Role.STUDENT))
    assert last is not None
    assert (last.at, last.who) == (fake_clock.now(), nurse.name)
    assert last.answers[Burst.LOW] is SignalAnswer.NOT_HEARD and last.answers[Burst.HIGH] is SignalAnswer.BOTH
    assert not last.passed


def test_only_a_test_of_all_three_that_were_heard_and_seen_is_passed(store: Store) -> None:
    service, nurse = SignalTestService(store), session_of(Role.NURSE)
    assert service.record(nurse, ALL).passed
    assert not service.record(nurse, {Burst.HIGH: SignalAnswer.BOTH}).passed
    last = service.last(nurse)
    assert last is not None and set(last.answers) == {Burst.HIGH}


def test_who_may_not_answer_alarms_tests_no_signals(store: Store) -> None:
    with pytest.raises(KnownError, match="access"):
        SignalTestService(store).record(session_of(Role.STUDENT), ALL)
