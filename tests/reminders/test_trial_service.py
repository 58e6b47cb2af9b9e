"""A trial reaches whoever asked for it, over a real line, and nothing of it is kept but that it was made."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.kernel.clock import usual_zone
from app.kernel.errors import KnownError
from app.reminders.channel_service import ChannelService
from app.reminders.channels.interface import Outcome
from app.reminders.channels.registry import CHANNELS
from app.reminders.composing import Unit
from app.reminders.template_service import TemplateService
from app.reminders.trial_service import TrialService, can_be_tried
from app.security.roles import Role
from app.security.secrets import Secrets
from app.store.store import Store
from app.store.tables import message
from tests.clinic.conftest import session_of
from tests.reminders.channels.local_smtp import Behaviour, MailRoom, mail_server
from tests.security.questions import audited, row_counts
from tests.store_fixtures import TEST_KEY

ADMINISTRATOR, COORDINATOR = session_of(Role.ADMINISTRATOR), session_of(Role.COORDINATOR)
ME = "ana@example.org"
TEXT: dict[str, Any] = {"variants": [{"texts": {"pt_BR": {"body": "Olá, {{first_name}}.", "subject": "Aviso"}}}]}


@pytest.fixture
def room() -> Iterator[MailRoom]:
    with mail_server(Behaviour()) as one:
        yield one


@pytest.fixture
def trials(store: Store, room: MailRoom) -> TrialService:
    channels = ChannelService(store, Secrets(TEST_KEY))
    settings = {"host": "localhost", "port": str(room.port), "sender": "ubs@example.org", "security": "none"}
    channels.save(ADMINISTRATOR, "email", settings, {}, active=True)
    return TrialService(store, channels, TemplateService(store, lambda: Unit("UBS Fictícia"), usual_zone))


def test_a_channel_is_tried_and_only_the_trail_tells_of_it(store: Store, trials: TrialService, room: MailRoom) -> None:
    came = trials.of_channel(ADMINISTRATOR, "email", f" {ME} ", "Teste", "Chegou?")
    assert came.outcome is Outcome.ACCEPTED
    (letter,) = room.letters
    assert letter.to == ME
    assert b"Chegou?" in letter.raw
    assert audited(store)[-1] == "trial_sent"
    assert row_counts(store)[message.name] == 0


def test_a_text_is_tried_as_a_synthetic_person_would_read_it(
    trials: TrialService, room: MailRoom, people: tuple[str, ...], store: Store
) -> None:
    came = trials.of_text(COORDINATOR, TEXT, people[0], "A", "pt_BR", "email", ME)
    assert came.outcome is Outcome.ACCEPTED
    assert b"Maria" in room.letters[0].raw
    with pytest.raises(KnownError, match=r"trials\.not_synthetic"):
        trials.of_text(COORDINATOR, TEXT, "0" * 36, "A", "pt_BR", "email", ME)
    with pytest.raises(KnownError, match=r"trials\.not_on"):
        trials.of_text(COORDINATOR, TEXT, people[0], "A", "pt_BR", "http_gateway", ME)


def test_what_the_provider_refuses_is_told(store: Store, trials: TrialService, room: MailRoom) -> None:
    room.behaviour.replies["RCPT"] = ["550 5.1.1 no such box"]
    came = trials.of_channel(ADMINISTRATOR, "email", ME, "Teste", "Chegou?")
    assert (came.outcome, room.letters) == (Outcome.FINAL, [])


@pytest.mark.parametrize("to", ["", "ana", "84 99999"])
def test_what_is_no_address_is_refused_before_anything_is_sent(trials: TrialService, room: MailRoom, to: str) -> None:
    with pytest.raises(KnownError, match=r"trials\.bad_email"):
        trials.of_channel(ADMINISTRATOR, "email", to, "Teste", "Chegou?")
    assert room.connections == 0


def test_a_chat_and_a_channel_of_approved_texts_cannot_be_tried_so(trials: TrialService) -> None:
    tried = {code for code, one in CHANNELS.items() if can_be_tried(one.description)}
    assert {"email", "sms_twilio", "http_gateway", "android_gateway"} == tried
    with pytest.raises(KnownError, match=r"trials\.not_by_this"):
        trials.of_channel(ADMINISTRATOR, "telegram", "4711", "Teste", "Chegou?")
