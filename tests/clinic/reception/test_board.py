"""The board: by urgency, then by who came first; it says what the events say, and is there at once at 200 waiting."""

import time
import tomllib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import and_

from app.clinic.danger_signs.service import DangerSignService
from app.clinic.figures import Mark
from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.reception.colours import DEFAULT_FILE, default_colours, load_colours
from app.clinic.reception.events import AUDITED
from app.clinic.reception.model import Arrival, ArrivalState, BoardFilter, Colour, EventKind, Hearing, Outcome
from app.clinic.reception.rows import BOARD, day_bounds
from app.clinic.reception.service import ReceptionService
from app.clinic.reception.steps import FROM_STATES, LEADS_TO
from app.kernel.clock import FakeClock, to_text
from app.kernel.errors import KnownError
from app.security.session import Session
from app.store.store import Store
from app.store.tables import arrival, arrival_board, arrival_event, person

Register = Callable[..., PersonRecord]
ROOT = Path(__file__).parents[3]
S = ArrivalState


@pytest.fixture
def reception(store: Store) -> ReceptionService:
    return ReceptionService(store)


def test_the_most_urgent_stand_first_and_of_equals_who_came_first(
    reception: ReceptionService, nurse: Session, register: Register, fake_clock: FakeClock
) -> None:
    order: list[Colour | None] = [Colour.BLUE, Colour.GREEN, None, Colour.YELLOW, Colour.RED, Colour.RED, None]
    ids = []
    for number, colour in enumerate(order):
        someone = register(full_name=f"Fictícia {'ABCDEFG'[number]}ena Prado", birth_date=date(1980 + number, 1, 1))
        ids.append(reception.arrive(nurse, someone.id).id)
        fake_clock.advance(60)
        if colour:
            reception.hear(nurse, ids[-1], Hearing("Dor", colour))
    shown = [row.arrival.id for row in reception.board(nurse).rows]
    assert shown == [ids[place] for place in (4, 5, 2, 6, 3, 1, 0)]
    reception.attend(nurse, ids[4])
    reception.close(nurse, ids[4], Outcome.EMERGENCY)
    board = reception.board(nurse)
    assert [row.arrival.id for row in board.rows] == shown[1:]
    assert board.counts == {S.WAITING: 6, S.CLOSED: 1}
    everyone = reception.board(nurse, BoardFilter(states=frozenset(S)))
    assert [row.arrival.id for row in everyone.rows] == [*shown[1:], ids[4]]


def test_the_board_knows_the_pregnancy(reception: ReceptionService, nurse: Session, pregnancy: Pregnancy) -> None:
    reception.arrive(nurse, pregnancy.person_id)
    (row,) = reception.board(nurse).rows
    assert row.gestational_age == pregnancy.gestational_age
    assert row.class_code is None


def test_a_danger_sign_shows_on_the_board_whatever_the_colour(
    reception: ReceptionService, store: Store, nurse: Session, joana: PersonRecord, pregnancies: PregnancyService
) -> None:
    one = reception.arrive(nurse, joana.id).id
    reception.hear(nurse, one, Hearing("Consulta", Colour.BLUE))
    danger = DangerSignService(store)
    danger.record(nurse, joana.id, one, {"fever": False})
    assert [row.danger for row in reception.board(nurse).rows] == [False]
    found = danger.record(nurse, joana.id, one, {"convulsing": True}).rows
    assert [row.danger for row in reception.board(nurse).rows] == [True]
    (wrong,) = (row for row in found if row.value == "present")
    pregnancies.correct(nurse, wrong.id, "absent", "Engano")
    assert [row.danger for row in reception.board(nurse).rows] == [False]


STEPS = [kind for kind in EventKind if kind not in (EventKind.ARRIVED, EventKind.STRUCK)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.sampled_from(STEPS), st.booleans(), st.sampled_from(Colour)), max_size=10))
def test_the_board_says_what_the_events_in_force_say(
    reception: ReceptionService,
    nurse: Session,
    joana: PersonRecord,
    moves: list[tuple[EventKind, bool, Colour]],
) -> None:
    one = reception.arrive(nurse, joana.id).id
    for kind, back, colour in moves:
        standing = reception.get(nurse, one).arrival
        if standing.state not in FROM_STATES[kind]:
            with pytest.raises(KnownError, match=r"reception\.not_possible_now"):
                step(reception, nurse, one, kind, colour)
            continue
        step(reception, nurse, one, kind, colour)
        if back and kind is not EventKind.WITHDRAWN:
            newest = reception.get(nurse, one).events[-1]
            assert reception.take_back(nurse, newest.id, "Engano") == standing
        assert reception.get(nurse, one).arrival == told(reception, nurse, one)
    if reception.get(nurse, one).arrival.state is not S.WITHDRAWN:
        reception.withdraw(nurse, one, "fim")


def step(reception: ReceptionService, nurse: Session, one: str, kind: EventKind, colour: Colour) -> None:
    steps: dict[EventKind, Callable[[], object]] = {
        EventKind.HEARD: lambda: reception.hear(nurse, one, Hearing("Dor", colour)),
        EventKind.CALLED: lambda: reception.call(nurse, one),
        EventKind.NOT_ANSWERED: lambda: reception.not_answered(nurse, one),
        EventKind.ATTENDED: lambda: reception.attend(nurse, one),
        EventKind.CLOSED: lambda: reception.close(nurse, one, Outcome.RESOLVED),
        EventKind.NO_SHOW: lambda: reception.no_show(nurse, one),
        EventKind.WITHDRAWN: lambda: reception.withdraw(nurse, one, "Engano"),
    }
    steps[kind]()


def told(reception: ReceptionService, nurse: Session, one: str) -> Arrival:
    """The arrival as its events tell it, without the board."""
    record = reception.get(nurse, one)
    events = [event for event in record.events if event.is_current]
    heard = [event for event in events if event.kind is EventKind.HEARD]
    return Arrival(
        id=one,
        person_id=record.arrival.person_id,
        arrived_at=record.arrival.arrived_at,
        state=LEADS_TO[events[-1].kind] if events else S.WAITING,
        since=events[-1].happened_at if events else record.arrival.arrived_at,
        colour=Colour(str(heard[-1].content["colour"])) if heard else None,
        reason=str(heard[-1].content["reason"]) if heard else None,
    )


def test_two_hundred_waiting_are_shown_in_less_than_20_ms(
    reception: ReceptionService, store: Store, nurse: Session, joana: PersonRecord, fake_clock: FakeClock
) -> None:
    fill_board(store, nurse, joana.id, fake_clock.now())
    reception.board(nurse)
    taken = []
    for _ in range(15):
        started = time.perf_counter()
        board = reception.board(nurse)
        taken.append(time.perf_counter() - started)
    assert len(board.rows) == 200
    ranks = [default_colours().rank(row.arrival.colour) for row in board.rows]
    assert ranks == sorted(ranks)
    # The best of several: the figure is the program's, not that of a busy machine.
    assert min(taken) < 0.020


def test_the_board_reads_its_day_and_its_people_through_their_indexes(store: Store) -> None:
    first, last = (to_text(one) for one in day_bounds(date(2026, 3, 2), "America/Fortaleza"))
    of_day = and_(arrival_board.c.arrived_at >= first, arrival_board.c.arrived_at < last)
    with store.read() as connection:
        asked = BOARD.where(of_day).compile(connection, compile_kwargs={"literal_binds": True})
        plan = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}").all()]
    assert not [step for step in plan if step.startswith("SCAN")]
    for index in ("ix_arrival_board_arrived_at", "ix_pregnancy_list_person"):
        assert any(index in step for step in plan), plan


def fill_board(store: Store, nurse: Session, like: str, now: datetime) -> None:
    """200 waiting today among 2,000 of the days before; everybody invented."""
    with store.write(nurse.actor) as writing:
        model = writing.connection.execute(person.select().where(person.c.id == like)).mappings().one()
        kept = {name: value for name, value in model.items() if name not in ("id", "number")}
        people = writing.create_many(person, [kept for _ in range(200)])
        came = [
            {
                "person_id": people[number % 200],
                "arrived_at": to_text(now - timedelta(days=number // 200, seconds=number)),
            }
            for number in range(2200)
        ]
        arrivals = writing.append_many(arrival, came)
        colours = [*Colour, None]
        events = [
            {
                "arrival_id": one,
                "kind": "heard",
                "place": 1,
                "happened_at": writing.at,
                "content": f'{{"colour":"{colour.value}","observations":[],"reason":"Dor"}}',
            }
            for number, one in enumerate(arrivals)
            if (colour := colours[number % 5]) is not None
        ]
        writing.append_many(arrival_event, events)


def test_a_day_has_the_length_that_the_clocks_of_the_place_give_it() -> None:
    first, last = day_bounds(date(2018, 11, 4), "America/Sao_Paulo")
    assert to_text(first) < to_text(last)
    assert datetime.fromisoformat(to_text(last)) - datetime.fromisoformat(to_text(first)) == timedelta(hours=23)


def test_the_colours_say_where_they_come_from() -> None:
    colours = default_colours()
    assert [colours.labels[code].pt_BR for code in ("red", "yellow", "green", "blue")] == [
        "Vermelho: risco alto", "Amarelo: risco intermediário", "Verde: risco baixo", "Azul: não agudo",
    ]  # fmt: skip
    assert {source.mark for source in colours.head.sources.values()} == {Mark.SECOND_HAND, Mark.PLACEHOLDER}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{code: blue,", "{code: green,", "duplicate_code"),
        ("{code: blue,", "{code: orange,", "unknown_code"),
        ("{code: not_heard, source: project,", "{code: not_heard, source: somebody,", "unknown_source"),
    ],
)
def test_a_wrong_line_of_the_colours_is_named(old: str, new: str, code: str) -> None:
    text = DEFAULT_FILE.read_text(encoding="utf-8")
    with pytest.raises(KnownError, match=r"figures\.refused") as refused:
        load_colours(text.replace(old, new, 1).encode())
    problems = {problem.code: problem.line for problem in refused.value.values["problems"]}  # type: ignore[attr-defined]  # `object`
    assert problems[code] == text[: text.index(old)].count("\n") + 1


def test_every_state_event_and_outcome_has_its_text() -> None:
    board, audit = (
        tomllib.loads((ROOT / "resources" / "texts" / f"{area}.toml").read_text(encoding="utf-8"))
        for area in ("board", "audit")
    )
    wanted = {
        *(f"state_{one}" for one in ArrivalState),
        *(f"event_{one}" for one in EventKind),
        *(f"outcome_{one}" for one in Outcome),
    }
    assert wanted - set(board) == set()
    assert {f"action_{one}" for one in AUDITED.values()} - set(audit) == set()
