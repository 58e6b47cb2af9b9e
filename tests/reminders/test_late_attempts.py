"""An attempt that comes back after its lease ended is written down, and undoes nothing that happened meanwhile."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.kernel.clock import FakeClock
from app.reminders.channels.interface import Attempted, Outcome
from app.reminders.messages import GRACE, MessageService
from app.reminders.outbox.model import Done, Ready
from app.reminders.outbox.outbox import Outbox
from app.reminders.outbox.recording import LEASE_SECONDS
from app.reminders.outbox.ways import Ways
from app.security.roles import Role
from app.store.store import Store
from app.store.tables import message, message_attempt
from tests.clinic.conftest import session_of
from tests.reminders.conftest import BOTH, make_outbox

NURSE = session_of(Role.NURSE)
pytestmark = pytest.mark.parametrize("store", BOTH, indirect=True)
People = tuple[str, ...]
Plan = Callable[..., int]


@pytest.fixture
def second(store: Store) -> Outbox:
    """Another process."""
    return make_outbox(store, "second")


@pytest.fixture
def hanging(
    store: Store, outbox: Outbox, second: Outbox, ways: Ways, people: People, planned: Plan, fake_clock: FakeClock
) -> Ready:
    """A message that the first process still has in its hands, though the second has found its lease ended."""
    planned(people[:1], hours=10)
    (ready,) = outbox.turn([], ways, 1).ready
    fake_clock.advance(LEASE_SECONDS + 1)
    assert second.turn([], ways, 0).unknown == 1
    assert stands(store) == ("unknown", 1)
    return ready


def stands(store: Store) -> tuple[str, int]:
    with store.read() as connection:
        row = connection.execute(select(message.c.status, message.c.tried)).one()
    return row.status, row.tried


def come_back(outbox: Outbox, ways: Ways, ready: Ready, outcome: Outcome, clock: FakeClock) -> None:
    outbox.turn([Done(ready, Attempted(outcome, "42", "said", "p1"), clock.now())], ways, 0)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome.ACCEPTED, "sent"),
        (Outcome.TRANSIENT, "retrying"),
        (Outcome.FINAL, "retrying"),
        (Outcome.UNKNOWN, "unknown"),
    ],
)
def test_while_nobody_has_decided_a_late_end_settles_what_was_in_doubt(
    store: Store, outbox: Outbox, ways: Ways, hanging: Ready, fake_clock: FakeClock, outcome: Outcome, status: str
) -> None:
    come_back(outbox, ways, hanging, outcome, fake_clock)
    assert stands(store) == (status, 2)
    with store.read() as connection:
        order = select(message_attempt.c.number, message_attempt.c.outcome).order_by(message_attempt.c.number)
        attempts = [tuple(row) for row in connection.execute(order)]
    assert attempts == [(1, "unknown"), (2, outcome.value)]


def test_a_late_refusal_does_not_set_free_what_another_process_is_sending(
    store: Store, outbox: Outbox, second: Outbox, ways: Ways, hanging: Ready, fake_clock: FakeClock
) -> None:
    MessageService(store, lambda: ways).send_again(NURSE, hanging.due.id)
    fake_clock.advance(GRACE.total_seconds())
    (again,) = second.turn([], ways, 1).ready
    come_back(outbox, ways, hanging, Outcome.TRANSIENT, fake_clock)
    assert stands(store) == ("sending", 2)
    fake_clock.advance(60)
    assert outbox.turn([], ways, 1).ready == []
    come_back(second, ways, again, Outcome.ACCEPTED, fake_clock)
    assert stands(store) == ("sent", 3)


def test_what_was_taken_after_all_is_not_sent_again_though_somebody_asked_for_it(
    store: Store, outbox: Outbox, second: Outbox, ways: Ways, hanging: Ready, fake_clock: FakeClock
) -> None:
    MessageService(store, lambda: ways).send_again(NURSE, hanging.due.id)
    fake_clock.advance(GRACE.total_seconds())
    come_back(outbox, ways, hanging, Outcome.ACCEPTED, fake_clock)
    assert stands(store) == ("sent", 2)
    assert second.turn([], ways, 1).ready == []


def test_what_somebody_gave_up_stays_given_up(
    store: Store, outbox: Outbox, ways: Ways, hanging: Ready, fake_clock: FakeClock
) -> None:
    MessageService(store, lambda: ways).give_up(NURSE, hanging.due.id)
    come_back(outbox, ways, hanging, Outcome.ACCEPTED, fake_clock)
    assert stands(store) == ("cancelled", 2)


def test_a_second_doubt_is_not_settled_by_the_end_of_the_first(
    store: Store, outbox: Outbox, second: Outbox, ways: Ways, hanging: Ready, fake_clock: FakeClock
) -> None:
    MessageService(store, lambda: ways).send_again(NURSE, hanging.due.id)
    fake_clock.advance(GRACE.total_seconds())
    assert len(second.turn([], ways, 1).ready) == 1
    fake_clock.advance(LEASE_SECONDS + 1)
    make_outbox(store, "third").turn([], ways, 0)
    come_back(outbox, ways, hanging, Outcome.TRANSIENT, fake_clock)
    assert stands(store) == ("unknown", 3)


def test_nobody_takes_what_still_hangs_in_the_own_hands(
    store: Store, outbox: Outbox, second: Outbox, ways: Ways, hanging: Ready, fake_clock: FakeClock
) -> None:
    MessageService(store, lambda: ways).send_again(NURSE, hanging.due.id)
    fake_clock.advance(GRACE.total_seconds())
    assert outbox.turn([], ways, 1, {hanging.due.id}).ready == []
    assert len(second.turn([], ways, 1).ready) == 1


def test_sent_again_by_hand_it_begins_with_its_first_channel(
    store: Store, outbox: Outbox, ways: Ways, people: People, planned: Plan, fake_clock: FakeClock
) -> None:
    planned(people[:1])
    for code in ("email", "sms"):
        (ready,) = outbox.turn([], ways, 1).ready
        assert ready.channel == code
        come_back(outbox, ways, ready, Outcome.FINAL, fake_clock)
    MessageService(store, lambda: ways).send_again(NURSE, ready.due.id)
    fake_clock.advance(GRACE.total_seconds())
    (again,) = outbox.turn([], ways, 1).ready
    assert again.channel == "email"
