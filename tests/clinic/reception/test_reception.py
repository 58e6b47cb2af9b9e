"""The reception: who waits since when, what the nurse decides, and that nothing is overwritten."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.problems import InputError
from app.clinic.reception.model import Arrival, ArrivalState, BoardFilter, Colour, EventKind, Hearing, Outcome
from app.clinic.reception.service import ReceptionService
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from app.security.session import Session
from app.store.opening import open_store
from app.store.store import Store
from app.store.tables import person
from tests.store.samples.make import FOLDER, SAMPLE_KEY

Register = Callable[..., PersonRecord]
S = ArrivalState


@pytest.fixture
def reception(store: Store) -> ReceptionService:
    return ReceptionService(store)


@pytest.fixture
def arrived(reception: ReceptionService, nurse: Session, joana: PersonRecord) -> Arrival:
    return reception.arrive(nurse, joana.id)


def hearing(colour: Colour = Colour.YELLOW, *vitals: NewObservation) -> Hearing:
    return Hearing(" Dor de cabeça ", colour, vitals)


def test_who_arrives_waits_without_a_colour(
    reception: ReceptionService, nurse: Session, joana: PersonRecord, arrived: Arrival, fake_clock: FakeClock
) -> None:
    assert (arrived.state, arrived.colour, arrived.reason) == (S.WAITING, None, None)
    assert arrived.arrived_at == arrived.since == fake_clock.now()
    fake_clock.advance(61 * 60 - 1)
    (row,) = reception.board(nurse).rows
    assert (row.arrival, row.shown_name) == (arrived, joana.full_name)
    assert row.waited_minutes(fake_clock.now()) == 60
    fake_clock.set_wall(arrived.arrived_at - timedelta(hours=1))
    assert row.waited_minutes(fake_clock.now()) == 0


def test_an_arrival_runs_through_its_states(
    reception: ReceptionService, nurse: Session, arrived: Arrival, fake_clock: FakeClock
) -> None:
    def minute_later() -> datetime:
        fake_clock.advance(60)
        return fake_clock.now()

    one = arrived.id
    minute_later()
    heard = reception.hear(nurse, one, hearing())
    assert (heard.state, heard.colour, heard.reason) == (S.WAITING, Colour.YELLOW, "Dor de cabeça")
    at = minute_later()
    called = reception.call(nurse, one, "Sala 2")
    assert (called.state, called.since) == (S.CALLED, at)
    minute_later()
    assert reception.not_answered(nurse, one).state is S.WAITING
    assert reception.call(nurse, one).state is S.CALLED
    assert reception.call(nurse, one).state is S.CALLED
    assert reception.attend(nurse, one).state is S.ATTENDING
    closed = reception.close(nurse, one, Outcome.REFERRED)
    assert (closed.state, closed.arrived_at, closed.colour) == (S.CLOSED, arrived.arrived_at, Colour.YELLOW)
    record = reception.get(nurse, one)
    assert [event.kind for event in record.events] == [
        EventKind.HEARD, EventKind.CALLED, EventKind.NOT_ANSWERED, EventKind.CALLED, EventKind.CALLED,
        EventKind.ATTENDED, EventKind.CLOSED,
    ]  # fmt: skip
    assert record.events[1].content == {"place": "Sala 2"}
    assert record.events[-1].content == {"outcome": "referred"}


def test_a_clock_that_was_set_back_brings_no_older_state_back(
    reception: ReceptionService, nurse: Session, arrived: Arrival, fake_clock: FakeClock
) -> None:
    reception.call(nurse, arrived.id)
    fake_clock.set_wall(fake_clock.now() - timedelta(hours=3))
    assert reception.attend(nurse, arrived.id).state is S.ATTENDING


def test_steps_that_are_none_are_refused_and_change_nothing(
    reception: ReceptionService, nurse: Session, arrived: Arrival
) -> None:
    one = arrived.id
    with pytest.raises(KnownError, match=r"reception\.not_possible_now"):
        reception.not_answered(nurse, one)
    reception.attend(nurse, one)
    for step in (reception.call, reception.attend, reception.no_show):
        with pytest.raises(KnownError, match=r"reception\.not_possible_now"):
            step(nurse, one)
    with pytest.raises(KnownError, match=r"reception\.not_possible_now"):
        reception.hear(nurse, one, hearing(Colour.RED, NewObservation("pulse_bpm", 80)))
    assert reception.get(nurse, one).observations == ()
    with pytest.raises(KnownError, match=r"reception\.not_found"):
        reception.call(nurse, "nobody")


def test_of_two_who_attend_at_once_one_is_told(reception: ReceptionService, nurse: Session, arrived: Arrival) -> None:
    def attempt(_: int) -> str:
        try:
            return reception.attend(nurse, arrived.id).state
        except KnownError as error:
            return error.code

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(attempt, range(4)))
    assert outcomes == ["attending", *["reception.not_possible_now"] * 3]


def test_nobody_waits_twice(reception: ReceptionService, nurse: Session, joana: PersonRecord, arrived: Arrival) -> None:
    with pytest.raises(KnownError, match=r"reception\.already_here") as refused:
        reception.arrive(nurse, joana.id)
    assert refused.value.values["arrival_id"] == arrived.id
    reception.no_show(nurse, arrived.id)
    again = reception.arrive(nurse, joana.id)
    assert again.id != arrived.id
    (left,) = (event for event in reception.get(nurse, arrived.id).events)
    with pytest.raises(KnownError, match=r"reception\.already_here"):
        reception.take_back(nurse, left.id, "Voltou")
    assert reception.get(nurse, arrived.id).arrival.state is S.NO_SHOW


def test_a_late_entry_keeps_the_time_of_arrival_and_none_lies_ahead(
    reception: ReceptionService, nurse: Session, joana: PersonRecord, fake_clock: FakeClock
) -> None:
    with pytest.raises(KnownError, match=r"reception\.in_future"):
        reception.arrive(nurse, joana.id, fake_clock.now() + timedelta(minutes=6))
    early = fake_clock.now() - timedelta(hours=2)
    assert reception.arrive(nurse, joana.id, early).arrived_at == early


def test_vital_signs_are_checked_and_join_the_pregnancy(
    reception: ReceptionService, nurse: Session, pregnancy: Pregnancy, pregnancies: PregnancyService
) -> None:
    one = reception.arrive(nurse, pregnancy.person_id).id
    with pytest.raises(InputError) as refused:
        wrong = (NewObservation("systolic_mmhg", 80), NewObservation("diastolic_mmhg", 120), NewObservation("lmp", "x"))
        reception.hear(nurse, one, Hearing(" ", Colour.RED, wrong))
    assert {problem.code for problem in refused.value.problems} == {
        "board.reason_missing", "board.diastolic_not_below", "board.no_vital_sign", "pregnancies.not_a_date",
    }  # fmt: skip
    fast = hearing(Colour.RED, NewObservation("pulse_bpm", 181), NewObservation("temperature_celsius", 36.5))
    with pytest.raises(InputError):
        reception.hear(nurse, one, fast)
    reception.hear(nurse, one, fast, confirmed=frozenset({"pregnancies.unlikely_value"}))
    kept = {row.code: row for row in pregnancies.observations(nurse, pregnancy.id)}
    assert kept["pulse_bpm"].value == 181
    assert kept["pulse_bpm"].encounter_id == one
    assert kept["temperature_celsius"].unit == "Cel"
    record = reception.measure(nurse, one, (NewObservation("pulse_bpm", 96),))
    assert [row.value for row in record.observations if row.code == "pulse_bpm"] in ([96, 181], [181, 96])
    reception.close(nurse, one, Outcome.RESOLVED)
    with pytest.raises(KnownError, match=r"reception\.not_possible_now"):
        reception.measure(nurse, one, (NewObservation("pulse_bpm", 96),))


def test_a_wrong_colour_is_corrected_with_a_reason_and_stays_visible(
    reception: ReceptionService, nurse: Session, arrived: Arrival, fake_clock: FakeClock
) -> None:
    reception.hear(nurse, arrived.id, hearing(Colour.BLUE))
    fake_clock.advance(60)
    reception.call(nurse, arrived.id)
    first = reception.get(nurse, arrived.id).events[0]
    with pytest.raises(KnownError, match=r"reception\.why_missing"):
        reception.correct_hearing(nurse, first.id, "Sangramento", Colour.RED, " ")
    corrected = reception.correct_hearing(nurse, first.id, "Sangramento", Colour.RED, "Cor trocada")
    assert (corrected.state, corrected.colour, corrected.reason) == (S.CALLED, Colour.RED, "Sangramento")
    old, new, _ = reception.get(nurse, arrived.id).events
    assert (old.content["colour"], old.superseded_by, old.is_current) == ("blue", new.id, False)
    assert (new.why, new.happened_at) == ("Cor trocada", old.happened_at)
    with pytest.raises(KnownError, match=r"reception\.already_corrected"):
        reception.correct_hearing(nurse, first.id, "Febre", Colour.RED, "De novo")
    with pytest.raises(KnownError, match=r"reception\.not_a_hearing"):
        call = reception.get(nurse, arrived.id).events[-1]
        reception.correct_hearing(nurse, call.id, "Febre", Colour.RED, "x")


def test_taking_a_step_back_restores_the_state_before_it(
    reception: ReceptionService, nurse: Session, arrived: Arrival, fake_clock: FakeClock
) -> None:
    one = arrived.id
    reception.hear(nurse, one, hearing(Colour.GREEN, NewObservation("pulse_bpm", 80)))
    fake_clock.advance(60)
    reception.close(nurse, one, Outcome.RESOLVED)
    heard, closed = reception.get(nurse, one).events
    assert reception.take_back(nurse, closed.id, "Pessoa errada").state is S.WAITING
    before = reception.take_back(nurse, heard.id, "Pessoa errada")
    assert (before.state, before.colour, before.reason, before.since) == (S.WAITING, None, None, arrived.since)
    assert [row.value for row in reception.get(nurse, one).observations if row.is_current] == []
    with pytest.raises(KnownError, match=r"reception\.already_corrected"):
        reception.take_back(nurse, heard.id, "De novo")


def test_a_withdrawn_arrival_takes_its_readings_along_for_good(
    reception: ReceptionService, nurse: Session, arrived: Arrival
) -> None:
    reception.hear(nurse, arrived.id, hearing(Colour.GREEN, NewObservation("pulse_bpm", 80)))
    reception.measure(nurse, arrived.id, (NewObservation("pulse_bpm", 90),))
    assert reception.withdraw(nurse, arrived.id, "Pessoa errada").state is S.WITHDRAWN
    record = reception.get(nurse, arrived.id)
    assert not any(row.is_current for row in record.observations)
    assert len(record.observations) == 4
    with pytest.raises(KnownError, match=r"reception\.final"):
        reception.take_back(nurse, record.events[-1].id, "x")
    with pytest.raises(KnownError, match=r"reception\.not_possible_now"):
        reception.withdraw(nurse, arrived.id, "x")


def test_the_scores_stand_beside_the_colour_each_where_it_holds(
    reception: ReceptionService, nurse: Session, pregnancy: Pregnancy, register: Register
) -> None:
    pregnant = reception.arrive(nurse, pregnancy.person_id)
    reception.hear(nurse, pregnant.id, hearing(Colour.GREEN, NewObservation("pulse_bpm", 121)))
    aids = reception.aids(nurse, pregnant.id)
    assert (aids.news2, aids.refusal) == (None, "scores.not_in_pregnancy")
    assert aids.maternal is not None
    assert aids.maternal.met == ("pulse_high",)
    other = reception.arrive(nurse, register(full_name="Bia Fictícia Melo", birth_date=date(1980, 1, 1)).id)
    reception.hear(nurse, other.id, hearing(Colour.GREEN, NewObservation("pulse_bpm", 121)))
    aids = reception.aids(nurse, other.id)
    assert aids.maternal is None
    assert aids.news2 is not None
    assert aids.news2.news_class is None
    assert reception.aids(nurse, other.id, postpartum=True).maternal is not None
    assert reception.aids(nurse, other.id, pregnant=True).refusal == "scores.not_in_pregnancy"
    girl = reception.arrive(nurse, register(full_name="Eva Fictícia Reis", birth_date=date(2010, 3, 3)).id)
    assert reception.aids(nurse, girl.id).refusal == "scores.too_young"


def test_a_student_sees_the_board_and_changes_nothing(
    reception: ReceptionService, student: Session, arrived: Arrival
) -> None:
    assert [row.arrival for row in reception.board(student).rows] == [arrived]
    with pytest.raises(KnownError, match=r"access\.not_allowed"):
        reception.hear(student, arrived.id, hearing())


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 3, 2, 2, 59, 59, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 3, 2, 3, 0, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 3, 3, 2, 59, 59, 999999, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 3, 3, 3, 0, tzinfo=UTC), date(2026, 3, 3)),
    ],
)
def test_the_day_of_an_arrival_is_that_of_the_units_time_zone(
    reception: ReceptionService,
    nurse: Session,
    joana: PersonRecord,
    fake_clock: FakeClock,
    instant: datetime,
    day: date,
) -> None:
    fake_clock.set_wall(instant)
    reception.arrive(nurse, joana.id)
    assert reception.board(nurse).day == day
    for wanted in (date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)):
        assert len(reception.board(nurse, BoardFilter(wanted)).rows) == (1 if wanted == day else 0)


def test_a_store_of_the_first_version_receives_arrivals_after_its_upgrade(tmp_path: Path, nurse: Session) -> None:
    path, clock = tmp_path / "plantao.db", FakeClock()
    shutil.copyfile(FOLDER / "sample-0001.store", path)
    store = open_store(path, SAMPLE_KEY, clock, SeededIds(clock, 1))
    with store.read() as connection:
        person_id = connection.execute(select(person.c.id).limit(1)).scalar_one()
    reception = ReceptionService(store)
    one = reception.arrive(nurse, person_id).id
    reception.hear(nurse, one, hearing(Colour.RED, NewObservation("pulse_bpm", 80)))
    (row,) = reception.board(nurse).rows
    assert (row.arrival.id, row.arrival.colour) == (one, Colour.RED)
    store.close()
