"""Who reads at the hospital, and what is learned from the answers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select

from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.referral.desk import ReferralDeskService
from app.clinic.referral.library import ReferralLibraryService, without_names
from app.clinic.referral.model import Course, Verdict
from app.clinic.referral.service import ReferralService
from app.clinic.referral.statistics import Confirmation, count
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session
from app.store.store import Store
from app.store.tables import account, audit
from tests.clinic.conftest import TODAY, session_of
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


def code(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value.code


@pytest.fixture
def resident(store: Store) -> Session:
    """A resident with an account, beside a nurse and somebody suspended."""
    people = (("resident", "student", "active"), ("nurse", "nurse", "active"), ("gone", "doctor", "suspended"))
    with store.engine.execution_options(plantao_write=True).begin() as connection:
        for name, role, status in people:
            row = {"id": name, "login": name, "display_name": f"Fictícia {name}", "role": role, "status": status}
            author = {"recorded_at": "2026", "recorded_by": "x"}
            connection.execute(insert(account).values(**row, language="pt_BR", **author))
    return session_of(Role.STUDENT, "resident")


def test_what_was_assigned_is_read_by_that_person_and_then_by_another_before_the_answer(
    store: Store, desk: ReferralDeskService, doctor: Session, resident: Session, sent: Course
) -> None:
    be_at(store, HOSPITAL)
    one, version = sent.referral.id, sent.version
    for wrong in ("nurse", "gone", "nobody"):
        assert code(lambda wrong=wrong: desk.assign(doctor, one, wrong)) == "referrals.not_a_reader"  # type: ignore[misc]  # bound at once
    assert code(lambda: desk.first_reading(resident, one, version, "x")) == "referrals.not_assigned_to_you"
    assert desk.assign(doctor, one, "resident").assigned_to == "resident"
    assert code(lambda: desk.second_reading(doctor, one, version, "x")) == "referrals.no_first_reading"
    assert code(lambda: desk.first_reading(resident, one, "0" * 64, "x")) == "referrals.other_version"
    assert code(lambda: desk.first_reading(resident, one, version, " ")) == "referrals.text_missing"
    desk.first_reading(resident, one, version, "Parece hipertensão")
    preceptor = session_of(Role.DOCTOR, "preceptor")
    same = session_of(Role.DOCTOR, "resident")
    assert code(lambda: desk.second_reading(same, one, version, "x")) == "referrals.same_reader"
    assert code(lambda: desk.answer(preceptor, one, version, CONFIRMED)) == "referrals.second_reading_missing"
    desk.second_reading(preceptor, one, version, "De acordo")
    assert [event.kind for event in desk.answer(preceptor, one, version, CONFIRMED).events] == [
        "assigned",
        "first_reading",
        "second_reading",
        "answered",
    ]


def test_assigning_again_takes_the_reading_from_the_one_before(
    store: Store, desk: ReferralDeskService, doctor: Session, resident: Session, sent: Course
) -> None:
    be_at(store, HOSPITAL)
    with store.engine.execution_options(plantao_write=True).begin() as connection:
        row = {"id": "other", "login": "other", "display_name": "Outra", "role": "doctor", "status": "active"}
        connection.execute(insert(account).values(**row, language="pt_BR", recorded_at="2026", recorded_by="x"))
    one = sent.referral.id
    desk.assign(doctor, one, "resident")
    desk.first_reading(resident, one, sent.version, "…")
    desk.assign(doctor, one, "other")
    assert code(lambda: desk.first_reading(resident, one, sent.version, "x")) == "referrals.not_assigned_to_you"
    assert code(lambda: desk.second_reading(doctor, one, sent.version, "x")) == "referrals.no_first_reading"


def test_the_library_finds_answers_by_their_words_and_shows_no_name(
    store: Store, referrals: ReferralService, desk: ReferralDeskService, library: ReferralLibraryService,
    nurse: Session, doctor: Session, ready: Pregnancy,
) -> None:  # fmt: skip
    told = replace(HYPERTENSION, justification="JOANA da Silva, CPF 529.982.247-25, tem pressão alta")
    sent = referrals.send(nurse, ready.id, told)
    be_at(store, HOSPITAL)
    assert library.search(doctor) == ()
    desk.answer(doctor, sent.referral.id, sent.version, replace(CONFIRMED, guidance="Joana deve repousar"))
    (lesson,) = library.search(doctor, "PRESSAO repousar")
    assert lesson.justification == "••• da •••, CPF •••, tem pressão alta"
    assert (lesson.guidance, lesson.risk_class, lesson.year) == ("••• deve repousar", "ARCE", 2026)
    assert library.search(doctor, "diabetes") == ()
    assert library.search(doctor, "hipertensao consulta marcada") == library.search(doctor, "Hypertension") == (lesson,)
    assert library.search(doctor, verdict=Verdict.NOT_CONFIRMED) == library.search(doctor, reason="fetal") == ()
    assert len(library.search(doctor, reason="hypertension", verdict=Verdict.CONFIRMED)) == 1
    with store.read():
        assert "Joana" not in repr(lesson)


def test_words_that_only_begin_like_a_name_stay() -> None:
    assert without_names("Ana tem anasarca e 12 semanas", frozenset({"ana"})) == "••• tem anasarca e 12 semanas"


def test_the_figures_count_last_answers_and_measure_by_the_servers_stamps(
    store: Store, fake_clock: FakeClock, desk: ReferralDeskService, library: ReferralLibraryService,
    referrals: ReferralService, nurse: Session, doctor: Session, sent: Course,
) -> None:  # fmt: skip
    one, start = sent.referral.id, fake_clock.now()
    coordinator = session_of(Role.COORDINATOR)
    stamp(store, one, one, start)
    be_at(store, HOSPITAL)
    first = desk.answer(doctor, one, sent.version, INCONCLUSIVE).answer
    be_at(store, UBS)
    assert first is not None
    stamp(store, one, first.id, start + timedelta(hours=72))
    again = referrals.counter_reply(nurse, one, "Segue")
    stamp(store, one, again.events[-1].id, start + timedelta(days=9))
    be_at(store, HOSPITAL)
    last = desk.answer(doctor, one, again.version, NOT_CONFIRMED).answer
    assert last is not None
    stamp(store, one, last.id, start + timedelta(days=9, hours=80))
    told = library.statistics(coordinator, TODAY, TODAY)
    assert told.by_reason == {"hypertension": Confirmation(0, 1, 0)}
    assert told.by_unit == {"1111111": Confirmation(0, 1, 0)}
    assert (told.causes, told.travel_avoided, told.sent) == ({"laboratory_data": 1}, 1.0, 1)
    assert (told.answering.measured, told.answering.within) == (2, 1)
    assert (told.answering.middle, told.answering.longest) == (timedelta(hours=76), timedelta(hours=80))
    assert library.statistics(coordinator, date(2026, 3, 3), date(2026, 3, 9)).sent == 0


def test_what_nobody_has_answered_is_counted_beside_the_answers(
    library: ReferralLibraryService, store: Store, sent: Course
) -> None:
    coordinator = session_of(Role.COORDINATOR)
    now, before = library.compare(coordinator, (TODAY, TODAY), (date(2026, 1, 1), date(2026, 1, 31)))
    assert now.by_reason == {"hypertension": Confirmation(0, 0, 0, unanswered=1)}
    assert now.total.answered == 0
    assert now.unit_names == {UBS: "Unidade Fictícia"}
    assert now.travel_avoided is None
    assert before is not None
    assert before.sent == 0
    with store.read() as connection:
        viewed = select(audit.c.details).where(audit.c.action == "report_viewed", audit.c.subject_id == "referrals")
        assert TODAY.isoformat() in connection.execute(viewed).scalars().one()


def test_without_any_answer_there_is_no_share(joana: PersonRecord) -> None:
    told = count([], timedelta(hours=72))
    assert (told.travel_avoided, told.answering.middle, told.total.answered) == (None, None, 0)
