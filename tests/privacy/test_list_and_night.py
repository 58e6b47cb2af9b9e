"""Whatever there is and whatever was set: the list says what the night does, and neither is ahead of the time."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, insert, select

from app.kernel.clock import FakeClock, to_text
from app.privacy.erasure_service import ErasureService
from app.privacy.periods import periods
from app.privacy.removing import REMOVING
from app.privacy.retention import RetentionService
from app.security.roles import Role
from app.store import tables as t
from app.store.settings import write_setting
from app.store.store import Store
from app.sync.enrolling import ENROLMENT, StationEnrolment
from tests.privacy.histories import MESSAGE, add_person
from tests.security.staff import Staff
from tests.store.rows import NURSE

ENROLLED = asdict(StationEnrolment("https://server.example", "a" * 64, "station", "1234567", "UBS Centro", "Sala 1"))


ROWS = st.lists(
    st.tuples(
        st.sampled_from(("draft", "reply", "read_reply", "bounced", "attempt", "link_code", "sign_in_failure", "run")),
        st.integers(0, 1200),
    ),
    max_size=25,
)
COUNTS = st.fixed_dictionaries(
    {},
    optional={
        code: st.integers(bounds.least, min(bounds.most, 1000))
        for code in REMOVING
        if (bounds := periods()[code].bounds) is not None
    },
)


@settings(max_examples=20)
@given(rows=ROWS, counts=COUNTS, enrolled=st.booleans(), sent=st.integers(0, 25))
def test_what_the_list_says_is_what_the_night_does_whatever_there_is_and_whatever_was_set(
    unit: Staff,
    fake_clock: FakeClock,
    rows: list[tuple[str, int]],
    counts: Mapping[str, int],
    enrolled: bool,
    sent: int,
) -> None:
    store, administrator = unit.store, unit.session(Role.ADMINISTRATOR)
    _fill(store, rows, sent if enrolled else None)
    nights = RetentionService(store, ErasureService(store), fixed=counts)
    before, listed = _held(store), nights.due(administrator)
    # An earlier night says when the next one is.
    fake_clock.advance((listed.at - fake_clock.now()).total_seconds())
    run, now = nights.run(), fake_clock.now()
    assert listed.at == now == run.at
    assert {one.period.code: one.count for one in listed.kinds if one.period.code in REMOVING} == run.removed
    assert all(len(one.entries) == one.count for one in listed.kinds if one.period.code in REMOVING)
    after = _held(store)
    gone = {code: before[code] - after[code] for code in before}
    assert {code: len(rows) for code, rows in gone.items()} == run.removed
    for code, removed in gone.items():
        days = counts.get(code, periods()[code].count or 0)
        assert all(now - begun > timedelta(days=days) for _, begun in removed)
    assert not any(key.startswith("reply") for key, _ in gone["message_answers"]), "nobody has read it"
    assert not any(nights.run().removed.values()), "all of it went the first time"


def _fill(store: Store, rows: list[tuple[str, int]], sent: int | None) -> None:
    """`sent`: how many of the events of these rows the server has given back; None: there is no server."""
    with store.write(NURSE) as writing:
        for table in (*(part.table for parts in REMOVING.values() for part in parts), t.sync_mark):
            if table is t.message_feedback:
                writing.connection.execute(t.feedback_seen.delete())
            writing.connection.execute(table.delete())
        write_setting(writing, ENROLMENT, None if sent is None else ENROLLED)
        last = writing.connection.execute(select(t.change_log).order_by(t.change_log.c.sequence.desc())).mappings()
        if sent is not None and (event := last.first()) is not None:
            upto = event["sequence"] + sent
            mark = {"origin": event["origin"], "acknowledged": upto, "seen": upto}
            writing.connection.execute(insert(t.sync_mark).values(mark))
        hers = add_person(writing)
        for number, (kind, days) in enumerate(rows):
            at = to_text(store.clock.now() - timedelta(days=days))
            if kind in ("reply", "read_reply", "bounced"):
                row: dict[str, Any] = {"person_id": hers, "channel": "sms", "kind": kind.removeprefix("read_")}
                row |= {"key": f"{kind}{number}", "message_id": None, "address": "", "text": MESSAGE}
                row |= {"heard_at": at, "recorded_at": at}
                answer = writing.append(t.message_feedback, row)
                if kind == "read_reply":
                    writing.append(t.feedback_seen, {"feedback_id": answer, "seen": 1})
            elif kind == "attempt":
                row = {"message_id": "m", "person_id": hers, "number": number, "channel": "sms", "outcome": "sent"}
                row |= {"code": "", "text": MESSAGE, "provider_id": None, "started_at": at, "recorded_at": at}
                writing.append(t.message_attempt, row)
            elif kind == "link_code":
                row = {"person_id": hers, "channel": "telegram", "digest": str(number), "expires_at": at}
                writing.append(t.link_code, row)
            else:
                table, own = _simple(kind, number, at)
                writing.connection.execute(insert(table).values(own))


def _simple(kind: str, number: int, at: str) -> tuple[Table, dict[str, Any]]:
    if kind == "draft":
        row = {"account_id": "x", "kind": "visit", "subject_id": str(number), "content": "{}", "saved_at": at}
        return t.draft, row
    if kind == "run":
        return t.retention_run, {"id": f"run{number}", "at": at, "counts": "{}", "proposed": "{}"}
    return t.sign_in_failure, {"login": f"x{number}", "count": 3, "blocked_until": at}


def _held(store: Store) -> dict[str, set[tuple[str, datetime]]]:
    """Kind → what still stands there, with the instant from which its time runs."""
    key = {"draft": "subject_id", "sign_in_failure": "login", "message_feedback": "key"}
    found: dict[str, set[tuple[str, datetime]]] = {code: set() for code in REMOVING}
    with store.read() as connection:
        for code, parts in REMOVING.items():
            for part in parts:
                for row in connection.execute(select(part.table)).mappings():
                    if part.blanks and not any(row[name] for name in part.blanks):
                        continue
                    name = str(row[key.get(part.table.name, "id")])
                    found[code].add((name, datetime.fromisoformat(row[part.begins])))
    return found
