"""The server's decisions: accepted, duplicate, conflict, rejected, and numbers in the order of commits."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.central.database import open_database
from app.central.journal import Journal, Sender
from app.central.paging import Reader
from app.kernel.canonical import canonical_json, sha256_hex
from app.kernel.clock import FakeClock
from app.sync.events import Event

NURSE = "n" * 36
HERE, THERE = Sender("s" * 36, "1111111"), Sender("t" * 36, "1111111")
ELSEWHERE = Sender("u" * 36, "2222222")


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """An empty server's database."""
    made = open_database(f"sqlite:///{tmp_path / 'central.db'}")
    with made.begin() as connection:
        for unit in ("1111111", "2222222"):
            connection.exec_driver_sql(f"INSERT INTO unit VALUES ('{unit}', 'UBS', 'primary_care')")
        for one in (HERE, THERE, ELSEWHERE):
            connection.exec_driver_sql(
                "INSERT INTO station VALUES (?, ?, 'x', 'k', 'active', 'now', null)", (one.station_id, one.unit)
            )
    return made


@pytest.fixture
def journal(engine: Engine) -> Journal:
    """The journal on it."""
    return Journal(engine, FakeClock())


class _Writer:
    """A station's change log, as far as the server sees it."""

    def __init__(self, sender: Sender) -> None:
        self._origin = f"o{sender.station_id[1:]}"
        self._sequence = 0

    def event(self, entity: str, entity_id: str, operation: str, seen: int = 0, **payload: object) -> Event:
        self._sequence += 1
        text = canonical_json({"id": entity_id, **payload})
        where = {"origin": self._origin, "sequence": self._sequence, "entity": entity, "entity_id": entity_id}
        what = {"operation": operation, "payload": text, "payload_sha256": sha256_hex(text), "seen": seen}
        identity = f"{self._origin[:20]}-{self._sequence:06}"
        return Event(id=identity, recorded_at="2026", recorded_by=NURSE, **where, **what)  # type: ignore[arg-type]  # two small dictionaries

    def person(self, person_id: str) -> Event:
        return self.event("person", person_id, "create", full_name="Sintética")

    def phone(self, person_id: str, phone: str, seen: int = 0) -> Event:
        return self.event("person", person_id, "change", seen, fields={"phone": phone}, before={"phone": None})


def _push(journal: Journal, sender: Sender, *events: Event) -> list[str]:
    return [one.status for one in journal.push(sender, [event.to_wire() for event in events])]


def test_what_is_pushed_twice_is_answered_as_the_first_time(journal: Journal) -> None:
    here = _Writer(HERE)
    events = [here.person("p1"), here.phone("p1", "1")]
    assert _push(journal, HERE, *events) == ["accepted", "accepted"]
    again = journal.push(HERE, [one.to_wire() for one in events])
    assert [(one.status, one.verdict, one.number) for one in again] == [
        ("duplicate", "accepted", 1),
        ("duplicate", "accepted", 2),
    ]


def test_another_content_under_a_known_id_is_rejected(journal: Journal) -> None:
    here = _Writer(HERE)
    first = here.person("p1")
    _push(journal, HERE, first)
    text = canonical_json({"id": "p1", "full_name": "Outra"})
    assert _push(journal, HERE, replace(first, payload=text, payload_sha256=sha256_hex(text))) == ["rejected"]


def test_the_same_field_edited_unseen_is_in_conflict_and_another_field_merges(journal: Journal) -> None:
    here, there = _Writer(HERE), _Writer(THERE)
    _push(journal, HERE, here.person("p1"))
    assert _push(journal, HERE, here.phone("p1", "1", seen=1)) == ["accepted"]
    email = there.event("person", "p1", "change", 1, fields={"email": "a@example.org"}, before={"email": None})
    assert _push(journal, THERE, there.phone("p1", "2", seen=1), email) == ["conflict", "accepted"]
    assert _push(journal, THERE, there.phone("p1", "3", seen=4)) == ["accepted"]


def test_identity_never_merges_even_where_different_fields_changed(journal: Journal) -> None:
    here, there = _Writer(HERE), _Writer(THERE)
    _push(journal, HERE, here.person("p1"))
    name = here.event("person", "p1", "change", 1, fields={"full_name": "A"}, before={"full_name": "Sintética"})
    birth = there.event("person", "p1", "change", 1, fields={"birth_date": "1990-01-01"}, before={"birth_date": "x"})
    assert _push(journal, HERE, name) == ["accepted"]
    assert _push(journal, THERE, birth) == ["conflict"]


def test_what_follows_a_row_in_conflict_is_in_conflict_too(journal: Journal) -> None:
    here, there = _Writer(HERE), _Writer(THERE)
    first = here.event("observation", "o1", "append", person_id="p1", value="1")
    _push(journal, HERE, here.person("p1"), first)
    _push(journal, HERE, here.event("observation", "o2", "append", 2, person_id="p1", supersedes="o1"))
    lost = there.event("observation", "o3", "append", 2, person_id="p1", supersedes="o1")
    after = there.event("observation", "o4", "append", 2, person_id="p1", supersedes="o3")
    assert _push(journal, THERE, lost, after) == ["conflict", "conflict"]
    later = there.event("observation", "o5", "append", 2, person_id="p1", supersedes="o4")
    assert _push(journal, THERE, later) == ["conflict"]


def test_a_rejected_event_blocks_no_other(journal: Journal) -> None:
    here, elsewhere = _Writer(HERE), _Writer(ELSEWHERE)
    _push(journal, HERE, here.person("p1"))
    answers = journal.push(
        ELSEWHERE,
        [
            elsewhere.phone("p1", "9").to_wire(),
            {"id": "broken"},
            elsewhere.event("secret", "x", "append").to_wire(),
            elsewhere.event("observation", "o9", "append", person_id="p1").to_wire(),
            elsewhere.person("p2").to_wire(),
        ],
    )
    codes = ["sync.out_of_scope", "sync.bad_event", "sync.unknown_entity", "sync.out_of_scope", ""]
    assert [one.code for one in answers] == codes
    assert answers[-1].status == "accepted"


def test_a_station_cannot_speak_for_another_stations_log(journal: Journal) -> None:
    here = _Writer(HERE)
    _push(journal, HERE, here.person("p1"))
    assert journal.push(THERE, [here.phone("p1", "1").to_wire()])[0].code == "sync.not_your_origin"


def test_pages_hold_the_scope_and_go_on_where_they_stopped(journal: Journal, engine: Engine) -> None:
    here, elsewhere = _Writer(HERE), _Writer(ELSEWHERE)
    for number in range(5):
        _push(journal, HERE, here.person(f"p{number}"))
        _push(journal, ELSEWHERE, elsewhere.person(f"q{number}"))
    reader, after, seen = Reader(engine), 0, []
    while True:
        page = reader.page("1111111", after, size=2)
        seen += [one.event.entity_id for one in page.events]
        after = page.through
        if not page.more:
            break
    assert seen == ["p0", "p1", "p2", "p3", "p4"]
    assert after == 10
    assert reader.history("1111111", "q1", 0, 10).events == ()
    assert [json.loads(one.event.payload)["id"] for one in reader.history("2222222", "q1", 0, 10).events] == ["q1"]
