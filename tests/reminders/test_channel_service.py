"""A channel is set up on the station alone; its secrets open only with the store's own key, and are never shown."""

import pytest
from sqlalchemy import select

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.reminders.channel_service import ChannelService, ChannelSetup, ChannelTest
from app.security.roles import Role
from app.security.secrets import Secrets
from app.store.store import Store
from app.store.tables import change_log, sealed_secret
from tests.clinic.conftest import session_of
from tests.reminders.conftest import ToldSender
from tests.store_fixtures import TEST_KEY

ADMINISTRATOR = session_of(Role.ADMINISTRATOR)
MAIL = {"host": "mail.example.org", "sender": "ubs@example.org", "user": "ubs"}
PASSWORD = "muito-secreta-123"


@pytest.fixture
def channels(store: Store) -> ChannelService:
    return ChannelService(store, Secrets(TEST_KEY))


def setup_of(channels: ChannelService, code: str) -> ChannelSetup:
    return next(one for one in channels.list(ADMINISTRATOR) if one.description.code == code)


def test_at_first_no_channel_is_set_up_and_nobody_can_be_written_to(
    channels: ChannelService, fake_clock: FakeClock
) -> None:
    assert not any(one.active for one in channels.list(ADMINISTRATOR))
    assert channels.ways(fake_clock).by_code == {}


def test_what_is_set_up_is_a_way_to_people(channels: ChannelService, fake_clock: FakeClock) -> None:
    saved = channels.save(ADMINISTRATOR, "email", MAIL, {"password": PASSWORD}, active=True)
    assert (saved.active, saved.values["host"], saved.values["port"]) == (True, "mail.example.org", "587")
    assert list(channels.ways(fake_clock).by_code) == ["email"]
    channels.open("email").close()


def test_whoever_sends_may_know_which_channels_there_are_but_not_how_they_are_set_up(channels: ChannelService) -> None:
    channels.save(ADMINISTRATOR, "email", MAIL, {"password": PASSWORD}, active=True)
    channels.save(ADMINISTRATOR, "telegram", {}, {}, active=False)
    nurse = session_of(Role.NURSE)
    assert [one.code for one in channels.active(nurse)] == ["email"]
    with pytest.raises(KnownError, match=r"access\."):
        channels.list(nurse)


def test_a_secret_is_sealed_and_shown_to_nobody(store: Store, channels: ChannelService) -> None:
    saved = channels.save(ADMINISTRATOR, "email", MAIL, {"password": PASSWORD}, active=True)
    assert saved.kept == {"password"}
    assert PASSWORD not in repr(setup_of(channels, "email"))
    with store.read() as connection:
        stored = connection.execute(select(sealed_secret.c.sealed)).scalar_one()
        assert connection.execute(select(change_log.c.id)).first() is None
    assert PASSWORD not in stored


def test_a_secret_that_is_not_typed_stays_and_an_empty_one_is_taken_away(channels: ChannelService) -> None:
    channels.save(ADMINISTRATOR, "email", MAIL, {"password": PASSWORD}, active=True)
    assert channels.save(ADMINISTRATOR, "email", MAIL, {}, active=True).kept == {"password"}
    assert channels.save(ADMINISTRATOR, "email", MAIL, {"password": ""}, active=False).kept == frozenset()


def test_another_stores_key_opens_no_secret(store: Store, channels: ChannelService) -> None:
    channels.save(ADMINISTRATOR, "email", MAIL, {"password": PASSWORD}, active=True)
    with pytest.raises(KnownError, match=r"secrets\.not_ours"):
        ChannelService(store, Secrets(bytes(32))).open("email")


def test_an_active_channel_must_be_whole_and_a_refusal_changes_nothing(channels: ChannelService) -> None:
    for wrong in ({"sender": "ubs@example.org"}, {**MAIL, "port": "0"}):
        with pytest.raises(KnownError) as refused:
            channels.save(ADMINISTRATOR, "email", wrong, {"password": PASSWORD}, active=True)
        assert refused.value.code == "channels.bad_setting"
        assert setup_of(channels, "email").kept == frozenset()
    assert channels.save(ADMINISTRATOR, "email", {}, {}, active=False).active is False


def test_only_the_administrator_sets_channels_up(channels: ChannelService) -> None:
    with pytest.raises(KnownError):
        channels.list(session_of(Role.COORDINATOR))


def test_what_is_missing_is_named_until_it_is_there(channels: ChannelService) -> None:
    assert setup_of(channels, "email").missing == ("host", "sender")
    assert setup_of(channels, "telegram").missing == ("bot_token",)
    saved = channels.save(ADMINISTRATOR, "telegram", {}, {"bot_token": "1:a"}, active=False)
    assert saved.missing == ()


def test_the_last_test_is_kept_until_the_settings_change(channels: ChannelService, fake_clock: FakeClock) -> None:
    assert setup_of(channels, "email").tested is None
    with pytest.raises(KnownError, match=r"channels\.bad_setting"):
        channels.test(ADMINISTRATOR, "email")
    assert setup_of(channels, "email").tested == ChannelTest(fake_clock.now(), "channels.bad_setting", "host")
    channels.save(ADMINISTRATOR, "email", {}, {}, active=False)
    assert setup_of(channels, "email").tested is not None
    channels.save(ADMINISTRATOR, "email", MAIL, {}, active=False)
    assert setup_of(channels, "email").tested is None


def test_what_was_changed_during_a_test_counts_as_not_tested(
    channels: ChannelService, monkeypatch: pytest.MonkeyPatch
) -> None:
    channels.save(ADMINISTRATOR, "email", MAIL, {}, active=False)

    class Slow(ToldSender):
        def test(self) -> None:
            channels.save(ADMINISTRATOR, "email", {**MAIL, "host": "other.example.org"}, {}, active=False)

    monkeypatch.setattr(channels, "open", lambda _code: Slow())
    channels.test(ADMINISTRATOR, "email")
    assert setup_of(channels, "email").tested is None
