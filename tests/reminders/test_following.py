"""What a rule asks for is in the outbox, moves with its date, and is gone when the date is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock, to_text
from app.reminders.attributes import stored_value
from app.reminders.following import Followed, Following
from app.reminders.outbox.outbox import Outbox
from app.reminders.outbox.ways import Ways
from app.store.store import Store
from app.store.tables import message, person_attribute, reminder_rule
from tests.reminders.conftest import agree

SURGERY = date(2026, 3, 10)


@pytest.fixture
def following(store: Store, ways: Ways) -> Following:
    return Following(store, lambda: ways, lambda _connection, _least, _most: ())


def add_rule(store: Store, **more: object) -> str:
    row: dict[str, object] = {
        **{"name": "Uma semana antes", "anchor": "surgery_date", "week": None, "hour": "08:00"},
        **{"offset_minutes": -7 * 1440, "window_minutes": 2 * 1440, "template_id": "t"},
        **{"channels": '["email", "sms"]', "criteria": '{"all":[]}', "active": 1},
    }
    with store.write(PROGRAM) as writing:
        return writing.create(reminder_rule, {**row, **more})


def set_surgery(store: Store, person_id: str, day: date | None) -> None:
    with store.write(PROGRAM) as writing:
        row = {"person_id": person_id, "code": "surgery_date", "value": stored_value("surgery_date", day)}
        writing.append(person_attribute, row)


def messages(store: Store) -> list[tuple[str, str | None, str]]:
    with store.read() as connection:
        rows = connection.execute(select(message).order_by(message.c.due_at)).mappings()
        return [(row["status"], row["reason"], row["due_at"][:16]) for row in rows]


def test_a_week_before_the_surgery_she_is_written_to_and_the_message_is_made_once(
    store: Store, following: Following, people: tuple[str, ...]
) -> None:
    add_rule(store)
    set_surgery(store, people[0], SURGERY)
    assert following.follow() == Followed(1, 0, 0, {})
    assert following.follow() == Followed(0, 0, 0, {})
    assert messages(store) == [("scheduled", None, "2026-03-03T11:00")]


def test_a_message_moves_when_its_date_moves(
    store: Store, following: Following, people: tuple[str, ...], fake_clock: FakeClock
) -> None:
    add_rule(store)
    set_surgery(store, people[0], SURGERY)
    following.follow()
    fake_clock.advance(1)
    set_surgery(store, people[0], SURGERY + timedelta(days=1))
    assert following.follow().moved == 1
    assert messages(store) == [("scheduled", None, "2026-03-04T11:00")]


def test_a_message_goes_when_its_date_is_gone_and_comes_back_with_it(
    store: Store, following: Following, people: tuple[str, ...], fake_clock: FakeClock
) -> None:
    add_rule(store)
    set_surgery(store, people[0], SURGERY)
    following.follow()
    for day, expected in ((None, ("cancelled", "date_gone")), (SURGERY, ("scheduled", None))):
        fake_clock.advance(1)
        set_surgery(store, people[0], day)
        following.follow()
        assert [one[:2] for one in messages(store)] == [expected]


def test_a_date_far_ahead_is_not_scheduled_yet_and_one_long_past_never(
    store: Store, following: Following, people: tuple[str, ...]
) -> None:
    add_rule(store)
    set_surgery(store, people[0], SURGERY + timedelta(days=60))
    set_surgery(store, people[1], SURGERY - timedelta(days=60))
    assert following.follow().made == 0


def test_what_was_sent_is_never_sent_again_whatever_the_date_does(
    store: Store, following: Following, people: tuple[str, ...], fake_clock: FakeClock
) -> None:
    add_rule(store)
    set_surgery(store, people[0], SURGERY)
    following.follow()
    with store.write(PROGRAM) as writing:
        writing.connection.execute(message.update().values(status="sent"))
    fake_clock.advance(1)
    set_surgery(store, people[0], SURGERY + timedelta(days=3))
    assert following.follow() == Followed(0, 0, 0, {})
    assert [one[0] for one in messages(store)] == ["sent"]


def test_a_rule_that_is_switched_off_takes_its_messages_back(
    store: Store, following: Following, people: tuple[str, ...]
) -> None:
    rule_id = add_rule(store)
    set_surgery(store, people[0], SURGERY)
    following.follow()
    with store.write(PROGRAM) as writing:
        writing.change(reminder_rule, rule_id, {"active": 0}, None)
    assert following.follow().cancelled == 1
    assert messages(store)[0][:2] == ("cancelled", "rule_off")


def test_who_has_not_agreed_is_left_out_until_she_does(
    store: Store, following: Following, people: tuple[str, ...], fake_clock: FakeClock
) -> None:
    add_rule(store)
    set_surgery(store, people[0], SURGERY)
    fake_clock.advance(1)
    with store.write(PROGRAM) as writing:
        for code in ("email", "sms"):
            agree(writing.append, people[0], code, given=0)
    assert following.follow().left_out == {"no_consent": 1}
    fake_clock.advance(1)
    with store.write(PROGRAM) as writing:
        agree(writing.append, people[0], "sms")
    assert following.follow().made == 1


def test_who_withdrew_and_agreed_again_in_time_is_written_to_after_all(
    store: Store, following: Following, outbox: Outbox, ways: Ways, people: tuple[str, ...], fake_clock: FakeClock
) -> None:
    add_rule(store, offset_minutes=-1440)
    set_surgery(store, people[0], date(2026, 3, 3))
    following.follow()
    fake_clock.advance(1)
    with store.write(PROGRAM) as writing:
        for code in ("email", "sms"):
            agree(writing.append, people[0], code, given=0)
    assert outbox.turn([], ways, 10).refused == 1
    fake_clock.advance(1)
    with store.write(PROGRAM) as writing:
        agree(writing.append, people[0], "sms")
    assert following.follow().moved == 1
    (ready,) = outbox.turn([], ways, 10).ready
    assert ready.channel == "sms"


def test_what_comes_before_the_event_is_never_sent_after_it(
    store: Store, following: Following, people: tuple[str, ...]
) -> None:
    """Three hours before eight in the morning is night, and after it is too late: the evening before is taken."""
    add_rule(store, offset_minutes=-180)
    set_surgery(store, people[0], date(2026, 3, 4))
    following.follow()
    assert messages(store) == [("scheduled", None, to_text(datetime(2026, 3, 3, 23, 0, tzinfo=UTC))[:16])]
