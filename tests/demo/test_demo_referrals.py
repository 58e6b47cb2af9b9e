"""The referrals of the demo unit stand in every state that the screens show."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clinic.referral.model import Course, Priority, State, Verdict
from app.clinic.referral.service import ReferralService
from app.clinic.referral.tasks import ReferralTaskService
from app.demo.network import MovedClock
from app.demo.referrals import LONGEST_AGO, write_referrals
from app.demo.unit import DEMO_PROFILE, HOSPITAL_PROFILE
from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.security.roles import Role
from app.security.session import Session
from app.settings import write_profile
from app.store.opening import create_store, open_store
from app.store.store import Store
from tests.demo.conftest import fill
from tests.store_fixtures import TEST_KEY

Referred = tuple[Store, Session, tuple[Course, ...]]


@pytest.fixture(scope="module")
def referred(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Referred]:
    """The unit with its referrals; read it only."""
    path, clock = Path(tmp_path_factory.mktemp("referred")) / "plantao.db", FakeClock()
    ids = SeededIds(clock, seed=3)
    store = create_store(path, TEST_KEY, clock, ids)
    staff = fill(store, clock)
    with store.write(PROGRAM) as writing:
        write_profile(writing, DEMO_PROFILE)
    store.close()
    moved = MovedClock(clock, clock.now() - LONGEST_AGO)
    store = open_store(path, TEST_KEY, moved, ids)
    assert write_referrals(store, moved, staff, clock.now()) == 11
    nurse = staff[Role.NURSE]
    yield store, nurse, ReferralService(store).outbox(nurse, with_ended=True)
    store.close()


def test_every_state_that_a_unit_meets_is_there(referred: Referred) -> None:
    _, _, courses = referred
    states = {one.state for one in courses}
    wanted = {State.QUEUED, State.RECEIVED, State.COUNTER_REPLIED, State.ANSWERED, State.READ, State.CLOSED}
    assert states == wanted
    assert any(one.escalated for one in courses)
    assert {one.answer.given.verdict for one in courses if one.answer} == set(Verdict)


def test_all_went_to_the_demo_hospital_and_one_is_an_emergency(referred: Referred) -> None:
    _, _, courses = referred
    assert {one.referral.to_unit for one in courses} == {HOSPITAL_PROFILE.cnes}
    assert [one.locks for one in courses if one.referral.priority is Priority.EMERGENCY] == [False]


def test_what_has_not_left_waits_and_what_is_at_the_hospital_has_its_time(referred: Referred) -> None:
    _, _, courses = referred
    assert all(one.not_left_for for one in courses if one.state is State.QUEUED)
    assert all(one.due_at for one in courses if one.state in (State.RECEIVED, State.COUNTER_REPLIED))


def test_somebody_has_told_the_woman_who_was_booked(referred: Referred) -> None:
    store, nurse, courses = referred
    booked = next(one for one in courses if one.state is State.READ and one.answer and one.answer.given.clinic)
    assert ReferralTaskService(store).tasks(nurse, booked.referral.id)[0].is_done
