"""Visits as facts with corrections, the unit's own schedule, and who should be called."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.prenatal.outcomes import NewOutcome, OutcomeKind, OutcomeService
from app.clinic.prenatal.planner import VisitStatus
from app.clinic.prenatal.schedules import Professional
from app.clinic.prenatal.visits_service import CallOutcome, NewCall, NewVisit, VisitService
from app.clinic.problems import InputError
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session
from tests.clinic.conftest import TODAY, session_of

DAY = 24 * 3600


def visit(day: date, note: str = "") -> NewVisit:
    return NewVisit(day, Professional.NURSE, note)


def test_a_wrong_visit_is_superseded_and_stays_readable(
    visits: VisitService, nurse: Session, pregnancy: Pregnancy
) -> None:
    wrong = visits.record(nurse, pregnancy.id, visit(date(2026, 2, 20), "Sem queixas"))
    right = visits.correct(nurse, wrong.id, visit(date(2026, 2, 21)), "Dia trocado")
    old, new = visits.list(nurse, pregnancy.id)
    assert (old.superseded_by, old.note, old.is_current) == (right.id, "Sem queixas", False)
    assert (new.reason, new.day, new.is_current) == ("Dia trocado", date(2026, 2, 21), True)
    with pytest.raises(KnownError, match=r"prenatal\.already_corrected"):
        visits.correct(nurse, wrong.id, None, "Outra vez")
    visits.correct(nurse, right.id, None, "Era de outra")
    assert not any(one.is_current for one in visits.list(nurse, pregnancy.id))
    assert all(one.status is not VisitStatus.DONE for one in visits.plan(nurse, pregnancy.id).visits)


def test_a_visit_tomorrow_is_refused(visits: VisitService, nurse: Session, pregnancy: Pregnancy) -> None:
    with pytest.raises(KnownError, match=r"prenatal\.date_in_future"):
        visits.record(nurse, pregnancy.id, visit(date(2026, 3, 3)))


def test_the_unit_follows_cab_32_until_a_coordinator_chooses(
    visits: VisitService, nurse: Session, pregnancy: Pregnancy
) -> None:
    assert visits.schedule(nurse).code == "cab32"
    visits.choose_schedule(session_of(Role.COORDINATOR), "who")
    assert visits.plan(nurse, pregnancy.id).schedule == "who"
    with pytest.raises(KnownError, match=r"prenatal\.unknown_schedule"):
        visits.choose_schedule(session_of(Role.COORDINATOR), "moon")


def test_women_are_called_once_their_visit_is_overdue(
    visits: VisitService, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    assert visits.to_call(nurse) == ()
    fake_clock.advance(7 * DAY)
    assert visits.to_call(nurse) == ()
    fake_clock.advance(DAY)
    (call,) = visits.to_call(nurse)
    assert (call.pregnancy_id, call.days_late, call.shown_name) == (pregnancy.id, 8, "Joana Fictícia da Silva")
    visits.record(nurse, pregnancy.id, visit(date(2026, 3, 10)))
    assert visits.to_call(nurse) == ()
    fake_clock.advance(36 * DAY)
    (call,) = visits.to_call(nurse)
    assert (call.days_late, call.missed) == (8, 0)


def test_the_longest_overdue_comes_first_and_the_undated_do_not_come(
    visits: VisitService,
    pregnancies: PregnancyService,
    nurse: Session,
    register: Callable[..., PersonRecord],
    fake_clock: FakeClock,
) -> None:
    expected = []
    for name in ("Ana Fictícia Alves", "Bia Fictícia Brito"):
        expected.append(pregnancies.open(nurse, register(full_name=name).id, date(2026, 1, 5)).id)
        fake_clock.advance(2 * DAY)
    pregnancies.open(nurse, register(full_name="Cida Fictícia Costa").id)
    fake_clock.advance(10 * DAY)
    assert [one.pregnancy_id for one in visits.to_call(nurse)] == expected


def test_follow_up_goes_on_to_day_42_after_birth(
    visits: VisitService, outcomes: OutcomeService, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    outcomes.record(nurse, pregnancy.id, NewOutcome(OutcomeKind.BIRTH, TODAY))
    assert visits.follow_up_until(nurse, pregnancy.id) == date(2026, 4, 13)
    fake_clock.advance(50 * DAY)
    last = visits.record(nurse, pregnancy.id, visit(date(2026, 4, 13)))
    assert last.is_postpartum
    with pytest.raises(KnownError, match=r"prenatal\.after_follow_up"):
        visits.record(nurse, pregnancy.id, visit(date(2026, 4, 14)))
    assert visits.to_call(nurse) == ()
    assert {one.status for one in visits.plan(nurse, pregnancy.id).visits} == {VisitStatus.DONE}


def test_after_a_transfer_this_unit_follows_up_no_more(
    visits: VisitService, outcomes: OutcomeService, nurse: Session, pregnancy: Pregnancy
) -> None:
    assert visits.follow_up_until(nurse, pregnancy.id) is None
    outcomes.record(nurse, pregnancy.id, NewOutcome(OutcomeKind.TRANSFER, TODAY))
    assert visits.follow_up_until(nurse, pregnancy.id) is None
    with pytest.raises(KnownError, match=r"pregnancies\.closed"):
        visits.record(nurse, pregnancy.id, visit(TODAY))


def test_a_visit_keeps_all_that_was_measured_with_it_or_nothing(
    visits: VisitService, nurse: Session, pregnancy: Pregnancy
) -> None:
    measured = (
        NewObservation("weight_kg", 68.4),
        NewObservation("systolic_mmhg", 112),
        NewObservation("diastolic_mmhg", 70),
    )
    told = replace(visit(TODAY), vitals=measured, found={"fundal_height_cm": 17})
    with pytest.raises(InputError, match=r"prenatal\.result_refused"):
        visits.record(nurse, pregnancy.id, replace(told, found={"fundal_height_cm": 700}))
    assert visits.list(nurse, pregnancy.id) == ()
    assert visits.measured(nurse, pregnancy.id) == {}
    visits.record(nurse, pregnancy.id, told)
    (found,) = visits.measured(nurse, pregnancy.id).values()
    assert {one.code: one.value for one in found} == {
        "weight_kg": 68.4,
        "systolic_mmhg": 112,
        "diastolic_mmhg": 70,
        "fundal_height_cm": 17,
    }


def test_what_was_measured_at_a_visit_entered_late_belongs_to_its_own_day(
    visits: VisitService, nurse: Session, pregnancy: Pregnancy
) -> None:
    late = date(2026, 2, 3)
    visits.record(nurse, pregnancy.id, replace(visit(late), vitals=(NewObservation("weight_kg", 66.0),)))
    assert list(visits.measured(nurse, pregnancy.id)) == [late]


def test_the_plan_follows_the_day_agreed_for_the_next_visit(
    visits: VisitService, nurse: Session, pregnancy: Pregnancy
) -> None:
    agreed = date(2026, 3, 11)
    visits.record(nurse, pregnancy.id, replace(visit(date(2026, 2, 20)), next_on=agreed))
    coming = visits.plan(nurse, pregnancy.id).next
    assert coming is not None
    assert coming.day == agreed
    with pytest.raises(KnownError, match=r"prenatal\.next_before_visit"):
        visits.record(nurse, pregnancy.id, replace(visit(TODAY), next_on=TODAY))


def test_who_says_when_she_comes_is_left_alone_until_that_day(
    visits: VisitService, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    fake_clock.advance(8 * DAY)
    today = TODAY + timedelta(days=8)
    with pytest.raises(KnownError, match=r"prenatal\.day_missing"):
        visits.note_call(nurse, pregnancy.id, NewCall(CallOutcome.COMES))
    with pytest.raises(KnownError, match=r"prenatal\.day_in_past"):
        visits.note_call(nurse, pregnancy.id, NewCall(CallOutcome.COMES, TODAY))
    assert not visits.to_call(nurse)[0].is_settled(today)
    visits.note_call(nurse, pregnancy.id, NewCall(CallOutcome.COMES, today + timedelta(days=2)))
    (call,) = visits.to_call(nurse)
    assert call.last_call is not None
    assert call.last_call.by
    assert call.is_settled(today + timedelta(days=2))
    assert not call.is_settled(today + timedelta(days=3))


def test_women_whose_visit_is_due_are_named_where_they_are_asked_for(
    visits: VisitService, nurse: Session, pregnancy: Pregnancy
) -> None:
    assert visits.to_call(nurse) == ()
    (call,) = visits.to_call(nurse, also_due=True)
    assert (call.visit.status, call.days_late) == (VisitStatus.DUE, 0)
