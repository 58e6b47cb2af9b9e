"""Referring, the lock, the answer and what follows, over a real store."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select

from app.clinic.assessments.service import AssessmentService
from app.clinic.corrections import CorrectionService
from app.clinic.danger_signs.service import DangerSignService
from app.clinic.danger_signs.signs import who_danger_signs
from app.clinic.drafts import DraftService
from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.prenatal.dating_service import DatingService
from app.clinic.prenatal.exams_service import ExamService, NewResult
from app.clinic.prenatal.history_service import Answer as Told
from app.clinic.prenatal.history_service import HistoryService
from app.clinic.prenatal.outcomes import NewOutcome, OutcomeKind, OutcomeService
from app.clinic.prenatal.schedules import Professional
from app.clinic.prenatal.vaccines_service import NewDose, VaccineService
from app.clinic.prenatal.visits_service import CallOutcome, NewCall, NewVisit, VisitService
from app.clinic.problems import InputError
from app.clinic.referral.desk import ReferralDeskService
from app.clinic.referral.model import Course, NewAnswer, Priority, State
from app.clinic.referral.service import DRAFT, ReferralService
from app.clinic.risk.forms import ReferralForm
from app.clinic.risk.loader import default_rule_base
from app.kernel.canonical import sha256_hex
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.session import Session
from app.store.store import Store
from app.store.tables import care_link, change_log, sync_mark, sync_rejected
from tests.clinic.conftest import TODAY
from tests.clinic.referral.conftest import (
    CONFIRMED,
    HOSPITAL,
    HYPERTENSION,
    INCONCLUSIVE,
    NOT_CONFIRMED,
    UBS,
    be_at,
    stamp,
)

WHO = next(iter(who_danger_signs().signs))
Answered = Callable[[NewAnswer], Course]


def code(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value.code


def problems(call: Callable[[], object]) -> set[str]:
    with pytest.raises(InputError) as caught:
        call()
    return {one.code.removeprefix("referrals.") for one in caught.value.problems}


def test_everything_compulsory_that_lacks_is_said_at_once_each_with_its_own_code(
    referrals: ReferralService, pregnancies: PregnancyService, nurse: Session, joana: PersonRecord
) -> None:
    bare = pregnancies.open(nurse, joana.id).id
    empty = replace(HYPERTENSION, to_unit=UBS, reason="?", hypothesis=" ", justification="")
    record = {"no_physical_exam", "no_pregnancies_count", "not_dated", "not_classified"}
    text = {"unit_wrong", "no_reason", "no_hypothesis", "no_justification"}
    assert problems(lambda: referrals.send(nurse, bare, empty)) == record | text
    assert {one.code.split(".")[1] for one in referrals.readiness(nurse, bare).problems} == record
    assert referrals.outbox(nurse) == ()


def test_an_emergency_waits_for_nothing_but_its_words_and_locks_nothing(
    referrals: ReferralService, pregnancies: PregnancyService, nurse: Session, joana: PersonRecord
) -> None:
    bare = pregnancies.open(nurse, joana.id).id
    emergency = replace(HYPERTENSION, priority=Priority.EMERGENCY)
    assert problems(lambda: referrals.send(nurse, bare, replace(emergency, hypothesis=""))) == {"no_hypothesis"}
    assert not referrals.send(nurse, bare, emergency).locks
    pregnancies.record(nurse, bare, [NewObservation("weight_kg", 71)])
    referrals.send(nurse, bare, emergency)
    assert len(referrals.of_pregnancy(nurse, bare)) == 2


def test_the_record_goes_along_whole_without_her_name_and_its_hash_names_the_version(
    sent: Course, joana: PersonRecord
) -> None:
    told = json.loads(sent.snapshot)
    assert sent.version == sha256_hex(sent.snapshot) == sent.referral.version
    assert {one["code"] for one in told["observations"]} == {"lmp", "pregnancies_count"}
    assert [one["code"] for one in told["facts"]] == ["fundal_height_cm"]
    assert (told["assessment"]["class"], told["assessment"]["class_rank"]) == ("ARCE", 2)
    assert told["dating"]["lmp"] == "2025-10-13"
    assert joana.full_name not in sent.snapshot
    assert told["sent_by"] == "Fictícia nurse"


def test_a_blood_pressure_observed_counts_as_a_physical_exam(
    referrals: ReferralService, pregnancies: PregnancyService, nurse: Session, pregnancy: Pregnancy
) -> None:
    pregnancies.record(nurse, pregnancy.id, [NewObservation("systolic_mmhg", 120)])
    assert "no_physical_exam" not in {
        one.code.split(".")[1] for one in referrals.readiness(nurse, pregnancy.id).problems
    }


def test_sending_drops_the_draft_and_puts_her_in_the_hospitals_care(
    store: Store, referrals: ReferralService, nurse: Session, ready: Pregnancy
) -> None:
    drafts = DraftService(store)
    drafts.keep(nurse, DRAFT, ready.id, {"hypothesis": "…"})
    referrals.send(nurse, ready.id, HYPERTENSION)
    assert drafts.get(nurse, DRAFT, ready.id) is None
    with store.read() as connection:
        links = connection.execute(select(care_link.c.ground, care_link.c.unit)).all()
    assert {("registered", UBS), ("referred", HOSPITAL)} <= {(one.ground, one.unit) for one in links}


def test_a_second_referral_of_the_pregnancy_waits_until_the_first_is_closed(
    referrals: ReferralService, nurse: Session, sent: Course, answered: Answered
) -> None:
    pregnancy_id = sent.referral.pregnancy_id
    assert code(lambda: referrals.send(nurse, pregnancy_id, HYPERTENSION)) == "referrals.under_way"
    answered(NOT_CONFIRMED)
    assert code(lambda: referrals.send(nurse, pregnancy_id, HYPERTENSION)) == "referrals.under_way"
    referrals.mark_read(nurse, sent.referral.id)
    referrals.close(nurse, sent.referral.id)
    assert referrals.send(nurse, pregnancy_id, HYPERTENSION).state is State.QUEUED


def changes_of_facts(store: Store, nurse: Session, one: Pregnancy) -> dict[str, Callable[[], object]]:
    observed = PregnancyService(store).observations(nurse, one.id)[0].id
    assessments = AssessmentService(store, default_rule_base())
    assessment_id = assessments.list(nurse, one.id)[0].id
    form, result_id = ReferralForm(), ExamService(store).results(nurse, one.id)[0].id
    return {
        "observation": lambda: PregnancyService(store).record(nurse, one.id, [NewObservation("weight_kg", 70)]),
        "correction": lambda: PregnancyService(store).correct(nurse, observed, None, "teste"),
        "classification": lambda: assessments.save(nurse, one.id, form),
        "its correction": lambda: assessments.correct(nurse, assessment_id, form, "teste"),
        "result": lambda: ExamService(store).record(nurse, one.id, NewResult("haemoglobin", 11, TODAY)),
        "its striking out": lambda: ExamService(store).correct(nurse, result_id, None, "teste"),
        "estimate": lambda: DatingService(store).add(nurse, one.id, date(2025, 10, 20)),
        "visit": lambda: VisitService(store).record(nurse, one.id, NewVisit(TODAY, Professional.NURSE)),
        "answer": lambda: HistoryService(store).record(nurse, one.id, {"epilepsy": Told.NO}),
        "dose": lambda: VaccineService(store).record(nurse, one.id, NewDose("dt", TODAY)),
        "whole pregnancy": lambda: CorrectionService(store).move_pregnancy(nurse, one.id, one.person_id, "teste"),
    }


def test_until_the_answer_nothing_that_the_hospital_judges_can_be_changed(
    store: Store, nurse: Session, ready: Pregnancy, sent: Course, answered: Answered
) -> None:
    tried = changes_of_facts(store, nurse, ready)
    assert {name: code(call) for name, call in tried.items()} == dict.fromkeys(tried, "referrals.locked")
    answered(INCONCLUSIVE)
    tried["result"]()
    tried["observation"]()


def test_danger_signs_calls_and_the_outcome_do_not_wait_for_the_answer(
    store: Store, nurse: Session, ready: Pregnancy, sent: Course
) -> None:
    assert sent.locks
    DangerSignService(store).record(nurse, ready.person_id, "visita", {WHO: True})
    VisitService(store).note_call(nurse, ready.id, NewCall(CallOutcome.NO_ANSWER))
    OutcomeService(store).record(nurse, ready.id, NewOutcome(OutcomeKind.LOSS, TODAY, "teste"))


def test_what_the_server_has_refused_locks_no_longer(
    store: Store, referrals: ReferralService, pregnancies: PregnancyService, nurse: Session, sent: Course
) -> None:
    with store.engine.execution_options(plantao_write=True).begin() as connection:
        event_id = connection.execute(select(change_log.c.id).where(change_log.c.entity == "referral")).scalar_one()
        row = {"event_id": event_id, "code": "sync.unknown_unit", "details": "{}", "at": "2026"}
        connection.execute(insert(sync_rejected).values(row))
    assert referrals.open(nurse, sent.referral.id).state is State.REFUSED
    pregnancies.record(nurse, sent.referral.pregnancy_id, [NewObservation("weight_kg", 71)])


def test_how_long_it_has_not_left_the_station_is_known_until_the_server_acknowledges_it(
    store: Store, fake_clock: FakeClock, referrals: ReferralService, nurse: Session, sent: Course
) -> None:
    fake_clock.advance(3 * 3600)
    waiting = referrals.outbox(nurse)[0]
    assert (waiting.state, waiting.not_left_for) == (State.QUEUED, timedelta(hours=3))
    fake_clock.set_wall(fake_clock.now() - timedelta(days=2))
    assert referrals.outbox(nurse)[0].not_left_for == timedelta()
    with store.engine.execution_options(plantao_write=True).begin() as connection:
        row = {"origin": store.origin, "acknowledged": 10_000, "seen": 0}
        connection.execute(insert(sync_mark).values(row))
    left = referrals.outbox(nurse)[0]
    assert (left.state, left.not_left_for) == (State.SENT, None)


def test_an_answer_needs_what_goes_with_its_verdict(
    store: Store, desk: ReferralDeskService, doctor: Session, sent: Course
) -> None:
    be_at(store, HOSPITAL)

    def tried(new: NewAnswer) -> set[str]:
        return problems(lambda: desk.answer(doctor, sent.referral.id, sent.version, new))

    assert tried(replace(CONFIRMED, sources=(" ",))) == {"no_sources"}
    assert tried(replace(CONFIRMED, clinic=None)) == {"no_clinic"}
    assert tried(replace(CONFIRMED, conduct="counter_referral")) == {"conduct_wrong"}
    assert tried(replace(CONFIRMED, causes=("clinical_data",))) == {"causes_wrong"}
    assert tried(replace(INCONCLUSIVE, causes=())) == {"causes_wrong"}
    assert tried(replace(INCONCLUSIVE, requested_exams=())) == {"says_nothing_to_do"}
    assert tried(replace(INCONCLUSIVE, requested_exams=("?",))) == {"unknown_exam"}
    assert tried(replace(INCONCLUSIVE, clinic="general")) == {"clinic_without_booking"}
    assert tried(replace(NOT_CONFIRMED, guidance="")) == {"no_guidance"}


def test_an_answer_is_bound_to_the_version_that_was_seen_and_stands_for_ever(
    store: Store, desk: ReferralDeskService, doctor: Session, sent: Course
) -> None:
    one = sent.referral.id
    assert code(lambda: desk.answer(doctor, one, sent.version, CONFIRMED)) == "referrals.not_this_unit"
    be_at(store, HOSPITAL)
    assert code(lambda: desk.answer(doctor, one, "0" * 64, CONFIRMED)) == "referrals.other_version"
    given = desk.answer(doctor, one, sent.version, CONFIRMED).answer
    assert given is not None and (given.version, given.given) == (sent.version, CONFIRMED)
    assert code(lambda: desk.answer(doctor, one, sent.version, NOT_CONFIRMED)) == "referrals.not_waiting"
    assert desk.inbox(doctor) == ()


def test_an_inconclusive_answer_a_counter_reply_and_the_second_answer(
    store: Store, referrals: ReferralService, desk: ReferralDeskService, nurse: Session, doctor: Session,
    sent: Course, answered: Answered,
) -> None:  # fmt: skip
    one = sent.referral.id
    assert code(lambda: referrals.counter_reply(nurse, one, "Segue exame")) == "referrals.not_inconclusive"
    answered(INCONCLUSIVE)
    assert [waiting.referral.id for waiting in referrals.unread(nurse)] == [one]
    ExamService(store).record(nurse, sent.referral.pregnancy_id, NewResult("haemoglobin", 11, TODAY))
    again = referrals.counter_reply(nurse, one, "Segue exame")
    assert again.state is State.COUNTER_REPLIED and again.locks and again.version != sent.version
    assert "haemoglobin" in again.snapshot
    be_at(store, HOSPITAL)
    assert code(lambda: desk.answer(doctor, one, sent.version, CONFIRMED)) == "referrals.other_version"
    assert [item.course.version for item in desk.inbox(doctor)] == [again.version]
    assert len(desk.answer(doctor, one, again.version, CONFIRMED).answers) == 2


def test_reading_once_more_changes_nothing_and_only_what_was_read_is_closed(
    referrals: ReferralService, nurse: Session, sent: Course, answered: Answered
) -> None:
    one = sent.referral.id
    assert code(lambda: referrals.mark_read(nurse, one)) == "referrals.not_answered"
    answered(INCONCLUSIVE)
    assert code(lambda: referrals.close(nurse, one)) == "referrals.not_read"
    read = referrals.mark_read(nurse, one)
    assert referrals.mark_read(nurse, one) == read
    assert code(lambda: referrals.close(nurse, one)) == "referrals.text_missing"
    assert referrals.close(nurse, one, "Mudou de cidade").state is State.CLOSED
    assert referrals.outbox(nurse) == () and len(referrals.outbox(nurse, with_ended=True)) == 1


def test_the_inbox_shows_the_servers_time_left(
    store: Store, fake_clock: FakeClock, desk: ReferralDeskService, doctor: Session, sent: Course
) -> None:
    be_at(store, HOSPITAL)
    assert desk.inbox(doctor)[0].seconds_left is None
    stamp(store, sent.referral.id, sent.referral.id, fake_clock.now())
    hour = 3600
    for later, overdue in ((72 * hour, False), (72 * hour + 1, True)):
        then = fake_clock.now() + timedelta(seconds=later)
        told = ReferralDeskService(store, then.replace).inbox(doctor)[0]
        assert (told.is_overdue, told.seconds_left) == (overdue, 72 * hour - later)
        assert told.risk_class == "ARCE"
    assert desk.overdue(doctor) == ()
