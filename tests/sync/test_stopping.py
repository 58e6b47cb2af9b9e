"""A round that somebody stops goes on with the next one; what was refused says who wrote it; every round ends."""

from collections.abc import Sequence

import pytest

from app.kernel.errors import KnownError
from app.store.tables import person, pregnancy
from app.sync import ledger
from app.sync.events import Event
from app.sync.round import Answer, Delivery
from app.sync.service import Progress
from tests.sync.simulation import person_row
from tests.sync.test_service import Desk, desk, nurse

__all__ = ["desk"]


def test_a_round_that_was_stopped_claims_no_success_and_the_next_one_goes_on(desk: Desk) -> None:
    other = desk.simulation.stations[1]
    for number in range(5):
        with other.store.write(other.actor) as writing:
            writing.create(person, person_row(f"Sintética {number}"))
    other.round()
    desk.line.inner.page_size = 1
    seen: list[Progress] = []

    def stop(progress: Progress) -> None:
        assert desk.service.status().progress == progress
        seen.append(progress)
        desk.service.stop_round()

    assert desk.service.run_round(stop)
    status = desk.service.status()
    assert (status.last_success, status.synchronised, status.failure, status.progress) == (None, False, None, None)
    assert [(one.received, one.through) for one in seen] == [(1, 1)]
    desk.service.run_round(seen.append)
    assert desk.service.status().synchronised
    assert seen[-1].received == 4


def test_a_refused_record_says_who_wrote_it_and_about_whom(desk: Desk) -> None:
    who = desk.register("Joana Sintética")
    desk.service.run_round()
    desk.line.refused_codes["pregnancy"] = "sync.out_of_scope"
    with desk.station.store.write(desk.station.actor) as writing:
        pregnancy_id = writing.create(pregnancy, {"person_id": who, "status": "current"})
    desk.service.run_round()
    (refused,) = desk.service.rejected(nurse())
    assert (refused.entity, refused.entity_id, refused.whose) == ("pregnancy", pregnancy_id, who)
    assert (refused.whose_name, refused.by_name) == ("Joana Sintética", None)


def test_a_round_ends_though_somebody_writes_all_the_time_and_what_was_written_comes_with_the_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.register("Sintética 0")
    pushes: list[int] = []
    push = desk.line.push

    def written_meanwhile(events: Sequence[Event]) -> Sequence[Answer]:
        assert len(pushes) < 20, "the round does not end"
        pushes.append(len(events))
        desk.register(f"Sintética {len(pushes)}")
        return push(events)

    monkeypatch.setattr(desk.line, "push", written_meanwhile)
    desk.service.run_round()
    with desk.station.store.read() as connection:
        assert 0 < ledger.counts(connection).pending < 5
    assert not desk.service.status().synchronised
    monkeypatch.undo()
    desk.service.run_round()
    assert desk.service.status().synchronised


def test_a_server_that_answers_nothing_of_what_it_was_sent_is_not_asked_again_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.register("Joana Sintética")
    monkeypatch.setattr(desk.line, "push", lambda events: [])
    with pytest.raises(KnownError, match=r"sync\.server_failed"):
        desk.service.run_round()
    status = desk.service.status()
    assert (status.counts.pending > 0, status.last_success) == (True, None)
    monkeypatch.undo()
    desk.service.run_round()
    assert desk.service.status().synchronised


def test_a_server_that_promises_more_and_gives_nothing_is_not_asked_again_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.line, "pull", lambda after: Delivery([], after, more=True))
    with pytest.raises(KnownError, match=r"sync\.server_failed"):
        desk.service.run_round()
    monkeypatch.undo()
    desk.service.run_round()
    assert desk.service.status().synchronised
