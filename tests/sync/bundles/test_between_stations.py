"""Another station of the unit reads a bundle: what it shows, what it keeps beside, what the server says of it later."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from app.central.tables import event as event_table
from app.clinic.allergies.rows import read_allergies
from app.kernel.errors import KnownError
from app.store.tables import (
    allergy,
    change_log,
    field_history,
    observation,
    person,
    pregnancy,
    sync_conflict,
    sync_heard,
    sync_rejected,
)
from app.sync.bundles.certificate import certify
from app.sync.bundles.files import write_file
from app.sync.bundles.format import read_closed, read_lines, write_bundle
from app.sync.bundles.keys import keys_from_seed
from app.sync.bundles.service import TakenNote
from app.sync.bundles.station import ReceiptOutcome
from app.sync.provisional import State
from tests.sync.bundles.between import SESSION, Post, Unit
from tests.sync.simulation import Simulation, allergy_row, observation_row, person_row

PHONES = ("+5584900000001", "+5584900000002", "+5584900000003")


@pytest.fixture
def unit(tmp_path: Path, store_template: Path) -> Iterator[Unit]:
    """Three stations that have met the server, and a person whom all of them hold."""
    simulation = Simulation(tmp_path, store_template, 1)
    made = Unit(simulation, tmp_path / "stick")
    register(made.posts[0])
    made.quiet()
    yield made
    simulation.close()


def register(post: Post, name: str = "Sintética") -> str:
    with post.station.store.write(post.station.actor) as writing:
        return writing.create(person, person_row(name))


def change(post: Post, **fields: str) -> None:
    with post.station.store.write(post.station.actor) as writing:
        writing.change(person, the_person(post), fields, "a pedido")


def the_person(post: Post) -> str:
    with post.station.store.read() as connection:
        return str(connection.execute(select(person.c.id).order_by(person.c.id)).scalars().first())


def value(post: Post, field: str = "phone") -> str | None:
    with post.station.store.read() as connection:
        found: str | None = connection.execute(select(person.c[field]).where(person.c.id == the_person(post))).scalar()
        return found


def unread(post: Post, path: Path) -> str | None:
    error = post.read(path).unread
    return None if error is None else error.code


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value.code


def equal(unit: Unit) -> bool:
    first, *others = (post.station.content() for post in unit.posts)
    return all(other == first for other in others)


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


def test_a_suspended_stations_events_are_taken_back_and_come_again_once_it_is_let_in(unit: Unit) -> None:
    far, near, _ = unit.posts
    change(far, phone=PHONES[0])
    register(far, "Outra")
    (path,) = far.export()
    near.read(path)
    unit.suspend(0)
    near.round()
    assert value(near) is None
    # Somebody begun there may have been written about here: she stays, and is not called synchronised.
    assert near.states() == [State.BACK, State.REFUSED]
    assert not near.station.counts().synchronised
    assert unread(near, path) == "bundle.sender_suspended"
    unit.suspend(0, "active")
    unit.quiet()
    assert equal(unit) and value(near) == PHONES[0]
    assert near.states() == [] and near.station.counts().synchronised


def test_own_records_go_on_where_what_they_build_upon_was_refused(unit: Unit) -> None:
    far, near, _ = unit.posts
    change(far, phone=PHONES[0])
    near.read(far.export()[0])
    change(near, phone=PHONES[1])
    unit.suspend(0)
    near.round()
    assert near.station.counts().pending == 0
    assert value(near) == PHONES[1]
    unit.suspend(0, "active")
    unit.quiet()
    assert equal(unit)
    # Nobody at the server had seen the other: both values are kept until a person decides.
    assert [post.station.counts().conflicts for post in unit.posts] == [1, 1, 1]
    assert near.states() == []


def test_what_hangs_on_a_refused_person_is_shown_as_refused_and_kept(unit: Unit) -> None:
    far, near, _ = unit.posts
    key = register(far, "Outra")
    near.read(far.export()[0])
    with near.station.store.write(near.station.actor) as writing:
        writing.change(person, key, {"phone": PHONES[1]}, "a pedido")
    unit.suspend(0)
    near.round()
    counts = near.station.counts()
    assert (counts.pending, counts.rejected, counts.provisional) == (0, 1, 1)
    with near.station.store.read() as connection:
        assert connection.execute(select(sync_rejected.c.code)).scalar() == "sync.out_of_scope"
        assert connection.execute(select(person.c.phone).where(person.c.id == key)).scalar() == PHONES[1]


def test_a_pregnancy_that_was_refused_gives_way_and_is_current_again_once_it_is_taken(unit: Unit) -> None:
    far, near, third = unit.posts
    with far.station.store.write(far.station.actor) as writing:
        writing.create(pregnancy, {"person_id": the_person(far), "status": "current"})
    near.read(far.export()[0])
    unit.suspend(0)
    near.round()
    unit.suspend(0, "active")
    unit.quiet()
    assert equal(unit)
    assert [row[2] for row in third.station.content()["pregnancy"]] == ["current"]


def test_a_station_that_joined_later_is_believed_by_the_servers_word_alone(unit: Unit) -> None:
    far, near, _ = unit.posts
    near.named = replace(near.named, peers=())
    change(far, phone=PHONES[0])
    note = near.read(far.export()[0])
    assert note.by is None and note.read is not None and note.read.applied == 1


def test_a_bundle_that_was_not_written_for_this_station_is_carried_as_before(unit: Unit) -> None:
    far, near, _ = unit.posts
    far.named = replace(far.named, peers=())
    change(far, phone=PHONES[0])
    (path,) = far.export()
    (found,) = [one for one in near.service.look(SESSION, near.folder) if one.path == path]
    assert not found.readable
    note = near.read(path)
    assert note.read is None and note.unread is None
    near.round()
    near.round()
    assert value(near) == PHONES[0]


def test_a_stranger_another_unit_and_a_forger_are_not_read(unit: Unit) -> None:
    far, near, _ = unit.posts
    change(far, phone=PHONES[0])
    closed = read_closed(far.export()[0].read_bytes())
    lines = read_lines(closed, near.named.keys)
    own = far.named.certificate
    assert own is not None
    server = keys_from_seed(b"f" * 32)
    forged = certify(server, own.station, own.unit, own.signing, own.agreement)
    for number, (certificate, code) in enumerate(
        (
            (forged, "bundle.wrong_signature"),
            (replace(own, unit="2222222"), "bundle.wrong_signature"),
            (unit.central.certify(own.station, "2222222", own.signing, own.agreement), "bundle.other_unit"),
            (near.named.certificate, "bundle.unknown_sender_here"),
        )
    ):
        header = replace(closed.header, certificate=certificate, id=f"forged-{number}")
        path = near.folder / f"{number}.plantao"
        path.write_bytes(write_bundle(header, lines, far.named.keys, far.named.readers))
        assert unread(near, path) == code
    header = replace(closed.header, id="forged-signature")
    path = near.folder / "signature.plantao"
    path.write_bytes(write_bundle(header, lines, near.named.keys, far.named.readers))
    assert unread(near, path) == "bundle.wrong_signature"
    assert value(near) is None and near.states() == []


def test_the_note_says_who_took_how_much_and_acknowledges_nothing(unit: Unit) -> None:
    far, near, _ = unit.posts
    change(far, phone=PHONES[0])
    register(near, "De cá")
    before = far.station.counts()
    taken = near.read(far.export()[0])
    note = far.take(taken.note)
    assert isinstance(note, TakenNote) and note.read is not None
    assert (note.courier_name, note.read.applied, far.station.counts()) == ("x", 1, before)
    # What the other lacks comes back on the same stick.
    (answer,) = taken.answer
    found = far.read(answer).read
    assert found is not None and found.applied == 1
    unit.quiet()
    assert equal(unit) and all(post.station.counts().synchronised for post in unit.posts)


def test_a_store_of_before_reads_nothing_until_it_has_asked_the_server_once(unit: Unit) -> None:
    far, near, _ = unit.posts
    with near.station.store.write(near.station.actor) as writing:
        writing.connection.execute(delete(sync_heard))
    change(far, phone=PHONES[0])
    (path,) = far.export()
    assert unread(near, path) == "bundle.meet_server"
    near.meet()
    taken = near.read(path).read
    assert taken is not None and taken.applied == 1


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


def test_without_any_line_a_receipt_says_what_was_refused_and_own_records_go_on(unit: Unit) -> None:
    far, near, _ = unit.posts
    change(far, phone=PHONES[0])
    near.read(far.export()[0])
    change(near, phone=PHONES[1])
    unit.suspend(0)
    own = near.export()[0]
    outcome = near.take(write_file(near.folder, unit.central.take(own.read_bytes())))
    assert isinstance(outcome, ReceiptOutcome) and outcome.taken_back == 1
    (own,) = near.export()
    near.take(write_file(near.folder, unit.central.take(own.read_bytes())))
    assert near.station.counts().synchronised and value(near) == PHONES[1]


def test_an_allergy_that_is_kept_beside_or_was_refused_is_listed_all_the_same(unit: Unit) -> None:
    far, near, _ = unit.posts
    for post, substance in ((far, "dipirona"), (near, "penicilina")):
        with post.station.store.write(post.station.actor) as writing:
            writing.append(allergy, allergy_row(the_person(post), substance))
    taken = near.read(far.export()[0]).read
    assert taken is not None and taken.beside == 1

    def listed() -> int:
        with near.station.store.read() as connection:
            return len(read_allergies(connection, the_person(near)).entries)

    assert listed() == 2
    unit.suspend(0)
    near.round()
    assert near.states() == [State.BACK] and listed() == 2
    unit.suspend(0, "active")
    unit.quiet()
    assert equal(unit) and listed() == 2
