"""The server and referrals: its stamp, the hospital's scope, whose step it is, who is late; by its own clock alone."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from app.central.journal import Journal, Sender
from app.central.own_events import SERVER
from app.central.paging import Reader
from app.central.referrals import escalate_overdue
from app.central.rounds import rounds
from app.central.tables import event as event_table
from app.central.tables import scope, station, unit
from app.kernel.canonical import canonical_json, sha256_hex
from app.kernel.clock import FakeClock, to_text
from app.sync.events import Event
from tests.central.writer import ELSEWHERE, HERE, THERE, Writer, push
from tests.sync.processes import wait_until

CNES = "3333333"
HOSPITAL = Sender("h" * 36, CNES)
SNAPSHOT = canonical_json({"assessment": None})
LONG_AGO = "1999-01-01T00:00:00.000000Z"
AUTHOR: dict[str, Any] = {"recorded_at": "2026-01-01T00:00:00.000000Z", "recorded_by": "n"}


class Story:
    """A woman with a pregnancy at the primary-care unit, and what happens to her referral."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.ubs, self.hospital, self.elsewhere = Writer(HERE), Writer(HOSPITAL), Writer(ELSEWHERE)
        pregnancy = self.ubs.event("pregnancy", "g1", "create", person_id="p1", status="current", **AUTHOR)
        push(journal, HERE, self.ubs.person("p1"), pregnancy)

    def referral(self, key: str = "r1", writer: Writer | None = None, seen: int = 0, **changes: object) -> Event:
        row = {
            **{"person_id": "p1", "pregnancy_id": "g1", "from_unit": HERE.unit, "to_unit": CNES, "reason": "other"},
            **{"hypothesis": "h", "justification": "j", "priority": "urgent", "snapshot": SNAPSHOT},
            **{"version_sha256": sha256_hex(SNAPSHOT), **AUTHOR, **changes},
        }
        return (writer or self.ubs).event("referral", key, "append", seen, **row)

    def step(self, writer: Writer, key: str, kind: str, seen: int = 99, **changes: object) -> Event:
        row = {"referral_id": "r1", "person_id": "p1", "kind": kind, "place": 2, "content": "{}", **AUTHOR, **changes}
        return writer.event("referral_event", key, "append", seen, **row)

    def codes(self, sender: Sender, *events: Event) -> list[str]:
        return [one.code or one.status for one in self.journal.push(sender, [event.to_wire() for event in events])]


@pytest.fixture
def clock() -> FakeClock:
    """The server's."""
    return FakeClock()


@pytest.fixture
def story(engine: Engine, clock: FakeClock) -> Story:
    """With a hospital that has a station."""
    with engine.begin() as connection:
        connection.execute(insert(unit).values(cnes=CNES, name="Hospital", kind="hospital"))
        row = {"id": HOSPITAL.station_id, "unit": CNES, "name": "x", "public_key": "k", "status": "active"}
        connection.execute(insert(station).values(**row, enrolled_at="2026"))
    return Story(Journal(engine, clock))


def own_events(engine: Engine) -> Sequence[tuple[str, str, dict[str, object]]]:
    """(entity, unit, content of the row) of what the server has said itself."""
    table = event_table
    with engine.connect() as connection:
        rows = connection.execute(select(table).where(table.c.origin == SERVER).order_by(table.c.number)).all()
    assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))
    return [(row.entity, row.unit, json.loads(row.payload)) for row in rows]


def stamps(engine: Engine) -> list[tuple[str, object, object]]:
    told = [row for entity, _, row in own_events(engine) if entity == "referral_event"]
    contents = [(row["kind"], json.loads(str(row["content"])), row["place"]) for row in told]
    return [(str(kind), content["of"], place) for kind, content, place in contents]


def test_a_referral_is_stamped_with_the_servers_time_and_brings_her_into_the_hospitals_scope(
    story: Story, engine: Engine, clock: FakeClock
) -> None:
    reader = Reader(engine)
    assert reader.page(CNES, 0).events == ()
    clock.advance(3600)
    assert story.codes(HERE, story.referral()) == ["accepted"]
    (stamp, scoped) = own_events(engine)
    assert json.loads(str(stamp[2]["content"])) == {"of": "r1", "at": to_text(clock.now()), "by": SERVER}
    assert (scoped[0], scoped[1], scoped[2]["person_id"]) == ("scope", CNES, "p1")
    page = reader.page(CNES, 0)
    assert [one.event.entity for one in page.events] == ["scope"]
    until = page.events[0].number
    history = reader.history(CNES, "p1", 0, until).events
    assert [one.event.entity for one in history] == ["person", "pregnancy", "referral", "referral_event"]
    push(story.journal, HERE, story.ubs.phone("p1", "1"))
    assert [one.event.entity for one in reader.page(CNES, until).events] == ["person"]
    assert [one.event.entity for one in reader.page(HERE.unit, 2).events] == ["referral", "referral_event", "person"]


def test_pushed_once_more_nothing_is_stamped_again(story: Story, engine: Engine) -> None:
    referral = story.referral()
    assert story.codes(HERE, referral, referral) == ["accepted", "duplicate"]
    assert story.codes(HERE, referral) == ["duplicate"]
    assert len(own_events(engine)) == 2


def test_each_step_belongs_to_one_of_the_two_units_and_stamps_to_the_server(story: Story) -> None:
    push(story.journal, HERE, story.referral())
    assert story.codes(HERE, story.step(story.ubs, "e1", "answered")) == ["sync.not_your_part"]
    assert story.codes(HOSPITAL, story.step(story.hospital, "e2", "counter_reply")) == ["sync.not_your_part"]
    assert story.codes(ELSEWHERE, story.step(story.elsewhere, "e3", "answered")) == ["sync.out_of_scope"]
    for kind in ("received", "overdue", "?"):
        assert story.codes(HOSPITAL, story.step(story.hospital, f"e-{kind}", kind)) == ["sync.server_only"]
    assert story.codes(HERE, story.step(story.ubs, "e5", "seen")) == ["sync.not_your_part"]
    assert story.codes(HOSPITAL, story.step(story.hospital, "e6", "seen")) == ["accepted"]
    assert story.codes(HOSPITAL, story.step(story.hospital, "e4", "answered")) == ["accepted"]


def test_what_cannot_be_a_referral_is_refused_with_its_reason(story: Story, engine: Engine) -> None:
    assert story.codes(HERE, story.referral(to_unit=ELSEWHERE.unit)) == ["sync.unknown_unit"]
    assert story.codes(HERE, story.referral("r2", from_unit=ELSEWHERE.unit)) == ["sync.not_your_part"]
    assert story.codes(HERE, story.referral("r3", version_sha256="0" * 64)) == ["sync.other_content"]
    assert story.codes(HERE, story.step(story.ubs, "e1", "read")) == ["sync.no_such_row"]
    push(story.journal, HERE, story.referral())
    change = story.ubs.event("referral", "r1", "change", fields={"reason": "x"}, before={"reason": "other"})
    assert story.codes(HERE, change) == ["sync.append_only"]
    assert len(own_events(engine)) == 2


def test_a_station_cannot_write_in_the_servers_name(story: Story) -> None:
    push(story.journal, HERE, story.referral())
    forged = Event(**{**story.ubs.person("p9").to_wire(), "origin": SERVER, "sequence": 77})
    assert story.codes(HERE, forged) == ["sync.not_your_origin"]


def test_of_two_referrals_of_one_pregnancy_the_first_stands_and_the_other_is_no_matter_of_the_hospital(
    story: Story, engine: Engine
) -> None:
    there = Writer(THERE)
    assert story.codes(HERE, story.referral()) == ["accepted"]
    assert story.codes(THERE, story.referral("r2", there, seen=2)) == ["conflict"]
    late = story.step(there, "e1", "read", referral_id="r2")
    assert story.codes(THERE, late) == ["conflict"]
    assert len(own_events(engine)) == 2


def test_emergencies_stand_beside_every_other(story: Story, engine: Engine) -> None:
    there = Writer(THERE)
    push(story.journal, HERE, story.referral())
    emergency = story.referral("r2", there, seen=2, priority="emergency")
    assert story.codes(THERE, emergency, story.referral("r3", there, seen=2, priority="emergency")) == ["accepted"] * 2
    assert [of for _, of, _ in stamps(engine)] == ["r1", "r2", "r3"]


def test_of_two_answers_the_first_stands_whatever_the_clocks_say(story: Story, engine: Engine) -> None:
    push(story.journal, HERE, story.referral())
    other = Sender("i" * 36, CNES)
    with engine.begin() as connection:
        row = {"id": other.station_id, "unit": CNES, "name": "x", "public_key": "k", "status": "active"}
        connection.execute(insert(station).values(**row, enrolled_at="2026"))
    assert story.codes(HOSPITAL, story.step(story.hospital, "a1", "answered", seen=5)) == ["accepted"]
    assert story.codes(other, story.step(Writer(other), "a2", "answered", seen=5, recorded_at=LONG_AGO)) == ["conflict"]


@pytest.mark.parametrize(
    ("later", "told"), [(timedelta(hours=72), 0), (timedelta(hours=72, microseconds=1), 1), (timedelta(days=30), 1)]
)
def test_it_is_late_after_seventy_two_hours_of_the_server_and_is_said_once(
    story: Story, engine: Engine, clock: FakeClock, later: timedelta, told: int
) -> None:
    push(story.journal, HERE, story.referral(recorded_at=LONG_AGO))
    clock.set_wall(clock.now() + later)
    assert escalate_overdue(engine, clock) == told
    assert escalate_overdue(engine, clock) == 0
    assert [kind for kind, _, _ in stamps(engine)] == ["received", "overdue"][: 1 + told]


def test_the_server_tells_of_what_is_late_by_itself(story: Story, engine: Engine, clock: FakeClock) -> None:
    push(story.journal, HERE, story.referral())
    clock.set_wall(clock.now() + timedelta(hours=73))
    with rounds(engine, clock, seconds=0.01):
        wait_until(lambda: "overdue" in [kind for kind, _, _ in stamps(engine)], "the word that it is late")
    assert [kind for kind, _, _ in stamps(engine)] == ["received", "overdue"]


def test_an_answer_ends_the_time_and_a_counter_reply_begins_it_anew(
    story: Story, engine: Engine, clock: FakeClock
) -> None:
    push(story.journal, HERE, story.referral())
    push(story.journal, HOSPITAL, story.step(story.hospital, "a1", "answered", place=2))
    clock.set_wall(clock.now() + timedelta(days=9))
    assert escalate_overdue(engine, clock) == 0
    reply: dict[str, Any] = {"snapshot": SNAPSHOT, "version_sha256": sha256_hex(SNAPSHOT), "place": 4}
    push(story.journal, HERE, story.step(story.ubs, "c1", "counter_reply", **reply))
    assert escalate_overdue(engine, clock) == 0
    clock.set_wall(clock.now() + timedelta(hours=73))
    assert escalate_overdue(engine, clock) == 1
    expected = [("received", "r1", 1), ("received", "a1", 3), ("received", "c1", 5), ("overdue", "c1", 6)]
    assert stamps(engine) == expected


def test_whoever_was_merged_into_her_comes_along_and_whom_the_pregnancy_goes_to(story: Story, engine: Engine) -> None:
    ubs = story.ubs
    merge = {"number": 1, "losing_id": "p0", "surviving_id": "p1", "status": "merged", "taken_fields": "{}"}
    whole: dict[str, Any] = {**merge, "moved_pregnancies": "[]", "reason": "x", **AUTHOR}
    push(story.journal, HERE, ubs.person("p0"), ubs.person("p5"), ubs.event("person_merge", "m1", "create", **whole))
    push(story.journal, HERE, story.referral())
    assert [row["person_id"] for entity, _, row in own_events(engine) if entity == "scope"] == ["p1", "p0"]
    moved = {"fields": {"person_id": "p5"}, "before": {"person_id": "p1"}, "person_id": "p1"}
    assert story.codes(HERE, ubs.event("pregnancy", "g1", "change", 99, **moved)) == ["accepted"]
    with engine.connect() as connection:
        rows = connection.execute(select(scope.c.person_id).where(scope.c.unit == CNES)).scalars()
        assert sorted(rows) == ["p0", "p1", "p5"]
    entities = [one.event.entity for one in Reader(engine).page(CNES, 0).events]
    assert entities[-2:] == ["scope", "pregnancy"]
