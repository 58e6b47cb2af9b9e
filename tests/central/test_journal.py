"""The server's decisions: accepted, duplicate, conflict, rejected, and numbers in the order of commits."""

import json
from dataclasses import replace

from sqlalchemy import Engine

from app.central.journal import Journal
from app.central.paging import Reader
from app.kernel.canonical import canonical_json, sha256_hex
from app.sync.events import Event
from tests.central.writer import ELSEWHERE, HERE, THERE, Writer, push


def test_what_is_pushed_twice_is_answered_as_the_first_time(journal: Journal) -> None:
    here = Writer(HERE)
    events = [here.person("p1"), here.phone("p1", "1")]
    assert push(journal, HERE, *events) == ["accepted", "accepted"]
    again = journal.push(HERE, [one.to_wire() for one in events])
    assert [(one.status, one.verdict, one.number) for one in again] == [
        ("duplicate", "accepted", 1),
        ("duplicate", "accepted", 2),
    ]


def test_another_content_under_a_known_id_is_rejected(journal: Journal) -> None:
    here = Writer(HERE)
    first = here.person("p1")
    push(journal, HERE, first)
    text = canonical_json({"id": "p1", "full_name": "Outra"})
    assert push(journal, HERE, replace(first, payload=text, payload_sha256=sha256_hex(text))) == ["rejected"]


def test_the_same_field_edited_unseen_is_in_conflict_and_another_field_merges(journal: Journal) -> None:
    here, there = Writer(HERE), Writer(THERE)
    push(journal, HERE, here.person("p1"))
    assert push(journal, HERE, here.phone("p1", "1", seen=1)) == ["accepted"]
    email = there.event("person", "p1", "change", 1, fields={"email": "a@example.org"}, before={"email": None})
    assert push(journal, THERE, there.phone("p1", "2", seen=1), email) == ["conflict", "accepted"]
    assert push(journal, THERE, there.phone("p1", "3", seen=4)) == ["accepted"]


def test_who_had_it_by_stick_does_not_disagree_with_it_but_with_what_came_over_it(journal: Journal) -> None:
    here, there = Writer(HERE), Writer(THERE)
    push(journal, HERE, here.person("p1"))
    known = here.phone("p1", "1", seen=1)
    assert push(journal, HERE, known) == ["accepted"]

    def knowing(phone: str, *ids: object) -> Event:
        fields = {"fields": {"phone": phone}, "before": {"phone": "1"}}
        return there.event("person", "p1", "change", 1, knows=list(ids), **fields)

    assert push(journal, THERE, knowing("2", known.id)) == ["accepted"]
    assert push(journal, HERE, here.phone("p1", "3", seen=1)) == ["conflict"]
    assert push(journal, HERE, here.phone("p1", "4", seen=3)) == ["accepted"]
    assert push(journal, THERE, there.event("person", "p1", "change", 1, fields={"phone": "5"}, before={"phone": "2"}))
    assert push(journal, THERE, knowing("6", known.id, 7, None)) == ["conflict"]


def test_identity_never_merges_even_where_different_fields_changed(journal: Journal) -> None:
    here, there = Writer(HERE), Writer(THERE)
    push(journal, HERE, here.person("p1"))
    name = here.event("person", "p1", "change", 1, fields={"full_name": "A"}, before={"full_name": "Sintética"})
    birth = there.event("person", "p1", "change", 1, fields={"birth_date": "1990-01-01"}, before={"birth_date": "x"})
    assert push(journal, HERE, name) == ["accepted"]
    assert push(journal, THERE, birth) == ["conflict"]


def test_what_follows_a_row_in_conflict_is_in_conflict_too(journal: Journal) -> None:
    here, there = Writer(HERE), Writer(THERE)
    first = here.event("observation", "o1", "append", person_id="p1", value="1")
    push(journal, HERE, here.person("p1"), first)
    push(journal, HERE, here.event("observation", "o2", "append", 2, person_id="p1", supersedes="o1"))
    lost = there.event("observation", "o3", "append", 2, person_id="p1", supersedes="o1")
    after = there.event("observation", "o4", "append", 2, person_id="p1", supersedes="o3")
    assert push(journal, THERE, lost, after) == ["conflict", "conflict"]
    later = there.event("observation", "o5", "append", 2, person_id="p1", supersedes="o4")
    assert push(journal, THERE, later) == ["conflict"]


def test_a_rejected_event_blocks_no_other(journal: Journal) -> None:
    here, elsewhere = Writer(HERE), Writer(ELSEWHERE)
    push(journal, HERE, here.person("p1"))
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
    here = Writer(HERE)
    push(journal, HERE, here.person("p1"))
    assert journal.push(THERE, [here.phone("p1", "1").to_wire()])[0].code == "sync.not_your_origin"


def test_pages_hold_the_scope_and_go_on_where_they_stopped(journal: Journal, engine: Engine) -> None:
    here, elsewhere = Writer(HERE), Writer(ELSEWHERE)
    for number in range(5):
        push(journal, HERE, here.person(f"p{number}"))
        push(journal, ELSEWHERE, elsewhere.person(f"q{number}"))
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
