"""What no station could apply never enters the journal, and never keeps another event out of it."""

import json
from typing import Any

import pytest
from sqlalchemy import Engine, select

from app.central.journal import Journal
from app.central.tables import event, rejected
from app.kernel.canonical import sha256_hex
from app.kernel.clock import INSTANT_SHAPE
from tests.central.writer import AT, ELSEWHERE, HERE, THERE, Writer, push


def _wire(payload: str, **other: object) -> dict[str, Any]:
    event = Writer(HERE).person("p9").to_wire()
    return {**event, "payload": payload, "payload_sha256": sha256_hex(payload), **other}


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"id": "a\0b"},
        {"id": "\ud800"},
        {"id": ["p"]},
        _wire("[" * 100_000 + "]" * 100_000),
        _wire('{"id": "p9"}'),
        _wire('{"id": 7, "full_name": "x"}'),
        _wire("{}", sequence=10**30),
        _wire("{}", seen=10**30),
        {**_wire("{}"), "payload": "\ud800"},
        _wire("{}", entity_id="p\0"),
        _wire('{"n": ' + "9" * 5000 + "}"),
        _wire('{"fields": [], "before": {}}', operation="change"),
        _wire('{"fields": {}, "before": {}}', operation="change"),
        _wire('{"fields": {"phone": {"a": 1}}, "before": {"phone": null}}', operation="change"),
        _wire('{"fields": {"phone": "\\u0000"}, "before": {"phone": null}}', operation="change"),
        _wire('{"fields": {"phone": "\\ud800"}, "before": {"phone": null}}', operation="change"),
        _wire('{"fields": {"phone": "1"}}', operation="change"),
        _wire('{"fields": {"id": "p1"}, "before": {"id": "p9"}}', operation="change"),
        _wire('{"fields": {"full_name": null}, "before": {"full_name": "x"}}', operation="change"),
        _wire(json.dumps({"fields": {"x" * 500: "1"}, "before": {"x" * 500: "1"}}), operation="change"),
    ],
)
def test_a_broken_event_is_rejected_in_words_and_the_next_one_is_accepted(
    journal: Journal, engine: Engine, raw: dict[str, Any]
) -> None:
    writer = Writer(HERE)
    writer.person("skipped")
    bad, good = journal.push(HERE, [raw, writer.person("p1").to_wire()])
    assert (bad.status, bad.code) == ("rejected", "sync.bad_event")
    assert good.status == "accepted"
    json.dumps([bad.event_id, dict(bad.values or {})], ensure_ascii=False).encode()
    with engine.connect() as connection:
        assert connection.execute(select(rejected.c.code)).scalars().all() == ["sync.bad_event"]


@pytest.mark.parametrize(
    "text", ["ontem de manhã", "2026", "2026-13-01T00:00:00.000000Z", "2026-01-01T00:00:00,000000Z", "", "2026-01-01"]
)
def test_what_is_no_instant_is_refused_by_field_and_value_and_changes_nothing(
    journal: Journal, engine: Engine, text: str
) -> None:
    writer = Writer(HERE)
    push(journal, HERE, writer.person("p1"))
    bad = writer.event("observation", "o1", "append", person_id="p1", observed_at=text).to_wire()
    late = {**writer.event("observation", "o2", "append", person_id="p1").to_wire(), "recorded_at": text or "x"}
    hold: dict[str, Any] = {"person_id": "p1", "hold_id": "h", "number": 1, "step": "placed", "reason": "ordem"}
    until = writer.event("record_hold", "h1", "append", **hold, until=text, recorded_at=AT, recorded_by="n").to_wire()
    answers = journal.push(HERE, [bad, late, until, writer.person("p2").to_wire()])
    told = [(one.code, dict(one.values or {})) for one in answers]
    for (code, values), field in zip(told, ("observed_at", "recorded_at", "until"), strict=False):
        shown = (text or "x") if field == "recorded_at" else text
        assert (code, values) == ("sync.bad_event", {"field": field, "value": shown, "expected": INSTANT_SHAPE})
    assert answers[-1].status == "accepted"
    with engine.connect() as connection:
        assert connection.execute(select(event.c.entity_id).order_by(event.c.number)).scalars().all() == ["p1", "p2"]


def test_nobody_takes_over_a_person_by_making_her_again(journal: Journal) -> None:
    here, elsewhere = Writer(HERE), Writer(ELSEWHERE)
    push(journal, HERE, here.person("p1"))
    again = journal.push(ELSEWHERE, [elsewhere.person("p1").to_wire()])
    assert again[0].code == "sync.row_exists"
    told = journal.push(ELSEWHERE, [elsewhere.phone("p1", "1").to_wire()])
    assert told[0].code == "sync.out_of_scope"


def test_two_events_cannot_stand_in_one_place_of_a_log(journal: Journal) -> None:
    one, two = Writer(HERE).person("p1").to_wire(), Writer(HERE).person("p2").to_wire()
    assert [answer.code for answer in journal.push(HERE, [one, {**two, "id": "another"}])] == ["", "sync.place_taken"]
    assert journal.push(HERE, [{**two, "id": "another"}])[0].code == "sync.place_taken"


def test_two_contents_under_one_id_in_one_batch_are_not_confused(journal: Journal) -> None:
    there = Writer(THERE)
    one = there.person("p1").to_wire()
    two = {**there.person("p2").to_wire(), "id": one["id"]}
    assert [answer.code for answer in journal.push(THERE, [one, two])] == ["", "sync.other_content"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"cpf": None, "cns": None, "no_document_reason": None},
        {"fields": {"cpf": None, "cns": None, "no_document_reason": None}},
    ],
)
def test_a_row_that_the_tables_of_a_station_refuse_never_enters_the_journal(
    journal: Journal, wrong: dict[str, Any]
) -> None:
    writer = Writer(HERE)
    person = writer.person("p1").to_wire()
    row = json.loads(person["payload"])
    if "fields" in wrong:
        content = {**wrong, "before": {name: row.get(name) for name in wrong["fields"]}, "person_id": "p1"}
        operation = "change"
    else:
        content, operation = {**row, **wrong}, "create"
    payload = json.dumps(content)
    raw = {**person, "payload": payload, "payload_sha256": sha256_hex(payload), "operation": operation}
    (bad,) = journal.push(HERE, [raw])
    assert (bad.status, bad.code) == ("rejected", "sync.bad_event")
    assert dict(bad.values or {})["field"] == "cns, cpf, no_document_reason"
