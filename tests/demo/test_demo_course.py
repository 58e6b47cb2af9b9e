"""The prenatal life of the demo unit: coherent with the cohort, and without a day in the future."""

from datetime import date, timedelta

import pytest

from app.clinic.prenatal.outcomes import OutcomeService
from app.clinic.prenatal.planner import VisitStatus
from app.clinic.prenatal.visits_service import VisitService
from app.clinic.reception.model import Aids, ArrivalState, BoardFilter, BoardRow, Colour
from app.clinic.reception.service import ReceptionService
from app.security.roles import Role
from app.security.session import Session
from app.store.store import Store
from tests.demo.conftest import Unit
from tests.demo.test_demo_unit import rows

TODAY = date(2026, 3, 2)


@pytest.fixture
def store(unit: Unit) -> Store:
    return unit.store


@pytest.fixture
def nurse(unit: Unit) -> Session:
    return unit.staff[Role.NURSE]


def test_nothing_lies_in_the_future_and_nobody_is_seen_on_a_day_off(store: Store, nurse: Session) -> None:
    with store.read() as connection:
        days = [str(row[0]) for row in rows(connection, "SELECT day FROM prenatal_fact WHERE kind = 'visit'")]
        late = "SELECT count(*) FROM {} WHERE recorded_at > '2026-03-02T11:00:00.000000Z'"
        for table in ("prenatal_fact", "observation", "arrival", "arrival_event", "pregnancy"):
            assert rows(connection, late.format(table)) == [(0,)], table
        assert rows(connection, "SELECT count(*) FROM prenatal_fact WHERE day > '2026-03-02'") == [(0,)]
    assert len(days) > 5000
    seen = [date.fromisoformat(day).weekday() for day in days]
    # The first visit is the arrival of the cohort, on whichever day of the study that was.
    assert sum(day > 4 for day in seen) < 500


def test_some_women_are_to_be_called_and_each_of_them_has_an_overdue_visit(store: Store, nurse: Session) -> None:
    visits = VisitService(store)
    calls = visits.to_call(nurse)
    assert 8 <= len(calls) <= 60
    for one in calls[:10]:
        waiting = visits.plan(nurse, one.pregnancy_id).waiting
        assert waiting is not None
        assert waiting.status is VisitStatus.OVERDUE


def test_a_pregnancy_has_ended_exactly_where_its_outcome_is_recorded(store: Store, nurse: Session) -> None:
    ended = "SELECT p.id FROM pregnancy p JOIN prenatal_fact f ON f.pregnancy_id = p.id WHERE f.kind = 'outcome'"
    with store.read() as connection:
        closed = {str(row[0]) for row in rows(connection, "SELECT id FROM pregnancy WHERE status = 'closed'")}
        assert {str(row[0]) for row in rows(connection, ended)} == closed
    outcomes = OutcomeService(store)
    for one in sorted(closed)[:20]:
        outcome = outcomes.outcome(nurse, one)
        assert outcome is not None
        assert outcome.day <= TODAY
        assert all(
            visit.is_postpartum == (visit.day > outcome.day) and visit.day <= outcome.day + timedelta(days=45)
            for visit in VisitService(store).list(nurse, one)
        )


def test_the_morning_at_the_reception_shows_every_colour_and_state(store: Store, nurse: Session) -> None:
    reception = ReceptionService(store)
    board = reception.board(nurse, BoardFilter(states=frozenset(ArrivalState)))
    assert {row.arrival.state for row in board.rows} == set(ArrivalState)
    waiting = [row for row in board.rows if row.arrival.state is ArrivalState.WAITING]
    assert {row.arrival.colour for row in waiting} >= {*Colour, None}
    assert sum(row.danger for row in board.rows) >= 2
    assert any(row.postpartum for row in board.rows)
    assert any(row.pressure is not None and row.pressure.state == "second_due" for row in board.rows)
    assert any(row.pressure is not None and row.pressure.state == "emergency" for row in board.rows)
    aids = {row.shown_name: _aids(reception, nurse, row) for row in board.rows}
    assert any(one.news2 is not None and (one.news2.total or 0) >= 5 for one in aids.values())
    assert {one.refusal for one in aids.values()} == {None, "scores.not_in_pregnancy", "scores.too_young"}


def _aids(reception: ReceptionService, nurse: Session, row: BoardRow) -> Aids:
    return reception.aids(nurse, row.arrival.id)
