"""An emergency at the hospital's desk is marked as seen: who, when, told to the unit, waiting for the network."""

from dataclasses import replace

import pytest

from app.clinic.pregnancies.model import Pregnancy
from app.clinic.referral.desk import ReferralDeskService
from app.clinic.referral.model import Course, Kind, Priority, State
from app.clinic.referral.service import ReferralService
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session
from app.store.store import Store
from app.sync import ledger
from app.sync.guards import guards
from tests.clinic.conftest import session_of
from tests.clinic.referral.conftest import CONFIRMED, HOSPITAL, HYPERTENSION, UBS, be_at
from tests.security.questions import audited


@pytest.fixture
def emergency(store: Store, referrals: ReferralService, nurse: Session, ready: Pregnancy) -> Course:
    """Sent, and the station is the hospital's now."""
    one = referrals.send(nurse, ready.id, replace(HYPERTENSION, priority=Priority.EMERGENCY))
    be_at(store, HOSPITAL)
    return one


def refusal(desk: ReferralDeskService, session: Session, one: Course) -> str:
    with pytest.raises(KnownError) as caught:
        desk.see(session, one.referral.id)
    return caught.value.code


def test_whoever_saw_it_first_stands_with_the_time_and_it_answers_nothing(
    store: Store, desk: ReferralDeskService, emergency: Course, nurse: Session, fake_clock: FakeClock
) -> None:
    assert emergency.seen is None
    before = fake_clock.now()
    fake_clock.advance(60)
    one = desk.see(nurse, emergency.referral.id)
    fake_clock.advance(60)
    again = desk.see(session_of(Role.DOCTOR), emergency.referral.id)
    assert one.seen is not None
    assert (one.seen.by, (one.seen.at - before).total_seconds()) == (nurse.name, 60)
    assert again.seen == one.seen
    assert [event.kind for event in again.events] == [Kind.SEEN]
    assert again.state is State.SENT
    assert audited(store).count("referral_seen") == 1


def test_it_waits_for_the_network_like_every_step_and_merges_with_another_by_being_there(
    store: Store, desk: ReferralDeskService, emergency: Course, nurse: Session
) -> None:
    with store.write(nurse.actor) as writing:
        ledger.acknowledge(writing.connection, ledger.pending(writing.connection, 10_000))
    desk.see(nurse, emergency.referral.id)
    with store.read() as connection:
        (event,) = ledger.pending(connection, 10)
    assert (event.entity, event.content()["kind"]) == ("referral_event", "seen")
    assert guards(event) == ()


def test_the_unit_that_sent_it_reads_who_saw_it(
    store: Store, referrals: ReferralService, desk: ReferralDeskService, emergency: Course, nurse: Session
) -> None:
    desk.see(nurse, emergency.referral.id)
    be_at(store, UBS)
    (one,) = referrals.outbox(nurse)
    assert one.seen is not None
    assert one.seen.by == nurse.name
    assert one.state in (State.QUEUED, State.SENT)


def test_only_an_emergency_that_waits_here_is_marked(
    store: Store,
    referrals: ReferralService,
    desk: ReferralDeskService,
    emergency: Course,
    nurse: Session,
    doctor: Session,
    student: Session,
) -> None:
    assert refusal(desk, student, emergency) == "access.not_allowed"
    be_at(store, UBS)
    assert refusal(desk, nurse, emergency) == "referrals.not_this_unit"
    plain = referrals.send(nurse, emergency.referral.pregnancy_id, HYPERTENSION)
    be_at(store, HOSPITAL)
    assert refusal(desk, nurse, plain) == "referrals.not_an_emergency"
    desk.answer(doctor, emergency.referral.id, emergency.version, CONFIRMED)
    assert refusal(desk, nurse, emergency) == "referrals.not_waiting"
