"""A chat is linked to the one person whose code is shown, once, in time; then it is written to and may withdraw."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.clinic.people.merges import DuplicateService
from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.reminders.attribute_service import AttributeService
from app.reminders.channels.interface import Feedback, FeedbackKind
from app.reminders.channels.telegram import DESCRIPTION as TELEGRAM
from app.reminders.hearing import Hearing
from app.reminders.inbox import InboxService
from app.reminders.linking import LIFE
from app.reminders.recipients import read_recipients
from app.security.roles import Role
from app.store.store import Store
from app.store.tables import link_code, message_feedback
from tests.clinic.conftest import session_of
from tests.reminders.conftest import agree
from tests.security.questions import whole_text

NURSE, COORDINATOR = session_of(Role.NURSE), session_of(Role.COORDINATOR)
People = tuple[str, ...]


@pytest.fixture
def service(store: Store) -> AttributeService:
    return AttributeService(store)


def show(store: Store, chat: str, code: str) -> None:
    """Somebody shows a code to the bot; each time is news."""
    with store.read() as connection:
        number = connection.execute(select(func.count()).select_from(message_feedback)).scalar_one()
    news = Feedback(FeedbackKind.LINKED, store.clock.now(), address=chat, text=code, reference=f"update {number}")
    Hearing(store).hear(TELEGRAM, [news])


def chat_of(store: Store, person_id: str) -> str | None:
    with store.read() as connection:
        return read_recipients(connection, [person_id])[person_id].addresses.get("telegram")


def test_the_chat_of_whoever_shows_the_code_is_hers_and_nobody_elses(
    store: Store, service: AttributeService, people: People
) -> None:
    code = service.issue_link_code(NURSE, people[0]).code
    service.issue_link_code(NURSE, people[1])
    show(store, "4711", f" {code.lower()} ")
    assert [chat_of(store, one) for one in people] == ["4711", None, None]
    (shown,) = InboxService(store).list(NURSE)
    assert (shown.person_id, shown.withdrew) == (people[0], False)


def test_a_code_is_good_once(store: Store, service: AttributeService, people: People) -> None:
    code = service.issue_link_code(NURSE, people[0]).code
    show(store, "4711", code)
    show(store, "666", code)
    assert chat_of(store, people[0]) == "4711"


def test_a_code_expires_by_the_moment_at_which_it_was_shown(
    store: Store, service: AttributeService, people: People, fake_clock: FakeClock
) -> None:
    in_time, late = (service.issue_link_code(NURSE, one) for one in people[:2])
    assert in_time.expires_at == fake_clock.now() + timedelta(days=7)
    shown_at = fake_clock.now() + LIFE
    fake_clock.advance(LIFE.total_seconds() + 3600)
    # The station was asleep when she showed it.
    news = Feedback(FeedbackKind.LINKED, shown_at, address="4711", text=in_time.code, reference="update 1")
    Hearing(store).hear(TELEGRAM, [news])
    show(store, "4712", late.code)
    assert [chat_of(store, one) for one in people[:2]] == ["4711", None]


def test_a_code_that_nobody_was_given_links_nobody(store: Store, service: AttributeService, people: People) -> None:
    service.issue_link_code(NURSE, people[0])
    show(store, "4711", "AAAAAAAAAA")
    assert [chat_of(store, one) for one in people] == [None] * 3


def test_codes_differ_and_are_kept_nowhere_until_they_are_used(
    store: Store, service: AttributeService, people: People
) -> None:
    codes = {service.issue_link_code(NURSE, people[0]).code for _ in range(50)}
    assert len(codes) == 50
    assert all(len(one) == 10 and not set(one) & set("IO01") for one in codes)
    kept = whole_text(store, without=frozenset())
    assert not [one for one in codes if one in kept]


def test_a_code_of_a_record_that_was_merged_links_whom_it_was_merged_into(
    store: Store, service: AttributeService, people: People, fake_clock: FakeClock
) -> None:
    code = service.issue_link_code(NURSE, people[0]).code
    DuplicateService(store).merge(COORDINATOR, people[0], people[1], "Cadastro repetido")
    fake_clock.advance(1)
    show(store, "4711", code)
    assert chat_of(store, people[1]) == "4711"


def test_linking_is_no_consent_and_blocking_the_bot_takes_it_back(
    store: Store, service: AttributeService, people: People, fake_clock: FakeClock
) -> None:
    show(store, "4711", service.issue_link_code(NURSE, people[0]).code)
    with store.read() as connection:
        assert "telegram" not in read_recipients(connection, people)[people[0]].agreed
    with store.write(PROGRAM) as writing:
        agree(writing.append, people[0], "telegram")
    fake_clock.advance(1)
    blocked = Feedback(FeedbackKind.OPT_OUT, None, address="4711", code="blocked", reference="update 99")
    assert Hearing(store).hear(TELEGRAM, [blocked]).withdrawn == 1
    with store.read() as connection:
        assert "telegram" not in read_recipients(connection, people)[people[0]].agreed


def test_a_chat_that_was_linked_anew_speaks_for_its_last_person_alone(
    store: Store, service: AttributeService, people: People, fake_clock: FakeClock
) -> None:
    for chat in ("4711", "4712"):
        show(store, chat, service.issue_link_code(NURSE, people[0]).code)
        fake_clock.advance(1)
    news = [Feedback(FeedbackKind.REPLY, None, address=one, text="Oi", reference=one) for one in ("4711", "4712")]
    Hearing(store).hear(TELEGRAM, news)
    replies = {one.address: one.person_id for one in InboxService(store).list(NURSE) if one.text == "Oi"}
    assert replies == {"4711": None, "4712": people[0]}


def test_nobody_gets_a_code_without_being_registered(store: Store, service: AttributeService) -> None:
    with pytest.raises(KnownError, match=r"people\.not_found"):
        service.issue_link_code(NURSE, "nobody")
    with store.read() as connection:
        assert connection.execute(select(link_code)).first() is None
