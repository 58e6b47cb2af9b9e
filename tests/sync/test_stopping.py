"""A round that somebody stops goes on with the next one; what was refused says who wrote it."""

from app.store.tables import person, pregnancy
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
