"""What an answer gives the unit to do, and the names beside the identifiers."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.clinic.pregnancies.model import Pregnancy
from app.clinic.prenatal.exams_service import ExamService, RequestStatus
from app.clinic.referral.directory import Hospital, ReferralDirectoryService
from app.clinic.referral.model import Course, Kind, NewAnswer
from app.clinic.referral.service import ReferralService
from app.clinic.referral.tasks import ReferralTaskService, TaskKind
from app.kernel.errors import KnownError
from app.security.session import Session
from app.store.store import Store
from tests.clinic.conftest import TODAY
from tests.clinic.referral.conftest import CONFIRMED, HOSPITAL, INCONCLUSIVE, be_at

Answering = Callable[[NewAnswer], Course]


@pytest.fixture
def tasks(store: Store) -> ReferralTaskService:
    return ReferralTaskService(store)


@pytest.fixture
def read(referrals: ReferralService, nurse: Session, answered: Answering) -> Course:
    """An inconclusive answer with guidance and one exam, read at the unit."""
    one = answered(replace(INCONCLUSIVE, guidance="Repetir a pressão em sete dias"))
    return referrals.mark_read(nurse, one.referral.id)


def test_every_exam_and_the_guidance_become_a_task_of_their_own(
    tasks: ReferralTaskService, nurse: Session, read: Course
) -> None:
    found = tasks.tasks(nurse, read.referral.id)
    assert [(one.kind, one.code) for one in found] == [
        (TaskKind.TELL, ""),
        (TaskKind.EXAM, "haemoglobin"),
        (TaskKind.GUIDANCE, ""),
    ]
    assert not any(one.is_done for one in found)


def test_a_ticked_task_tells_who_did_it_and_can_be_taken_back(
    tasks: ReferralTaskService, nurse: Session, read: Course, store: Store
) -> None:
    done = tasks.tick(nurse, read.referral.id, "tell")[0]
    assert (done.by, done.at) == (nurse.name, store.clock.now())
    again = tasks.tick(nurse, read.referral.id, "tell")[0]
    assert again == done
    assert not tasks.tick(nurse, read.referral.id, "tell", done=False)[0].is_done


def test_ticking_changes_neither_the_state_nor_the_version(
    referrals: ReferralService, tasks: ReferralTaskService, nurse: Session, read: Course
) -> None:
    tasks.tick(nurse, read.referral.id, "tell")
    after = referrals.open(nurse, read.referral.id)
    assert (after.state, after.version) == (read.state, read.version)
    assert after.events[-1].kind is Kind.TASK


def test_what_the_hospital_asks_for_stands_once_among_the_exams_that_wait(
    store: Store, tasks: ReferralTaskService, nurse: Session, read: Course, ready: Pregnancy
) -> None:
    first = tasks.request_exams(nurse, read.referral.id, TODAY)
    second = tasks.request_exams(nurse, read.referral.id, TODAY)
    assert first == second
    assert first[1].requested
    asked = ExamService(store).requests(nurse, ready.id)
    assert [(one.code, one.status) for one in asked] == [("haemoglobin", RequestStatus.PENDING)]


def test_no_task_before_the_answer_was_read(tasks: ReferralTaskService, nurse: Session, answered: Answering) -> None:
    one = answered(CONFIRMED)
    with pytest.raises(KnownError, match="not_read"):
        tasks.tick(nurse, one.referral.id, "tell")
    with pytest.raises(KnownError, match="not_read"):
        tasks.request_exams(nurse, one.referral.id)


def test_the_hospital_ticks_nothing_and_nobody_ticks_what_was_never_asked(
    store: Store, tasks: ReferralTaskService, nurse: Session, read: Course
) -> None:
    with pytest.raises(KnownError, match="no_such_task"):
        tasks.tick(nurse, read.referral.id, "exam:urine_culture")
    be_at(store, HOSPITAL)
    with pytest.raises(KnownError, match="not_this_unit"):
        tasks.tick(nurse, read.referral.id, "tell")


def test_a_new_answer_brings_new_tasks(
    referrals: ReferralService, tasks: ReferralTaskService, nurse: Session, read: Course, answered: Answering
) -> None:
    tasks.tick(nurse, read.referral.id, "tell")
    referrals.counter_reply(nurse, read.referral.id, "Hemoglobina 11")
    course = referrals.open(nurse, read.referral.id)
    assert tasks.tasks(nurse, course.referral.id)[0].is_done


def test_the_list_names_the_women_and_the_hospitals(
    store: Store, nurse: Session, sent: Course, referrals: ReferralService
) -> None:
    directory = ReferralDirectoryService(store)
    names = directory.women(nurse, referrals.outbox(nurse))
    assert names[sent.referral.person_id].shown_name
    assert directory.hospitals(nurse) == (Hospital(HOSPITAL),)
    directory.name_hospital(nurse, Hospital("3333333", "Outra Maternidade"))
    directory.name_hospital(nurse, Hospital(HOSPITAL, "Maternidade Escola"))
    assert directory.hospitals(nurse)[0] == Hospital(HOSPITAL, "Maternidade Escola")
    assert len(directory.hospitals(nurse)) == 2


@pytest.mark.parametrize("wrong", [Hospital("123", "Nome"), Hospital("3333333", " ")])
def test_a_hospital_needs_its_number_and_its_name(store: Store, nurse: Session, wrong: Hospital) -> None:
    with pytest.raises(KnownError, match="hospital_wrong"):
        ReferralDirectoryService(store).name_hospital(nurse, wrong)
