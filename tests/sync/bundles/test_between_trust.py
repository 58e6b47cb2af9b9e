"""Whose bundle a station reads, and what it says of it: by the server's word, and to nobody else."""

from dataclasses import replace

from sqlalchemy import delete

from app.store.tables import (
    sync_heard,
)
from app.sync.bundles.certificate import certify
from app.sync.bundles.format import read_closed, read_lines, write_bundle
from app.sync.bundles.keys import keys_from_seed
from app.sync.bundles.service import TakenNote
from tests.sync.bundles.between import SESSION, Unit
from tests.sync.bundles.doings import PHONES, change, equal, register, unread, value


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
