"""Another station of the unit reads a bundle: what it shows, what it keeps beside, what the server says of it later."""

from pathlib import Path

from sqlalchemy import select

from app.central.tables import event as event_table
from app.store.tables import (
    change_log,
    field_history,
    observation,
    pregnancy,
    sync_conflict,
)
from app.sync.bundles.files import write_file
from app.sync.bundles.format import read_closed
from tests.sync.bundles.between import SESSION, Post, Unit
from tests.sync.bundles.doings import PHONES, change, equal, register, the_person, unread, value
from tests.sync.simulation import observation_row


def test_what_was_read_is_in_the_records_and_is_not_called_synchronised_until_it_has_its_number(unit: Unit) -> None:
    far, near, _ = unit.posts
    register(far, "Outra")
    change(far, phone=PHONES[0])
    (path,) = far.export()
    taken = near.read(path).read
    assert taken is not None and (taken.applied, taken.beside) == (2, 0)
    assert (value(near), len(near.station.content()["person"])) == (PHONES[0], 2)
    assert not near.station.counts().synchronised
    assert far.station.counts().pending == 2
    near.round()
    assert near.station.counts().synchronised
    assert near.states() == []
    with near.station.store.read() as connection:
        assert len(connection.execute(select(field_history.c.id)).all()) == 1
    unit.quiet()
    assert equal(unit) and all(post.station.counts().synchronised for post in unit.posts)


def test_reading_twice_changes_nothing(unit: Unit) -> None:
    far, near, _ = unit.posts
    change(far, phone=PHONES[0])
    (path,) = far.export()
    near.read(path)
    content, counts = near.station.content(), near.station.counts()
    again = near.read(path).read
    assert again is not None and (again.new, again.known) == (0, 1)
    assert (near.station.content(), near.station.counts()) == (content, counts)
    near.round()
    change(near, phone=PHONES[1])
    near.read(path)
    # An old stick must not bring an old value back.
    assert value(near) == PHONES[1]
    unit.quiet()
    assert equal(unit) and value(far) == PHONES[1]


def test_a_bundle_without_the_one_before_it_is_carried_and_not_read(unit: Unit) -> None:
    far, near, _ = unit.posts
    change(far, phone=PHONES[0])
    first = far.export()[0]
    far.central.take(first.read_bytes())
    far.round()
    change(far, phone=PHONES[1])
    second = far.export()[0]
    before = near.station.content()
    assert unread(near, second) == "bundle.gap_here"
    assert near.station.content() == before
    (one,) = near.service.carried(SESSION)
    assert one.forwarded_at is None
    near.round()
    near.round()
    assert value(near) == PHONES[1]


def test_what_an_own_value_holds_stays_beside_and_both_are_shown_in_the_end(unit: Unit) -> None:
    far, near, _ = unit.posts
    change(far, phone=PHONES[0])
    change(near, phone=PHONES[1])
    (path,) = far.export()
    taken = near.read(path).read
    assert taken is not None and (taken.applied, taken.beside) == (0, 1)
    assert value(near) == PHONES[1]
    near.round()
    unit.quiet()
    assert equal(unit)
    # The bundle went first: it was written down first at the server, and what is own here lost.
    assert value(near) == PHONES[0]
    assert [post.station.counts().conflicts for post in unit.posts] == [1, 1, 1]


def test_what_is_written_over_it_waits_for_its_number_and_disagrees_with_nothing(unit: Unit) -> None:
    far, near, _ = unit.posts
    change(far, phone=PHONES[0])
    (path,) = far.export()
    near.read(path)
    change(near, phone=PHONES[1])
    assert near.station.counts().pending == 1
    assert near.service.export(SESSION, near.folder).held == 1
    near.station.round()
    # A round that leaves the bundle out pushes nothing either: at the server it would disagree.
    assert near.station.counts().pending == 1
    near.round()
    assert near.station.counts().synchronised
    unit.quiet()
    assert equal(unit) and value(far) == PHONES[1]
    assert all(post.station.counts().conflicts == 0 for post in unit.posts)


def test_a_record_that_hangs_on_one_from_the_stick_reaches_the_server_after_it(unit: Unit) -> None:
    far, near, _ = unit.posts
    with far.station.store.write(far.station.actor) as writing:
        key = writing.create(pregnancy, {"person_id": the_person(far), "status": "current"})
    near.read(far.export()[0])
    with near.station.store.write(near.station.actor) as writing:
        row = observation_row({"person_id": the_person(near), "id": key}, 71)
        writing.append(observation, row)
    near.round()
    assert near.station.counts().synchronised
    unit.quiet()
    assert equal(unit)


def test_what_lost_at_the_server_is_taken_back_to_what_stood_here(unit: Unit) -> None:
    far, near, third = unit.posts
    change(third, phone=PHONES[2])
    change(far, phone=PHONES[0])
    (path,) = far.export()
    near.read(path)
    assert value(near) == PHONES[0]
    third.round()
    near.round()
    assert value(near) == PHONES[2]
    unit.quiet()
    assert equal(unit)
    assert [post.station.counts().conflicts for post in unit.posts] == [1, 1, 1]


def test_what_the_author_had_seen_and_this_station_has_not_is_left_to_the_server(unit: Unit) -> None:
    far, near, third = unit.posts
    change(third, phone=PHONES[2])
    third.round()
    far.round()
    change(far, phone=PHONES[0])
    (path,) = far.export()
    taken = near.read(path).read
    assert taken is not None and (taken.new, taken.later) == (0, 1)
    assert value(near) is None
    near.round()
    near.round()
    assert value(near) == PHONES[0]


def test_what_its_author_wrote_over_an_older_value_stays_beside_the_newer_one_here(unit: Unit) -> None:
    far, near, third = unit.posts
    change(third, phone=PHONES[2])
    third.round()
    near.round()
    change(far, phone=PHONES[0])
    taken = near.read(far.export()[0]).read
    assert taken is not None and (taken.applied, taken.beside) == (0, 1)
    assert value(near) == PHONES[2]
    near.round()
    assert value(near) == PHONES[2] and near.station.counts().conflicts == 1


def test_a_restored_station_goes_on_under_another_name_beside_what_it_lost(unit: Unit) -> None:
    far, near, _ = unit.posts
    far.station.back_up()
    change(far, phone=PHONES[0])
    near.read(far.export()[0])
    far.station.restore()
    change(far, phone=PHONES[1])
    taken = near.read(far.export()[0]).read
    assert taken is not None and (taken.applied, taken.beside) == (0, 1)
    unit.quiet()
    assert equal(unit)
    with unit.simulation.engine.connect() as connection:
        verdicts = list(connection.execute(select(event_table.c.verdict).order_by(event_table.c.number)).scalars())
    assert verdicts == ["accepted", "accepted", "conflict"]
    assert value(near) == PHONES[1]


def test_what_is_known_only_here_goes_onto_the_next_stick_too(unit: Unit, tmp_path: Path) -> None:
    far, near, third = unit.posts
    change(far, phone=PHONES[0])
    (path,) = far.export()
    near.read(path)
    path.unlink()
    other = tmp_path / "other"
    other.mkdir()
    own, carried = near.service.export(SESSION, other).files
    assert read_closed(own.read_bytes()).header.events == 0
    taken = third.read(carried).read
    assert taken is not None and taken.applied == 1


def test_a_superseding_row_that_lost_leaves_its_table(unit: Unit) -> None:
    far, near, third = unit.posts
    with far.station.store.write(far.station.actor) as writing:
        key = writing.create(pregnancy, {"person_id": the_person(far), "status": "current"})
        first = writing.append(observation, observation_row({"person_id": the_person(far), "id": key}, 60))
    unit.quiet()

    def correct(post: Post, weight: int) -> None:
        row = observation_row({"person_id": the_person(post), "id": key}, weight)
        with post.station.store.write(post.station.actor) as writing:
            writing.append(observation, {**row, "supersedes": first, "reason": "engano"})

    correct(third, 61)
    correct(far, 62)
    near.read(far.export()[0])
    third.round()
    near.round()
    unit.quiet()
    assert equal(unit)
    with near.station.store.read() as connection:
        values = connection.execute(select(observation.c.value).order_by(observation.c.value)).scalars().all()
        assert values == ["60", "61"]
        assert len(connection.execute(select(sync_conflict.c.event_id)).all()) == 1
        assert connection.execute(select(change_log.c.id)).first() is None


def test_without_any_line_the_servers_receipt_lets_go_what_waits(unit: Unit) -> None:
    far, near, _ = unit.posts
    change(far, phone=PHONES[0])
    near.read(far.export()[0])
    change(near, phone=PHONES[1])
    own, carried = near.service.export(SESSION, near.folder).files
    unit.central.take(carried.read_bytes())
    near.take(write_file(near.folder, unit.central.take(own.read_bytes())))
    (own,) = near.export()
    near.take(write_file(near.folder, unit.central.take(own.read_bytes())))
    assert near.station.counts().synchronised and value(near) == PHONES[1]
    unit.quiet()
    assert equal(unit) and all(post.station.counts().conflicts == 0 for post in unit.posts)
