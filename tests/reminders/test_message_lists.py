"""However many messages there are: what is asked for is found, by day, campaign, status and channel."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.reminders.message_lists import Wanted
from app.reminders.messages import MessageService, NewMessage
from app.reminders.outbox.model import Status
from app.reminders.outbox.ways import Ways
from app.security.roles import Role
from app.store.store import Store
from app.store.tables import audit
from tests.clinic.conftest import session_of
from tests.reminders.conftest import CODES, VERSION

NURSE = session_of(Role.NURSE)
People = tuple[str, ...]


@pytest.fixture
def messages(store: Store, ways: Ways) -> MessageService:
    return MessageService(store, lambda: ways, zone=lambda: "America/Fortaleza")


@pytest.fixture
def scheduled(messages: MessageService, people: People, fake_clock: FakeClock) -> Callable[..., str]:
    """One message for somebody so many days from now; its id."""

    def make(number: int, days: int) -> str:
        at = fake_clock.now() + timedelta(days=days)
        return messages.schedule(NURSE, NewMessage(people[number], VERSION, CODES, at)).id

    return make


def test_a_day_is_a_day_of_the_unit(
    messages: MessageService, people: People, fake_clock: FakeClock, scheduled: Callable[..., str]
) -> None:
    late = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)  # 22:00 of the day before at the unit
    night = messages.schedule(NURSE, NewMessage(people[0], VERSION, CODES, late, urgent="vaga para hoje")).id
    other = scheduled(1, 1)
    assert messages.ids(NURSE, Wanted(date(2026, 3, 3), date(2026, 3, 3))) == (other, night)
    assert messages.ids(NURSE, Wanted(date(2026, 3, 4), date(2026, 3, 4))) == ()
    assert messages.per_day(NURSE, Wanted()) == {date(2026, 3, 3): {Status.SCHEDULED: 2}}


def test_lists_are_narrowed_by_status_and_channel(messages: MessageService, scheduled: Callable[..., str]) -> None:
    first, second = scheduled(0, 1), scheduled(1, 2)
    messages.cancel(NURSE, second)
    assert messages.ids(NURSE, Wanted(statuses=(Status.CANCELLED,))) == (second,)
    assert messages.ids(NURSE, Wanted(statuses=(Status.SCHEDULED,), channels=("email",))) == (first,)
    assert messages.ids(NURSE, Wanted(channels=("sms",))) == ()
    assert messages.ids(NURSE, Wanted(campaign_id="another")) == ()


def test_lines_come_in_the_order_in_which_they_were_asked_for(
    messages: MessageService, scheduled: Callable[..., str]
) -> None:
    first, second = scheduled(0, 1), scheduled(1, 2)
    lines = messages.lines(NURSE, [second, "gone", first])
    assert [one.shown_name if one else None for one in lines] == ["Maria Sintética 1", None, "Maria Sintética 0"]


def test_why_one_could_not_wait_is_kept(
    store: Store, messages: MessageService, people: People, fake_clock: FakeClock
) -> None:
    new = NewMessage(people[0], VERSION, CODES, fake_clock.now(), urgent="vaga para amanhã cedo")
    messages.schedule(NURSE, new)
    with store.read() as connection:
        details = connection.execute(audit.select().order_by(audit.c.number.desc())).mappings().first()
    assert details is not None
    assert "vaga para amanhã cedo" in details["details"]


def test_blanks_are_no_reason_for_an_urgent_message(
    messages: MessageService, people: People, fake_clock: FakeClock
) -> None:
    with pytest.raises(KnownError, match=r"messages\.reason_missing"):
        messages.schedule(NURSE, NewMessage(people[0], VERSION, CODES, fake_clock.now(), urgent="  "))
