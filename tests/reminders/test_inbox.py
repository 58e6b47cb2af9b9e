"""What people write back lies in the inbox until somebody has seen it, and nothing of it is ever lost."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.reminders.channels.interface import Feedback, FeedbackKind
from app.reminders.hearing import Hearing
from app.reminders.inbox import InboxService
from app.reminders.outbox.ways import Ways
from app.security.roles import Role
from app.store.store import Store
from app.store.tables import feedback_seen
from tests.clinic.conftest import session_of
from tests.security.questions import audited

NURSE = session_of(Role.NURSE)
HERS = "+5586999990000"


@pytest.fixture
def inbox(store: Store) -> InboxService:
    return InboxService(store)


@pytest.fixture
def written(store: Store, ways: Ways, people: tuple[str, ...], fake_clock: FakeClock) -> tuple[str, ...]:
    """Three replies a minute apart: a question, one of nobody known, a withdrawal; and news that is no reply."""
    sms = ways.by_code["sms"].description
    for address, text in ((HERS, "Que horas?"), ("+5586911112222", "Quem é?"), (HERS, "Sair")):
        Hearing(store).hear(sms, [Feedback(FeedbackKind.REPLY, None, address=address, text=text, reference=text)])
        fake_clock.advance(60)
    Hearing(store).hear(sms, [Feedback(FeedbackKind.DELIVERED, None, provider_id="p1")])
    return people


def test_replies_are_listed_the_latest_first_with_whose_they_are(inbox: InboxService, written: tuple[str, ...]) -> None:
    shown = [(one.text, one.person_id, one.shown_name, one.withdrew, one.address) for one in inbox.list(NURSE)]
    assert shown == [
        ("Sair", written[0], "Maria Sintética 0", True, HERS),
        ("Quem é?", None, "", False, "+5586911112222"),
        ("Que horas?", written[0], "Maria Sintética 0", False, HERS),
    ]
    assert inbox.unseen(NURSE) == 3


@pytest.mark.usefixtures("written")
def test_what_somebody_has_seen_is_listed_only_where_asked_for(inbox: InboxService, fake_clock: FakeClock) -> None:
    first = inbox.list(NURSE)[0]
    seen = inbox.mark_seen(NURSE, first.id)
    assert (seen.seen_at, seen.seen_by) == (fake_clock.now(), "nurse")
    assert [one.text for one in inbox.list(NURSE)] == ["Quem é?", "Que horas?"]
    assert inbox.list(NURSE, with_seen=True)[0] == seen
    assert inbox.unseen(NURSE) == 2


@pytest.mark.usefixtures("written")
def test_that_it_was_seen_can_be_undone_and_both_stay_written_down(
    store: Store, inbox: InboxService, fake_clock: FakeClock
) -> None:
    first = inbox.list(NURSE)[0]
    for mark in (inbox.mark_seen, inbox.mark_seen, inbox.mark_unseen, inbox.mark_unseen):
        mark(NURSE, first.id)
        fake_clock.advance(1)
    assert inbox.list(NURSE)[0] == first
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(feedback_seen)).scalar_one() == 2
    assert audited(store)[-2:] == ["reply_seen", "reply_put_back"]


@pytest.mark.usefixtures("written")
def test_a_mark_on_what_is_no_reply_is_refused(inbox: InboxService) -> None:
    with pytest.raises(KnownError, match=r"inbox\.not_found"):
        inbox.mark_seen(NURSE, "nothing")


@pytest.mark.usefixtures("written")
def test_a_mark_counts_though_the_clock_was_ahead_of_time_at_the_one_before(
    inbox: InboxService, fake_clock: FakeClock
) -> None:
    first = inbox.list(NURSE)[0]
    inbox.mark_seen(NURSE, first.id)
    fake_clock.set_wall(fake_clock.now() - timedelta(days=3))
    inbox.mark_unseen(NURSE, first.id)
    assert inbox.unseen(NURSE) == 3
