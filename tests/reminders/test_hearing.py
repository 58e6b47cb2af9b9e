"""News of messages: states only rise, the same news counts once, and who says stop is written to no more."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.reminders.channels.interface import Attempted, Feedback, FeedbackKind, Outcome
from app.reminders.hearing import Heard, Hearing
from app.reminders.outbox.model import Done
from app.reminders.outbox.outbox import Outbox
from app.reminders.outbox.ways import Ways
from app.reminders.recipients import read_recipients
from app.reminders.withdrawal import WORDS, withdraws
from app.store.store import Store
from app.store.tables import message, message_feedback, person
from tests.reminders.conftest import agree

People = tuple[str, ...]
Plan = Callable[..., int]
RANK = {"nothing": 0, "delivered": 1, "read": 2}


@pytest.fixture
def sent(
    store: Store, outbox: Outbox, ways: Ways, people: People, planned: Plan, fake_clock: FakeClock
) -> Callable[[Outcome], str]:
    """A message that was tried with this outcome; its id. Its provider calls it by the same with a `p`."""

    def tried(outcome: Outcome = Outcome.ACCEPTED) -> str:
        planned(people[:1], name=store.ids.new())
        (ready,) = outbox.turn([], ways, 1).ready
        done = Done(ready, Attempted(outcome, provider_id=f"p{ready.due.id}"), fake_clock.now())
        outbox.turn([done], ways, 0)
        fake_clock.advance(1)
        return ready.due.id

    return tried


def stands(store: Store, message_id: str) -> tuple[str, str]:
    with store.read() as connection:
        row = connection.execute(select(message.c.status, message.c.heard).where(message.c.id == message_id)).one()
    return row.status, row.heard


def agreed(store: Store, person_id: str) -> frozenset[str]:
    with store.read() as connection:
        return read_recipients(connection, [person_id])[person_id].agreed


def kept(store: Store) -> int:
    with store.read() as connection:
        return connection.execute(select(func.count()).select_from(message_feedback)).scalar_one()


def news(kind: FeedbackKind, message_id: str) -> Feedback:
    return Feedback(kind, None, provider_id=f"p{message_id}")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(st.lists(st.sampled_from([FeedbackKind.DELIVERED, FeedbackKind.READ]), min_size=1, max_size=6))
def test_in_whatever_order_news_comes_the_highest_stays(
    store: Store, ways: Ways, sent: Callable[..., str], kinds: list[FeedbackKind]
) -> None:
    message_id, hearing = sent(), Hearing(store)
    highest = 0
    for kind in kinds:
        hearing.hear(ways.by_code["email"].description, [news(kind, message_id)])
        highest = max(highest, RANK[kind.value])
        status, heard = stands(store, message_id)
        assert (status, RANK[heard]) == ("sent", highest)


def test_the_same_news_is_kept_once(store: Store, ways: Ways, sent: Callable[..., str]) -> None:
    one = news(FeedbackKind.DELIVERED, sent())
    hearing, email = Hearing(store), ways.by_code["email"].description
    assert hearing.hear(email, [one, one]) == Heard(kept=1, known_before=1)
    assert hearing.hear(email, [one]) == Heard(known_before=1)
    assert kept(store) == 1


def test_a_hard_bounce_makes_a_dead_letter_and_a_soft_one_does_not(
    store: Store, ways: Ways, sent: Callable[..., str]
) -> None:
    soft, hard = sent(), sent()
    news_of_both = [news(FeedbackKind.BOUNCED_SOFT, soft), news(FeedbackKind.BOUNCED_HARD, hard)]
    Hearing(store).hear(ways.by_code["email"].description, news_of_both)
    assert stands(store, soft)[0] == "sent"
    assert stands(store, hard)[0] == "failed"


def test_an_unknown_end_is_settled_when_it_is_heard_to_have_arrived(
    store: Store, ways: Ways, sent: Callable[..., str]
) -> None:
    message_id = sent(Outcome.UNKNOWN)
    Hearing(store).hear(ways.by_code["email"].description, [news(FeedbackKind.DELIVERED, message_id)])
    assert stands(store, message_id) == ("sent", "delivered")


def test_who_replies_stop_withdraws_that_channel_and_no_other(
    store: Store, ways: Ways, people: People, fake_clock: FakeClock
) -> None:
    fake_clock.advance(1)
    reply = Feedback(FeedbackKind.REPLY, None, address="+5586999990000", text="SAIR")
    assert Hearing(store).hear(ways.by_code["sms"].description, [reply]).withdrawn == 1
    assert agreed(store, people[0]) == {"email"}
    assert agreed(store, people[1]) == {"email", "sms"}


def test_who_agrees_again_may_withdraw_again(store: Store, ways: Ways, people: People, fake_clock: FakeClock) -> None:
    hearing, sms = Hearing(store), ways.by_code["sms"].description
    for reference in ("first", "second"):
        fake_clock.advance(1)
        with store.write(PROGRAM) as writing:
            agree(writing.append, people[0], "sms")
        fake_clock.advance(1)
        opted_out = Feedback(FeedbackKind.OPT_OUT, None, address="+5586999990000", reference=reference)
        assert hearing.hear(sms, [opted_out]).withdrawn == 1
        assert agreed(store, people[0]) == {"email"}
    assert hearing.hear(sms, [opted_out]).known_before == 1


def test_whoever_shares_a_telephone_is_written_to_there_no_more(
    store: Store, ways: Ways, people: People, fake_clock: FakeClock
) -> None:
    with store.write(PROGRAM) as writing:
        writing.change(person, people[1], {"phone": "+5586999990000"}, None)
    fake_clock.advance(1)
    reply = Feedback(FeedbackKind.REPLY, None, address="+5586999990000", text="Parar!")
    assert Hearing(store).hear(ways.by_code["sms"].description, [reply]).withdrawn == 2
    assert agreed(store, people[0]) == agreed(store, people[1]) == {"email"}


def test_a_reply_of_somebody_unknown_is_kept_for_a_person_to_read(store: Store, ways: Ways) -> None:
    reply = Feedback(FeedbackKind.REPLY, None, address="+5586911112222", text="Quem é?")
    assert Hearing(store).hear(ways.by_code["sms"].description, [reply]) == Heard(kept=1)


def test_news_from_the_future_is_dated_when_it_was_heard(store: Store, ways: Ways, fake_clock: FakeClock) -> None:
    late = fake_clock.now() + timedelta(days=400)
    reply = Feedback(FeedbackKind.REPLY, late, address="x@example.org", text="Oi")
    Hearing(store).hear(ways.by_code["email"].description, [reply])
    with store.read() as connection:
        heard_at = connection.execute(select(message_feedback.c.heard_at)).scalar_one()
    assert heard_at.startswith("2026-03-02T11:00:00")


@pytest.mark.parametrize("text", [*sorted(WORDS), "SAIR", " Parar! ", "STOP.", "não quero", "Não quero!"])
def test_words_of_withdrawal_are_heard_whatever_their_dress(text: str) -> None:
    assert withdraws(text)


@pytest.mark.parametrize("text", ["", "não vou parar o remédio", "posso sair do hospital?", "stop by at 9", "ok"])
def test_a_sentence_that_holds_such_a_word_is_left_to_a_person(text: str) -> None:
    assert not withdraws(text)
