"""A message is claimed before it is sent, sent once, and whatever became of it is written down."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock, from_text
from app.reminders.channels.interface import Attempted, Outcome
from app.reminders.outbox.model import Done, Priority, Ready
from app.reminders.outbox.outbox import Outbox
from app.reminders.outbox.recording import LEASE_SECONDS
from app.reminders.outbox.ways import Ways
from app.reminders.pace import MOST_ATTEMPTS
from app.store.store import Store
from app.store.tables import consent, message, message_attempt
from tests.reminders.conftest import agree

People = tuple[str, ...]
Plan = Callable[..., int]


def states(store: Store) -> list[tuple[str, str | None]]:
    with store.read() as connection:
        rows = connection.execute(select(message.c.status, message.c.reason).order_by(message.c.name))
        return [(row.status, row.reason) for row in rows]


def finished(ready: Ready, outcome: Outcome, clock: FakeClock, retry_after: float | None = None) -> Done:
    return Done(ready, Attempted(outcome, "42", "said", "id-1", retry_after), clock.now())


def test_what_is_claimed_is_on_disk_as_sending_before_anybody_sends_it(
    store: Store, outbox: Outbox, ways: Ways, people: People, planned: Plan
) -> None:
    planned(people)
    claimed = outbox.turn([], ways, 10)
    assert all(one.outgoing.text.startswith("Olá, ") for one in claimed.ready)
    assert states(store) == [("sending", None)] * 3
    assert outbox.turn([], ways, 10).ready == []


def test_the_same_cause_makes_one_message(people: People, planned: Plan) -> None:
    assert planned(people) == 3
    assert planned(people) == 0


def test_nobody_is_written_to_before_the_time_has_come(
    outbox: Outbox, ways: Ways, people: People, planned: Plan, fake_clock: FakeClock
) -> None:
    planned(people[:1])
    fake_clock.set_wall(fake_clock.now() - timedelta(seconds=1))
    assert outbox.turn([], ways, 10).ready == []
    due = outbox.next_at()
    assert due is not None
    fake_clock.set_wall(due)
    assert len(outbox.turn([], ways, 10).ready) == 1


def test_what_was_taken_is_sent_and_has_a_row_for_its_attempt(
    store: Store, outbox: Outbox, ways: Ways, people: People, planned: Plan, fake_clock: FakeClock
) -> None:
    planned(people[:1])
    (ready,) = outbox.turn([], ways, 10).ready
    outbox.turn([finished(ready, Outcome.ACCEPTED, fake_clock)], ways, 10)
    assert states(store) == [("sent", None)]
    with store.read() as connection:
        (attempt,) = connection.execute(select(message_attempt)).mappings().all()
    assert (attempt["number"], attempt["outcome"], attempt["code"], attempt["text"]) == (1, "accepted", "42", "said")


def test_a_consent_that_was_withdrawn_after_planning_stops_the_message(
    store: Store, outbox: Outbox, ways: Ways, people: People, planned: Plan, fake_clock: FakeClock
) -> None:
    planned(people[:1])
    fake_clock.advance(1)
    with store.write(PROGRAM) as writing:
        for code in ("email", "sms"):
            agree(writing.append, people[0], code, given=0)
    claimed = outbox.turn([], ways, 10)
    assert (claimed.ready, claimed.refused) == ([], 1)
    assert states(store) == [("refused", "no_consent")]


def test_a_withdrawn_channel_gives_way_to_the_next_one_she_agreed_to(
    store: Store, outbox: Outbox, ways: Ways, people: People, planned: Plan, fake_clock: FakeClock
) -> None:
    planned(people[:1])
    fake_clock.advance(1)
    with store.write(PROGRAM) as writing:
        agree(writing.append, people[0], "email", given=0)
    (ready,) = outbox.turn([], ways, 10).ready
    assert (ready.channel, ready.outgoing.to) == ("sms", "+5586999990000")


def test_only_what_is_transient_is_tried_again_and_each_time_later(
    store: Store, outbox: Outbox, ways: Ways, people: People, planned: Plan, fake_clock: FakeClock
) -> None:
    planned(people[:1], hours=100)
    pauses = []
    for _ in range(MOST_ATTEMPTS - 1):
        (ready,) = outbox.turn([], ways, 10).ready
        outbox.turn([finished(ready, Outcome.TRANSIENT, fake_clock)], ways, 0)
        again = outbox.next_at()
        assert again is not None
        pauses.append((again - fake_clock.now()).total_seconds())
        fake_clock.set_wall(again)
    assert pauses == [15.0, 30.0, 60.0, 120.0, 240.0]
    (ready,) = outbox.turn([], ways, 10).ready
    outbox.turn([finished(ready, Outcome.TRANSIENT, fake_clock)], ways, 0)
    (second,) = outbox.turn([], ways, 10).ready
    assert (second.channel, second.due.attempts, second.due.tried) == ("sms", 0, MOST_ATTEMPTS)
    outbox.turn([finished(second, Outcome.FINAL, fake_clock)], ways, 0)
    assert states(store) == [("failed", "refused_by_provider")]


def test_the_pause_that_a_provider_asks_for_is_kept(
    outbox: Outbox, ways: Ways, people: People, planned: Plan, fake_clock: FakeClock
) -> None:
    planned(people[:1])
    (ready,) = outbox.turn([], ways, 10).ready
    outbox.turn([finished(ready, Outcome.THROTTLED, fake_clock, retry_after=600)], ways, 0)
    assert outbox.next_at() == fake_clock.now() + timedelta(seconds=600)


def test_an_attempt_whose_end_nobody_knows_is_never_repeated(
    store: Store, outbox: Outbox, ways: Ways, people: People, planned: Plan, fake_clock: FakeClock
) -> None:
    planned(people[:2])
    first, second = outbox.turn([], ways, 10).ready
    outbox.turn([finished(first, Outcome.UNKNOWN, fake_clock)], ways, 10)
    fake_clock.advance(LEASE_SECONDS + 1)
    # The other hand has died with its message.
    assert second.due.id != first.due.id
    claimed = outbox.turn([], ways, 10)
    assert (claimed.ready, claimed.unknown) == ([], 1)
    assert states(store) == [("unknown", "not_known")] * 2
    with store.read() as connection:
        codes = connection.execute(select(message_attempt.c.code).order_by(message_attempt.c.code)).scalars().all()
    assert codes == ["42", "lease_ended"]


def test_who_says_no_to_the_provider_has_withdrawn_her_consent(
    store: Store, outbox: Outbox, ways: Ways, people: People, planned: Plan, fake_clock: FakeClock
) -> None:
    planned(people[:1])
    (ready,) = outbox.turn([], ways, 10).ready
    fake_clock.advance(1)
    outbox.turn([finished(ready, Outcome.OPT_OUT, fake_clock)], ways, 0)
    with store.read() as connection:
        last = connection.execute(select(consent).order_by(consent.c.recorded_at.desc())).mappings().first()
    assert last is not None
    assert (last["channel"], last["given"], last["source"]) == ("email", 0, "reply")
    (again,) = outbox.turn([], ways, 10).ready
    assert again.channel == "sms"


def test_what_is_too_late_is_expired_and_says_so(
    store: Store, outbox: Outbox, ways: Ways, people: People, planned: Plan, fake_clock: FakeClock
) -> None:
    planned(people[:1], hours=1)
    fake_clock.advance(3601)
    assert outbox.turn([], ways, 10).expired == 1
    assert states(store) == [("expired", "too_late")]


def test_the_most_urgent_go_first_and_no_more_than_there_are_hands(
    outbox: Outbox, ways: Ways, people: People, planned: Plan
) -> None:
    planned(people, priority=Priority.CAMPAIGN, name="campaign")
    planned(people[:1], priority=Priority.URGENT, name="urgent")
    claimed = outbox.turn([], ways, 2)
    assert len(claimed.ready) == 2
    assert claimed.ready[0].due.person_id == people[0]


def test_a_channel_goes_no_faster_than_its_pace(
    outbox: Outbox, ways: Ways, people: People, planned: Plan, fake_clock: FakeClock
) -> None:
    planned(people)
    bucket = ways.by_code["email"].bucket
    bucket.per_second, bucket.size, bucket.tokens = 1.0, 1.0, 1.0
    assert len(outbox.turn([], ways, 10).ready) == 1
    assert outbox.turn([], ways, 10).ready == []
    fake_clock.advance(1)
    assert len(outbox.turn([], ways, 10).ready) == 1


@pytest.mark.parametrize("outcome", list(Outcome))
def test_after_every_outcome_nothing_is_left_in_sending(
    store: Store, outbox: Outbox, ways: Ways, people: People, planned: Plan, fake_clock: FakeClock, outcome: Outcome
) -> None:
    planned(people)
    done = [finished(one, outcome, fake_clock) for one in outbox.turn([], ways, 10).ready]
    outbox.turn(done, ways, 0)
    assert "sending" not in {status for status, _ in states(store)}
    with store.read() as connection:
        due = connection.execute(select(message.c.next_at)).scalars().all()
    assert all(from_text(one) >= fake_clock.now() for one in due)
