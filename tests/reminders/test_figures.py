"""The figures count what stands in the rows, by the unit's own days, and claim no difference that may be chance."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock, to_text
from app.kernel.errors import KnownError
from app.reminders.channels.interface import Attempted, Feedback, FeedbackKind, Outcome
from app.reminders.figures import ChannelFigures, Comparison, FigureService, Lateness, Verdict
from app.reminders.hearing import Hearing
from app.reminders.outbox.model import Done
from app.reminders.outbox.outbox import Outbox
from app.reminders.outbox.ways import Ways
from app.security.roles import Role
from app.store.store import Store
from app.store.tables import message, template_version
from tests.clinic.conftest import session_of
from tests.reminders.conftest import CONTENT, VERSION, agree

NURSE = session_of(Role.NURSE)
TODAY = date(2026, 3, 2)
People = tuple[str, ...]
Plan = Callable[..., int]
Fill = Callable[[str, int, int], None]


@pytest.fixture
def figures(store: Store) -> FigureService:
    return FigureService(store)


@pytest.fixture
def fill(store: Store, people: People) -> Fill:
    """So many sent messages of one variant, of which so many were read."""

    def filled(variant: str, sent: int, read: int) -> None:
        now = to_text(store.clock.now())
        same: dict[str, object] = {
            **{"person_id": people[0], "template_version_id": VERSION, "variant": variant, "channels": "[]"},
            **{"due_at": now, "until": now, "priority": 3, "status": "sent", "next_at": now, "channel": "email"},
            **{"attempts": 1, "tried": 1, "recorded_at": now, "recorded_by": "program"},
        }
        with store.write(PROGRAM) as writing:
            for number in range(sent):
                heard = "read" if number < read else "nothing"
                row = {**same, "id": f"{variant}{number}", "name": f"{variant}{number}", "heard": heard}
                writing.connection.execute(message.insert().values(row))

    return filled


def test_of_an_empty_outbox_all_figures_are_nothing(figures: FigureService) -> None:
    shown = figures.dashboard(NURSE, TODAY, TODAY)
    assert (shown.waiting, shown.due_now, shown.next_at, shown.by_channel) == ({}, 0, None, ())
    assert shown.lateness == Lateness(0, 0.0, 0.0, 0)


def test_the_dashboard_counts_what_waits_what_was_sent_and_what_was_not(
    store: Store,
    figures: FigureService,
    outbox: Outbox,
    ways: Ways,
    people: People,
    planned: Plan,
    fake_clock: FakeClock,
) -> None:
    due = fake_clock.now()
    planned(people, hours=0.5)
    for seconds, outcome in ((2, Outcome.ACCEPTED), (10, Outcome.UNKNOWN), (0, Outcome.TRANSIENT)):
        fake_clock.advance(seconds)
        (ready,) = outbox.turn([], ways, 1).ready
        done = Done(ready, Attempted(outcome, provider_id=f"p{outcome}"), fake_clock.now())
        outbox.turn([done], ways, 0)
    email = ways.by_code["email"].description
    Hearing(store).hear(email, [Feedback(FeedbackKind.READ, None, provider_id="paccepted")])
    Hearing(store).hear(email, [Feedback(FeedbackKind.REPLY, None, provider_id="paccepted", text="Sair")])
    shown = figures.dashboard(NURSE, TODAY, TODAY)
    assert shown.waiting == {"email": 1}
    assert (shown.due_now, shown.next_at) == (0, due + timedelta(seconds=12 + 15))
    assert (shown.for_a_person, shown.unseen, shown.replies, shown.withdrawals) == (1, 1, 1, 1)
    assert shown.by_status == {"retrying": 1, "sent": 1, "unknown": 1}
    assert shown.by_channel == (ChannelFigures("email", sent=1, delivered=1, read=1, unknown=1),)
    assert shown.lateness == Lateness(count=3, p50_s=12.0, p99_s=12.0, over_5s=2)
    fake_clock.advance(3600)
    outbox.turn([], ways, 10)
    after = figures.dashboard(NURSE, TODAY, TODAY)
    assert (after.waiting, after.not_sent) == ({}, {"too_late": 1})


def test_a_day_begins_where_the_unit_is_and_not_at_greenwich(
    figures: FigureService, people: People, planned: Plan, fake_clock: FakeClock
) -> None:
    one_minute_to_midnight = fake_clock.now() + timedelta(hours=15, minutes=59)
    assert one_minute_to_midnight.date() == TODAY + timedelta(days=1)
    fake_clock.set_wall(one_minute_to_midnight)
    planned(people)
    assert figures.dashboard(NURSE, TODAY, TODAY).by_status == {"scheduled": 3}
    assert figures.dashboard(NURSE, TODAY + timedelta(days=1), TODAY + timedelta(days=9)).by_status == {}


def test_a_first_no_is_no_withdrawal(
    store: Store, figures: FigureService, people: People, fake_clock: FakeClock
) -> None:
    for channel, given in (("whatsapp", 0), ("whatsapp", 0), ("sms", 0), ("sms", 0)):
        fake_clock.advance(1)
        with store.write(PROGRAM) as writing:
            agree(writing.append, people[0], channel, given=given)
    assert figures.dashboard(NURSE, TODAY, TODAY).withdrawals == 1


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ((29, 29), (300, 3), Verdict.TOO_FEW),
        ((30, 30), (30, 3), Verdict.DIFFERENCE),
        ((30, 3), (30, 30), Verdict.DIFFERENCE),
        ((40, 20), (40, 24), Verdict.NO_DIFFERENCE),
        ((40, 20), (0, 0), Verdict.TOO_FEW),
    ],
)
def test_two_wordings_differ_only_where_chance_is_unlikely(
    figures: FigureService, fill: Fill, one: tuple[int, int], other: tuple[int, int], verdict: Verdict
) -> None:
    fill("A", *one)
    fill("B", *other)
    found = figures.compare(NURSE, "t")
    assert found.verdict is verdict
    assert (found.apart is None) == (verdict is Verdict.TOO_FEW)
    assert (found.variants[0].code, found.variants[0].sent, found.variants[0].read) == ("A", *one)


def test_only_the_present_wording_is_compared_whatever_it_was_called(
    store: Store, figures: FigureService, fill: Fill
) -> None:
    fill("A", 5, 2)
    row = {"template_id": "t", "number": 2, "name": "Olá", "content": CONTENT, "retired": 1}
    with store.write(PROGRAM) as writing:
        renamed = writing.append(template_version, {**row, "supersedes": VERSION, "reason": "changed"})
    assert [one.sent for one in figures.compare(NURSE, "t").variants] == [5]
    other = {**row, "number": 3, "content": CONTENT.replace("Olá", "Oi"), "supersedes": renamed, "reason": "changed"}
    with store.write(PROGRAM) as writing:
        writing.append(template_version, other)
    assert figures.compare(NURSE, "t") == Comparison((), Verdict.TOO_FEW, None)


def test_answers_are_counted_once_for_each_message(
    store: Store, figures: FigureService, ways: Ways, fill: Fill
) -> None:
    fill("A", 3, 0)
    email = ways.by_code["email"].description
    replies = [("A0", "Obrigada"), ("A0", "Que horas?"), ("A1", "Sair")]
    news = [Feedback(FeedbackKind.REPLY, None, message_id=one, text=text, reference=text) for one, text in replies]
    Hearing(store).hear(email, news)
    (shown,) = figures.compare(NURSE, "t").variants
    assert (shown.replied, shown.withdrew) == (2, 1)


def test_a_template_that_is_not_there_is_compared_with_nothing(figures: FigureService) -> None:
    with pytest.raises(KnownError, match=r"templates\.no_such_version"):
        figures.compare(NURSE, "nothing")
