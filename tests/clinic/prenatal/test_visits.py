"""Visits as facts with corrections, the unit's own schedule, and who should be called."""

from collections.abc import Callable
from datetime import date

import pytest

from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.prenatal.outcomes import NewOutcome, OutcomeKind, OutcomeService
from app.clinic.prenatal.planner import VisitStatus
from app.clinic.prenatal.schedules import Professional
from app.clinic.prenatal.visits_service import NewVisit, VisitService
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


def test_the_unit_follows_cab_32_until_an_administrator_chooses(
    visits: VisitService, nurse: Session, pregnancy: Pregnancy
) -> None:
    assert visits.schedule(nurse).code == "cab32"
    visits.choose_schedule(session_of(Role.ADMINISTRATOR), "who")
    assert visits.plan(nurse, pregnancy.id).schedule == "who"
    with pytest.raises(KnownError, match=r"prenatal\.unknown_schedule"):
        visits.choose_schedule(session_of(Role.ADMINISTRATOR), "moon")


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
