"""One message by hand is shown as it will be read, before it is scheduled, and then goes out in the same words."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.kernel.clock import FakeClock, usual_zone
from app.kernel.errors import KnownError
from app.reminders.composing import Composing, Unit
from app.reminders.messages import MessageService, NewMessage
from app.reminders.outbox.ways import Ways
from app.reminders.single_preview import SinglePreviewService
from app.reminders.template_model import VARIANTS
from app.reminders.template_service import TemplateService
from app.security.roles import Role
from app.store.store import Store
from app.store.tables import audit, message
from tests.clinic.conftest import session_of
from tests.reminders.conftest import CODES

NURSE, COORDINATOR = session_of(Role.NURSE), session_of(Role.COORDINATOR)
People = tuple[str, ...]
Text = Callable[[dict[str, Any]], str]
GREETING = {"texts": {"pt_BR": {"body": "Olá, {{first_name}}. {{unit_name}}.", "subject": "Da unidade"}}, "weight": 1}


def _unit() -> Unit:
    return Unit("UBS Sintética")


@pytest.fixture
def previews(store: Store, ways: Ways) -> SinglePreviewService:
    return SinglePreviewService(store, lambda: ways, Composing(_unit, usual_zone))


@pytest.fixture
def text(store: Store) -> Text:
    """Saves a text; the id of its version."""
    service = TemplateService(store, _unit, usual_zone)
    return lambda content: service.save(COORDINATOR, "Convite", content).id


@pytest.mark.parametrize(("channel", "subject"), [("email", "Da unidade"), ("sms", "")])
def test_it_shows_channel_moment_and_words_and_stores_nothing(
    previews: SinglePreviewService,
    text: Text,
    people: People,
    store: Store,
    fake_clock: FakeClock,
    channel: str,
    subject: str,
) -> None:
    at = fake_clock.now() + timedelta(days=1)
    read = previews.preview(NURSE, NewMessage(people[0], text({"variants": [GREETING]}), (channel,), at))
    assert (read.channel, read.due_at, read.moved) == (channel, at, None)
    assert (read.subject, read.text) == (subject, "Olá, Maria. UBS Sintética.")
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(message)).scalar_one() == 0


def test_a_value_that_is_missing_is_said_before_and_not_when_it_should_go_out(
    previews: SinglePreviewService, text: Text, people: People, fake_clock: FakeClock
) -> None:
    asks = {"texts": {"pt_BR": {"body": "Ligue para {{unit_phone}}.", "subject": ""}}, "weight": 1}
    with pytest.raises(KnownError) as refused:
        previews.preview(NURSE, NewMessage(people[0], text({"variants": [asks]}), CODES, fake_clock.now()))
    assert (refused.value.code, refused.value.values) == ("templates.value_missing", {"placeholder": "unit_phone"})


@pytest.mark.parametrize("channels", [("telegram",), ()])
def test_who_cannot_be_reached_is_told_as_when_scheduling(
    previews: SinglePreviewService,
    text: Text,
    people: People,
    store: Store,
    ways: Ways,
    fake_clock: FakeClock,
    channels: tuple[str, ...],
) -> None:
    new = NewMessage(people[0], text({"variants": [GREETING]}), channels, fake_clock.now())
    told = []
    for asked in (previews.preview, MessageService(store, lambda: ways).schedule):
        with pytest.raises(KnownError) as refused:
            asked(NURSE, new)
        told.append((refused.value.code, refused.value.values))
    assert told[0] == told[1]


@pytest.mark.parametrize("mark", ["a", "b", "c", "d", "e"])
def test_of_several_wordings_the_one_that_was_shown_is_scheduled_and_once(
    previews: SinglePreviewService,
    text: Text,
    people: People,
    store: Store,
    ways: Ways,
    fake_clock: FakeClock,
    mark: str,
) -> None:
    bodies = [f"{name}, {{{{first_name}}}}." for name in VARIANTS]
    version = text({"variants": [{"texts": {"pt_BR": {"body": one, "subject": ""}}, "weight": 1} for one in bodies]})
    new = NewMessage(people[0], version, CODES, fake_clock.now() + timedelta(days=1), mark=mark)
    shown = previews.preview(NURSE, new).text
    messages = MessageService(store, lambda: ways)
    assert messages.schedule(NURSE, new).id == messages.schedule(NURSE, new).id
    with store.read() as connection:
        (variant,) = connection.execute(select(message.c.variant)).scalars()
        noted = select(func.count()).select_from(audit).where(audit.c.action == "message_scheduled")
        assert connection.execute(noted).scalar_one() == 1
    assert shown.startswith(variant)
