"""The case as the hospital opens it: the record as it was sent, what is new, who may read, what was answered."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from app.clinic.danger_signs.service import DangerSignService
from app.clinic.danger_signs.signs import who_danger_signs
from app.clinic.drafts import DraftService
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.prenatal.exams_service import ExamService, NewResult
from app.clinic.referral.desk import ANSWER_DRAFT, READING_DRAFT, ReferralDeskService
from app.clinic.referral.model import Course, Priority, Verdict
from app.clinic.referral.parameters import parameters
from app.clinic.referral.service import ReferralService
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session
from app.store.store import Store
from app.store.tables import account, audit
from tests.clinic.conftest import TODAY, session_of
from tests.clinic.referral.conftest import CONFIRMED, HOSPITAL, HYPERTENSION, INCONCLUSIVE, UBS, be_at, stamp

SIGN = next(iter(who_danger_signs().signs))


def test_the_case_shows_the_record_as_it_was_sent(
    store: Store, desk: ReferralDeskService, doctor: Session, sent: Course, ready: Pregnancy
) -> None:
    be_at(store, HOSPITAL)
    case = desk.case(doctor, sent.referral.id)
    assert (case.woman.id, case.record.lmp, case.record.age) == (
        sent.referral.person_id,
        ready.lmp,
        ready.gestational_age,
    )
    assert case.record.unit_name == "Unidade Fictícia"
    assert case.record.classified is not None
    assert case.record.classified.assessment.risk_class == "ARCE"
    assert [(one.code, one.value) for one in case.record.results] == [("fundal_height_cm", 20)]
    assert [one.chart for one in case.record.charts.charts if one.count] == ["fundal_height"]
    assert (case.before, case.newer, case.other_answers) == (None, 0, ())


def test_opening_a_case_is_recorded_and_refused_at_another_unit(
    store: Store, desk: ReferralDeskService, doctor: Session, sent: Course
) -> None:
    with pytest.raises(KnownError) as refused:
        desk.case(doctor, sent.referral.id)
    assert refused.value.code == "referrals.not_this_unit"
    be_at(store, HOSPITAL)
    desk.case(doctor, sent.referral.id)
    with store.read() as connection:
        actions = connection.execute(audit.select()).mappings().all()
    assert actions[-1]["action"] == "referral_opened"


def test_what_was_recorded_since_is_counted_and_not_mixed_in(
    store: Store, desk: ReferralDeskService, doctor: Session, nurse: Session, sent: Course
) -> None:
    service = DangerSignService(store)
    person_id = sent.referral.person_id
    encounter = service.encounter_of_today(nurse, person_id)
    service.record(nurse, person_id, encounter, {SIGN: True})
    be_at(store, HOSPITAL)
    case = desk.case(doctor, sent.referral.id)
    assert case.newer == 1
    assert case.record.signs == ()


def test_an_emergency_brings_its_signs_and_what_was_done(
    store: Store, desk: ReferralDeskService, referrals: ReferralService, doctor: Session, nurse: Session,
    ready: Pregnancy,
) -> None:  # fmt: skip
    service = DangerSignService(store)
    encounter = service.encounter_of_today(nurse, ready.person_id)
    service.record(nurse, ready.person_id, encounter, {SIGN: True})
    action = service.situation(nurse, ready.person_id, encounter).actions[0].code
    service.note_done(nurse, ready.person_id, encounter, action)
    one = referrals.send(nurse, ready.id, replace(HYPERTENSION, priority=Priority.EMERGENCY))
    be_at(store, HOSPITAL)
    record = desk.case(doctor, one.referral.id).record
    assert [sign.code for sign in record.signs] == [SIGN]
    assert [step.code for step in record.steps] == [action]


def test_a_counter_reply_is_shown_beside_the_version_that_was_answered(
    store: Store, desk: ReferralDeskService, referrals: ReferralService, doctor: Session, nurse: Session,
    sent: Course, ready: Pregnancy,
) -> None:  # fmt: skip
    be_at(store, HOSPITAL)
    desk.answer(doctor, sent.referral.id, sent.version, INCONCLUSIVE)
    be_at(store, UBS)
    ExamService(store).record(nurse, ready.id, NewResult("haemoglobin", 9.5, TODAY))
    referrals.counter_reply(nurse, sent.referral.id, "Segue o resultado")
    be_at(store, HOSPITAL)
    case = desk.case(doctor, sent.referral.id)
    assert case.before is not None
    new = [one.code for one in case.record.results if one.id not in case.before.ids]
    assert new == ["haemoglobin"]


def test_the_inbox_says_who_she_is_and_how_far_the_readings_are(
    store: Store, fake_clock: FakeClock, desk: ReferralDeskService, doctor: Session, sent: Course, ready: Pregnancy
) -> None:
    stamp(store, sent.referral.id, sent.referral.id, fake_clock.now())
    fake_clock.advance(31 * 3600)
    be_at(store, HOSPITAL)
    _account(store, "resident", "student")
    desk.assign(doctor, sent.referral.id, "resident")
    desk.first_reading(session_of(Role.STUDENT, "resident"), sent.referral.id, sent.version, "Lido")
    (item,) = desk.inbox(doctor)
    assert item.name == "Joana Fictícia da Silva"
    assert (item.lmp, item.unit_name, item.assigned_name) == (ready.lmp, "Unidade Fictícia", "Fictícia resident")
    assert item.seconds_left == timedelta(hours=41).total_seconds()
    assert item.first_reading is not None
    assert item.second_reading is None


def test_whoever_has_the_fewest_cases_is_offered_first(
    store: Store, desk: ReferralDeskService, doctor: Session, sent: Course
) -> None:
    be_at(store, HOSPITAL)
    for name, role in (("a-busy", "student"), ("b-free", "doctor"), ("c-nurse", "nurse")):
        _account(store, name, role)
    desk.assign(doctor, sent.referral.id, "a-busy")
    assert [(one.account_id, one.under_way) for one in desk.readers(doctor)] == [("b-free", 0), ("a-busy", 1)]


def test_what_was_answered_leaves_the_inbox_for_the_list_of_the_answered(
    store: Store, desk: ReferralDeskService, doctor: Session, sent: Course
) -> None:
    be_at(store, HOSPITAL)
    assert desk.answered(doctor) == ()
    desk.answer(doctor, sent.referral.id, sent.version, CONFIRMED)
    assert desk.inbox(doctor) == ()
    (item,) = desk.answered(doctor)
    assert item.course.answer is not None
    assert item.course.answer.given.verdict is Verdict.CONFIRMED


def test_answering_drops_the_draft_in_the_same_transaction(
    store: Store, desk: ReferralDeskService, doctor: Session, sent: Course
) -> None:
    be_at(store, HOSPITAL)
    _account(store, "doctor", "doctor")
    drafts = DraftService(store)
    for kind in (ANSWER_DRAFT, READING_DRAFT):
        drafts.keep(doctor, kind, sent.referral.id, {"guidance": "…"})
    desk.assign(doctor, sent.referral.id, "doctor")
    desk.first_reading(doctor, sent.referral.id, sent.version, "Lido")
    assert drafts.get(doctor, READING_DRAFT, sent.referral.id) is None
    preceptor = session_of(Role.DOCTOR, "preceptor")
    desk.second_reading(preceptor, sent.referral.id, sent.version, "De acordo")
    desk.answer(doctor, sent.referral.id, sent.version, CONFIRMED)
    assert drafts.get(doctor, ANSWER_DRAFT, sent.referral.id) is None


def test_every_work_on_offer_names_its_source() -> None:
    assert parameters().works
    assert all(one.source in parameters().head.sources for one in parameters().works.values())


def _account(store: Store, name: str, role: str) -> None:
    row = {"id": name, "login": name, "display_name": f"Fictícia {name}", "role": role, "status": "active"}
    with store.engine.execution_options(plantao_write=True).begin() as connection:
        connection.execute(insert(account).values(**row, language="pt_BR", recorded_at="2026", recorded_by="x"))
