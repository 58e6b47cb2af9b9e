"""What came by stick and the server refuses: taken back, shown, and nothing own waits for it."""

from sqlalchemy import select

from app.clinic.allergies.rows import read_allergies
from app.store.tables import allergy, observation, person, pregnancy, sync_rejected
from app.sync.bundles.files import write_file
from app.sync.bundles.station import ReceiptOutcome
from app.sync.provisional import State
from tests.sync.bundles.between import Post, Unit
from tests.sync.bundles.doings import PHONES, change, equal, register, the_person, unread, value
from tests.sync.simulation import allergy_row, observation_row


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


def test_what_a_suspended_station_lost_meanwhile_still_reaches_the_server_from_here(unit: Unit) -> None:
    far, near, _ = unit.posts
    far.station.back_up()
    change(far, phone=PHONES[0])
    near.read(far.export()[0]).note.unlink()
    unit.suspend(0)
    near.round()
    far.station.restore()
    assert value(near) is None and near.states() == [State.BACK]
    unit.suspend(0, "active")
    near.round()
    unit.quiet()
    assert equal(unit) and value(far) == PHONES[0]
    assert near.states() == [] and near.station.counts().synchronised


def test_a_correction_that_was_refused_gives_way_to_anothers_though_it_was_corrected_here(unit: Unit) -> None:
    far, near, third = unit.posts
    with far.station.store.write(far.station.actor) as writing:
        key = writing.create(pregnancy, {"person_id": the_person(far), "status": "current"})
        first = writing.append(observation, observation_row({"person_id": the_person(far), "id": key}, 60))
    unit.quiet()

    def correct(post: Post, before: str, weight: int) -> str:
        row = observation_row({"person_id": the_person(post), "id": key}, weight)
        with post.station.store.write(post.station.actor) as writing:
            return writing.append(observation, {**row, "supersedes": before, "reason": "engano"})

    refused = correct(far, first, 61)
    near.read(far.export()[0])
    correct(near, refused, 62)
    correct(third, first, 63)
    third.round()
    unit.suspend(0)
    near.round()
    assert near.states() == [State.BACK] and near.station.counts().pending == 0
    unit.suspend(0, "active")
    unit.quiet()
    assert equal(unit) and near.states() == []
