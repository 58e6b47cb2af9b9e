"""The synthetic reference hospital: what it has received came the real way, and every state is there."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from app.bootstrap import Ports
from app.clinic.pregnancies.model import PregnancyFilter
from app.clinic.referral.model import Priority, State, Verdict
from app.demo.hospital import make_demo_hospital
from app.demo.referred import PLANS, Fate
from app.demo.unit import DEMO_LOGINS, DEMO_PASSWORD, PRECEPTOR_LOGIN
from app.kernel.clock import FakeClock
from app.kernel.folders import StationFolders
from app.kernel.ids import SeededIds
from app.security.keys.passphrase import PassphraseCost
from app.security.passwords import Passwords
from app.security.roles import Role
from app.security.session import Session
from app.settings import StationRole
from app.station import Station


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    folder: Path = tmp_path_factory.mktemp("hospital")
    clock = FakeClock()
    ports = Ports(
        clock=clock,
        ids=SeededIds(clock, 2017),
        passphrase_cost=PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1),
        passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
        background=False,
    )
    told: list[int] = []
    station = make_demo_hospital(
        StationFolders(folder / "station"), ports, watch=lambda done, _every: told.append(done)
    )
    assert told == sorted(told)
    assert told[-1] == 100
    yield station
    station.close()


@pytest.fixture
def doctor(hospital: Station) -> Session:
    return hospital.sign_in.sign_in(DEMO_LOGINS[Role.DOCTOR], DEMO_PASSWORD)


def test_it_is_a_hospital_whose_data_is_all_at_the_server(hospital: Station) -> None:
    assert hospital.profile.role is StationRole.HOSPITAL
    assert hospital.profile.demo
    counts = hospital.sync.status().counts
    assert (counts.pending, counts.unseen, counts.parked, counts.conflicts, counts.rejected) == (0, 0, 0, 0, 0)


def test_every_planned_referral_has_come_as_far_as_it_should(hospital: Station, doctor: Session) -> None:
    waiting, answered = hospital.referral_desk.inbox(doctor), hospital.referral_desk.answered(doctor)
    assert len(waiting) + len(answered) == len(PLANS)
    states = Counter(one.course.state for one in (*waiting, *answered))
    fates = Counter(one.fate for one in PLANS)
    assert states[State.COUNTER_REPLIED] == fates[Fate.REPLIED]
    assert states[State.ANSWERED] == fates[Fate.ANSWERED]
    assert states[State.READ] == fates[Fate.READ_BACK]
    assert states[State.CLOSED] == fates[Fate.CLOSED]
    read = Counter((one.first_reading is not None, one.second_reading is not None) for one in waiting)
    assert read[True, False] == fates[Fate.READ_ONCE]
    assert read[True, True] == fates[Fate.READ_TWICE]
    verdicts = {one.course.answer.given.verdict for one in answered if one.course.answer}
    assert verdicts == set(Verdict)


def test_each_was_stamped_by_the_server_and_the_late_ones_were_told(hospital: Station, doctor: Session) -> None:
    waiting = hospital.referral_desk.inbox(doctor)
    assert all(one.course.received_at is not None for one in waiting)
    assert [one.course.referral.priority for one in waiting[:2]] == [Priority.EMERGENCY] * 2
    late = [one for one in waiting if one.is_overdue]
    assert late
    assert hospital.referral_desk.overdue(doctor) == tuple(late)


def test_every_case_opens_with_its_class_and_its_reasons(hospital: Station, doctor: Session) -> None:
    for one in hospital.referral_desk.inbox(doctor):
        case = hospital.referral_desk.case(doctor, one.course.referral.id)
        assert case.record.classified is not None
        assert case.record.classified.assessment.risk_class == one.risk_class
        assert case.woman.synthetic
        assert case.record.visits
        assert case.record.results


def test_an_emergency_came_with_what_the_unit_did(hospital: Station, doctor: Session) -> None:
    first = hospital.referral_desk.inbox(doctor)[0]
    record = hospital.referral_desk.case(doctor, first.course.referral.id).record
    assert record.signs
    assert [one.code for one in record.steps] == ["call_samu"]


def test_it_holds_nobody_who_was_not_referred(hospital: Station, doctor: Session) -> None:
    found = hospital.pregnancies.list(doctor, PregnancyFilter(), 0, 100)
    assert found.total == len(PLANS)


def test_whoever_reads_second_is_another_doctor_than_the_one_who_answers(hospital: Station) -> None:
    preceptor = hospital.sign_in.sign_in(PRECEPTOR_LOGIN, DEMO_PASSWORD)
    assert preceptor.role is Role.DOCTOR
    assert preceptor.login != DEMO_LOGINS[Role.DOCTOR]
