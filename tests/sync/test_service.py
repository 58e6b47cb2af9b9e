"""The station's sync as people see it: honest status, pauses, refusals that ask, decisions and retries."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session, Status
from app.store.tables import person, sync_rejected
from app.sync.backoff import LONGEST_SECONDS, USUAL_SECONDS
from app.sync.bundles.standings import Standing
from app.sync.deciding import Choice
from app.sync.events import Event
from app.sync.round import Answer, Delivery
from app.sync.service import Progress, SyncService
from app.sync.waiting import WaitsFor
from tests.sync.simulation import Line, SimulatedStation, Simulation, person_row


@dataclass
class BrokenLine:
    """A line that refuses with `error` until it is None."""

    inner: Line
    error: KnownError | None = None
    clock_difference: float | None = None
    closed: int = 0
    refused_codes: dict[str, str] = field(default_factory=dict)

    def push(self, events: Sequence[Event]) -> Sequence[Answer]:
        self._break()
        for event in events:
            if event.entity in self.refused_codes:
                return [Answer(one.id, "rejected", self.refused_codes[event.entity], {"entity": "x"}) for one in events]
        return self.inner.push(events)

    def pull(self, after: int) -> Delivery:
        self._break()
        return self.inner.pull(after)

    def history(self, person_id: str, after: int, until: int) -> Delivery:
        self._break()
        return self.inner.history(person_id, after, until)

    def send_bundle(self, raw: bytes) -> bytes:
        raise AssertionError("nothing is carried here")

    def standings(self, asked: Sequence[tuple[str, str]]) -> Sequence[Standing]:
        raise AssertionError("nothing came by stick")

    def meet(self, agreement: str, through: int) -> Mapping[str, Any]:
        return {}

    def bundle_keys(self) -> Mapping[str, str]:
        return {}

    def hospitals(self) -> Mapping[str, str]:
        return {}

    def links(self) -> Mapping[str, str]:
        return {}

    def close(self) -> None:
        self.closed += 1

    def _break(self) -> None:
        if self.error is not None:
            raise self.error


@dataclass
class Desk:
    """A station with its service."""

    simulation: Simulation
    station: SimulatedStation
    line: BrokenLine
    service: SyncService
    enrolled: list[bool]

    def register(self, name: str = "Sintética") -> str:
        with self.station.store.write(self.station.actor) as writing:
            return writing.create(person, person_row(name))


@pytest.fixture
def desk(tmp_path: Path, store_template: Path) -> Iterator[Desk]:
    """Two stations; the first with a service whose line can be broken."""
    simulation = Simulation(tmp_path, store_template, 5, stations=2)
    station = simulation.stations[0]
    line, enrolled = BrokenLine(station.line), [True]
    service = SyncService(station.store, lambda: enrolled[0], lambda: line, draw=lambda: 0.5)
    yield Desk(simulation, station, line, service, enrolled)
    simulation.close()


def nurse(role: Role = Role.NURSE) -> Session:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    return Session("nurse-0", "Nurse 0", "nurse", role, Status.ACTIVE, "pt_BR", at)


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value.code


def test_a_station_without_a_network_is_never_called_synchronised(desk: Desk) -> None:
    desk.enrolled[0] = False
    status = desk.service.status()
    assert status.counts.synchronised
    assert (status.synchronised, status.enrolled, status.next_try) == (False, False, None)
    assert not desk.service.run_if_due()


def test_synchronised_is_said_only_after_a_round_and_not_once_something_was_written(desk: Desk) -> None:
    assert not desk.service.status().synchronised
    desk.register()
    desk.service.run_round()
    status = desk.service.status()
    assert (status.synchronised, status.failure, status.last_success) == (True, None, desk.station.clock.now())
    desk.register()
    desk.station.clock.advance(90)
    later = desk.service.status()
    assert (later.synchronised, later.counts.pending) == (False, 1)
    assert later.oldest_pending == timedelta(seconds=90)


def test_a_clock_that_went_back_never_makes_an_age_negative(desk: Desk) -> None:
    desk.register()
    desk.station.clock.set_wall(desk.station.clock.now() - timedelta(hours=3))
    assert desk.service.status().oldest_pending == timedelta(0)


def test_the_success_of_yesterday_is_known_after_a_restart(desk: Desk) -> None:
    desk.service.run_round()
    again = SyncService(desk.station.store, lambda: True, lambda: desk.line)
    assert again.status().last_success == desk.station.clock.now()


def test_a_line_that_is_down_is_told_and_tried_again_after_growing_pauses(desk: Desk) -> None:
    desk.register()
    desk.line.error = KnownError("sync.unreachable", address="x")
    pauses = []
    for _ in range(12):
        assert desk.service.run_if_due()
        status = desk.service.status()
        assert status.failure is not None and status.failure.code == "sync.unreachable" and not status.asks
        assert status.next_try is not None
        pauses.append((status.next_try - desk.station.clock.now()).total_seconds())
        assert not desk.service.run_if_due()
        desk.station.clock.advance(pauses[-1])
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_SECONDS * 0.75
    assert desk.station.counts().pending == 1
    desk.line.error = None
    assert desk.service.run_if_due()
    status = desk.service.status()
    assert (status.failure, status.synchronised) == (None, True)
    assert status.next_try == desk.station.clock.now() + timedelta(seconds=USUAL_SECONDS * 0.75)


@pytest.mark.parametrize("code", ["sync.not_you", "sync.suspended", "sync.wrong_certificate"])
def test_a_refusal_that_waiting_does_not_heal_asks_a_person_and_keeps_the_data(desk: Desk, code: str) -> None:
    desk.register()
    desk.line.error = KnownError(code)
    assert code_of(lambda: desk.service.synchronise(nurse())) == code
    status = desk.service.status()
    assert (status.asks, status.counts.pending) == (True, 1)
    assert desk.line.closed == 1


def test_a_wall_clock_that_jumps_silences_nobody(desk: Desk) -> None:
    desk.service.run_round()
    desk.station.clock.set_wall(desk.station.clock.now() - timedelta(days=400))
    desk.station.clock.advance(USUAL_SECONDS)
    assert desk.service.run_if_due()


def test_a_wrong_clock_is_shown_as_the_line_noticed_it(desk: Desk) -> None:
    desk.line.clock_difference = 600.0
    desk.service.run_round()
    assert desk.service.status().clock_difference == 600.0


def test_progress_tells_how_far_a_round_has_come(desk: Desk) -> None:
    for _ in range(9):
        desk.register()
    told: list[Progress] = []
    desk.service.synchronise(nurse(), told.append)
    assert [one.through for one in told] == sorted(one.through for one in told)
    assert (told[-1].pushed, told[-1].through) == (9, 9)


def test_a_round_during_a_round_is_not_begun(desk: Desk) -> None:
    inner: list[bool] = []
    desk.service.run_round(lambda _: inner.append(desk.service.run_round()))
    assert set(inner) == {False}


def test_a_refused_event_is_shown_and_taken_when_it_is_sent_again(desk: Desk) -> None:
    desk.line.refused_codes["person"] = "sync.out_of_scope"
    who = desk.register()
    desk.service.run_round()
    (refused,) = desk.service.rejected(nurse())
    assert (refused.code, refused.values, refused.whose) == ("sync.out_of_scope", {"entity": "x"}, who)
    assert not desk.service.status().synchronised
    assert not desk.service.retry(nurse(), refused.event_id)
    desk.line.refused_codes.clear()
    assert desk.service.retry(nurse(), refused.event_id)
    desk.service.run_round()
    desk.simulation.quiet()
    assert desk.service.rejected(nurse()) == ()
    assert desk.service.status().synchronised
    first, second = (one.content() for one in desk.simulation.stations)
    assert first == second
    assert code_of(lambda: desk.service.retry(nurse(), refused.event_id)) == "conflicts.not_rejected"


def test_a_refused_value_that_was_changed_since_is_not_sent_over_the_later_one(desk: Desk) -> None:
    who = desk.register()
    desk.service.run_round()
    desk.line.refused_codes["person"] = "sync.out_of_scope"
    for number in ("1", "2"):
        with desk.station.store.write(desk.station.actor) as writing:
            writing.change(person, who, {"phone": number}, "a pedido")
    desk.service.run_round()
    first, second = desk.service.rejected(nurse())
    assert code_of(lambda: desk.service.retry(nurse(), first.event_id)) == "conflicts.overtaken"
    desk.line.refused_codes.clear()
    assert desk.service.retry(nurse(), second.event_id)


def test_a_refused_value_that_lost_meanwhile_does_not_come_back(desk: Desk) -> None:
    who = desk.register()
    desk.simulation.quiet()
    desk.line.refused_codes["person"] = "sync.out_of_scope"
    other = desk.simulation.stations[1]
    for station, number in ((desk.station, "1"), (other, "2")):
        with station.store.write(station.actor) as writing:
            writing.change(person, who, {"phone": number}, "a pedido")
    with desk.station.store.read() as connection:
        assert connection.execute(select(sync_rejected)).all() == []
    desk.service.run_round()
    other.round()
    desk.line.refused_codes.clear()
    (refused,) = desk.service.rejected(nurse())
    assert desk.service.retry(nurse(), refused.event_id)
    desk.simulation.quiet()
    first, second = (one.content() for one in desk.simulation.stations)
    assert first == second


def test_what_waits_is_told_with_its_reason_and_decided_through_the_service(desk: Desk) -> None:
    who = desk.register()
    desk.simulation.quiet()
    other = desk.simulation.stations[1]
    with other.store.write(other.actor) as writing:
        writing.change(person, who, {"phone": "2"}, "a pedido")
    other.round()
    with desk.station.store.write(desk.station.actor) as writing:
        writing.change(person, who, {"phone": "1"}, "a pedido")
    desk.line.inner.page_size = 1
    with desk.station.store.read() as connection:
        assert desk.service.parked(nurse()) == ()
    from app.sync.round import Round

    while Round(desk.station.store, desk.line).pull_once():
        pass
    (parked,) = desk.service.parked(nurse())
    assert (parked.waits_for, parked.entity_id) == (WaitsFor.OWN_VALUE, who)
    desk.service.run_round()
    (one,) = desk.service.conflicts(nurse())
    desk.service.decide(nurse(), one.event_id, Choice.OTHER, "ela disse")
    desk.service.run_round()
    desk.simulation.quiet()
    assert desk.service.status().synchronised
    with other.store.read() as connection:
        assert connection.execute(select(person.c.phone)).scalar_one() == "1"
