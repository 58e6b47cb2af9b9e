"""What waits for a person is shown with its history, and nothing that a person has not decided goes out again."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.reminders.channels.interface import Attempted, Outcome
from app.reminders.messages import GRACE, MessageService, NewMessage
from app.reminders.outbox.model import Done, Status
from app.reminders.outbox.outbox import Outbox
from app.reminders.outbox.ways import Ways
from app.security.roles import Role
from app.store.store import Store
from tests.clinic.conftest import session_of
from tests.reminders.conftest import CODES, VERSION

NURSE = session_of(Role.NURSE)
People = tuple[str, ...]
Plan = Callable[..., int]


@pytest.fixture
def messages(store: Store, ways: Ways) -> MessageService:
    return MessageService(store, lambda: ways)


@pytest.fixture
def attempt(outbox: Outbox, ways: Ways, fake_clock: FakeClock) -> Callable[[Outcome], str]:
    """One due message is tried, and this is what comes of it; its id."""

    def tried(outcome: Outcome) -> str:
        (ready,) = outbox.turn([], ways, 1).ready
        done = Done(ready, Attempted(outcome, "550", "no such box"), fake_clock.now())
        outbox.turn([done], ways, 0)
        return ready.due.id

    return tried


def test_one_message_is_scheduled_by_hand_and_called_back(
    messages: MessageService, people: People, fake_clock: FakeClock
) -> None:
    at = fake_clock.now() + timedelta(days=1)
    made = messages.schedule(NURSE, NewMessage(people[0], VERSION, CODES, at))
    assert (made.status, made.due_at, made.shown_name) == (Status.SCHEDULED, at, "Maria Sintética 0")
    assert messages.of_person(NURSE, people[0]) == (made,)
    assert messages.cancel(NURSE, made.id).status is Status.CANCELLED
    with pytest.raises(KnownError, match=r"messages\.not_waiting"):
        messages.cancel(NURSE, made.id)


def test_who_cannot_be_reached_is_told_why(messages: MessageService, people: People, fake_clock: FakeClock) -> None:
    with pytest.raises(KnownError) as refused:
        messages.schedule(NURSE, NewMessage(people[0], VERSION, ("telegram",), fake_clock.now()))
    assert (refused.value.code, refused.value.values) == ("messages.not_reachable", {"reason": "no_channel"})


def test_an_unknown_end_waits_for_a_person_who_may_send_it_again(
    messages: MessageService,
    outbox: Outbox,
    ways: Ways,
    people: People,
    planned: Plan,
    attempt: Callable[[Outcome], str],
    fake_clock: FakeClock,
) -> None:
    planned(people[:1])
    message_id = attempt(Outcome.UNKNOWN)
    assert [one.id for one in messages.for_a_person(NURSE)] == [message_id]
    assert outbox.turn([], ways, 10).ready == []
    messages.send_again(NURSE, message_id)
    assert outbox.turn([], ways, 10).ready == []
    fake_clock.advance(GRACE.total_seconds())
    (again,) = outbox.turn([], ways, 10).ready
    assert (again.due.id, again.due.tried) == (message_id, 1)


@pytest.mark.parametrize(
    ("decide", "status"),
    [("take_as_sent", Status.SENT), ("give_up", Status.CANCELLED), ("send_again", Status.RETRYING)],
)
def test_what_was_decided_is_not_asked_again(
    messages: MessageService,
    people: People,
    planned: Plan,
    attempt: Callable[[Outcome], str],
    decide: str,
    status: Status,
) -> None:
    planned(people[:1])
    message_id = attempt(Outcome.UNKNOWN)
    assert getattr(messages, decide)(NURSE, message_id).status is status
    assert messages.for_a_person(NURSE) == ()
    with pytest.raises(KnownError, match=r"messages\.not_for_a_person"):
        messages.give_up(NURSE, message_id)


def test_a_message_has_its_whole_history(
    messages: MessageService, people: People, planned: Plan, attempt: Callable[[Outcome], str]
) -> None:
    planned(people[:1])
    message_id = attempt(Outcome.FINAL)
    history = messages.history(NURSE, message_id)
    (tried,) = history.attempts
    assert (tried.number, tried.channel, tried.outcome, tried.text) == (1, "email", "final", "no such box")
    # The next channel that she agreed to is tried.
    assert (history.message.status, history.message.channel) == (Status.RETRYING, "sms")


def test_a_message_that_nobody_knows_is_refused(messages: MessageService) -> None:
    everything = (messages.history, messages.cancel, messages.send_again, messages.take_as_sent, messages.give_up)
    for call in (*everything, messages.put_back):
        with pytest.raises(KnownError, match=r"messages\.not_found"):
            call(NURSE, "nothing")


@pytest.mark.parametrize(
    ("outcome", "decide", "status", "reason"),
    [
        (Outcome.UNKNOWN, "take_as_sent", Status.UNKNOWN, "not_known"),
        (Outcome.UNKNOWN, "give_up", Status.UNKNOWN, "not_known"),
        (Outcome.FINAL, "give_up", Status.FAILED, "refused_by_provider"),
        (Outcome.OPT_OUT, "give_up", Status.FAILED, "opted_out"),
        (Outcome.UNKNOWN, "send_again", Status.UNKNOWN, "not_known"),
        (Outcome.FINAL, "send_again", Status.FAILED, "refused_by_provider"),
    ],
)
def test_a_decision_is_undone_and_the_message_waits_for_a_person_as_before(
    messages: MessageService,
    people: People,
    planned: Plan,
    attempt: Callable[[Outcome], str],
    outcome: Outcome,
    decide: str,
    status: Status,
    reason: str,
) -> None:
    planned(people[:1])
    for _ in CODES:
        message_id = attempt(outcome)
        if messages.for_a_person(NURSE):
            break
    before = messages.for_a_person(NURSE)
    getattr(messages, decide)(NURSE, message_id)
    back = messages.put_back(NURSE, message_id)
    assert (back.status, back.reason) == (status, reason)
    assert messages.for_a_person(NURSE) == before


def test_what_no_person_has_decided_cannot_be_put_back(
    messages: MessageService, people: People, planned: Plan, attempt: Callable[[Outcome], str], fake_clock: FakeClock
) -> None:
    planned(people[:1])
    sent = attempt(Outcome.ACCEPTED)
    called_back = messages.schedule(NURSE, NewMessage(people[0], VERSION, CODES, fake_clock.now())).id
    messages.cancel(NURSE, called_back)
    for message_id in (sent, called_back):
        with pytest.raises(KnownError, match=r"messages\.not_for_a_person"):
            messages.put_back(NURSE, message_id)


def test_what_goes_out_again_already_cannot_be_taken_back(
    messages: MessageService,
    outbox: Outbox,
    ways: Ways,
    people: People,
    planned: Plan,
    attempt: Callable[[Outcome], str],
    fake_clock: FakeClock,
) -> None:
    planned(people[:1])
    message_id = attempt(Outcome.UNKNOWN)
    messages.send_again(NURSE, message_id)
    fake_clock.advance(GRACE.total_seconds())
    assert len(outbox.turn([], ways, 10).ready) == 1
    with pytest.raises(KnownError, match=r"messages\.not_for_a_person"):
        messages.put_back(NURSE, message_id)


def test_what_the_program_itself_tries_again_cannot_be_put_back(
    messages: MessageService, people: People, planned: Plan, attempt: Callable[[Outcome], str]
) -> None:
    planned(people[:1])
    message_id = attempt(Outcome.TRANSIENT)
    with pytest.raises(KnownError, match=r"messages\.not_for_a_person"):
        messages.put_back(NURSE, message_id)
