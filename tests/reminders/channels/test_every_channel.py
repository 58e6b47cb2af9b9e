"""What holds for every channel that there is."""

import logging
import threading
import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.errors import KnownError
from app.reminders.channels.interface import Attempted, Call, Outcome, Setting, SettingKind
from app.reminders.channels.reading import HIDDEN, read_settings
from app.reminders.channels.registry import CHANNELS, describe, open_channel, webhook
from app.reminders.sms_text import Alphabet
from tests.house.tree import ROOT
from tests.reminders.channels.desks import CODES, SECRET, Desk, HttpDesk, desk
from tests.reminders.channels.messages import SECRET_TEXT

DOCUMENTED = [(code, told, outcome) for code, entry in CHANNELS.items() for told, outcome in entry.errors.items()]
SETTINGS = [(code, one) for code, entry in CHANNELS.items() for one in entry.description.settings]


@pytest.fixture
def at(request: pytest.FixtureRequest) -> Iterator[Desk]:
    with desk(request.param) as one:
        yield one


def test_every_channel_is_asked() -> None:
    assert sorted(CHANNELS) == sorted(CODES)
    assert [code for code, entry in CHANNELS.items() if entry.description.code != code] == []


@pytest.mark.parametrize(("at", "told", "outcome"), DOCUMENTED, indirect=["at"])
def test_each_documented_error_means_what_the_table_says_and_tells_nothing_private(
    at: Desk, told: str, outcome: Outcome, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    at.will_refuse(told, f"refused: {SECRET} may not tell {at.to} that {SECRET_TEXT}")
    channel = at.open()
    attempted = channel.send(at.message())
    channel.close()
    assert (attempted.outcome, attempted.code.split(" ")[0]) == (outcome, told.partition(" ")[0])
    assert "refused:" in attempted.text
    for private in (SECRET, at.to, at.to.lstrip("+"), SECRET_TEXT):
        assert private not in repr(attempted)
        assert private not in caplog.text


@pytest.mark.parametrize("at", CODES, indirect=True)
def test_a_line_that_breaks_after_the_message_leaves_the_end_unknown_and_tells_nothing(
    at: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    at.will_break()
    channel = at.open()
    attempted = channel.send(at.message())
    assert attempted == Attempted(Outcome.UNKNOWN, "broken")
    # The next one goes out over a new line.
    assert channel.send(at.message()).outcome is Outcome.ACCEPTED
    channel.close()
    assert SECRET not in caplog.text


@pytest.mark.parametrize("at", CODES, indirect=True)
def test_threads_send_at_once_and_each_message_once(at: Desk) -> None:
    channel = at.open()
    ids = [f"thread{start}message{number}" for start in range(4) for number in range(6)]
    outcomes: list[Outcome] = []

    def send_some(own: list[str]) -> None:
        outcomes.extend(channel.send(at.message(one)).outcome for one in own)

    threads = [threading.Thread(target=send_some, args=(ids[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    channel.close()
    assert outcomes == [Outcome.ACCEPTED] * len(ids)
    arrived = at.arrived()
    assert len(arrived) == len(ids)
    if at.code != "http_gateway":
        assert all(sum(one in raw for raw in arrived) == 1 for one in ids)


@pytest.mark.parametrize("at", CODES, indirect=True)
def test_after_closing_nothing_goes_out(at: Desk) -> None:
    channel = at.open()
    channel.close()
    channel.close()
    assert channel.send(at.message()) == Attempted(Outcome.TRANSIENT, "closed")
    assert at.arrived() == []


@pytest.mark.parametrize("at", CODES, indirect=True)
def test_a_trial_sends_nothing(at: Desk) -> None:
    channel = at.open()
    channel.test()
    channel.close()
    assert [raw for raw in at.arrived() if SECRET_TEXT in raw] == []


@pytest.mark.parametrize("at", CODES, indirect=True)
def test_neither_a_channel_nor_a_refused_setting_shows_a_secret(at: Desk) -> None:
    channel = at.open()
    assert SECRET not in repr(channel)
    channel.close()
    with pytest.raises(KnownError) as caught:
        open_channel(at.code, {"address": "nonsense"}, at.secrets)
    assert SECRET not in str(caught.value)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["error", "code", "message", "messages", "id", "sid", "ok", "result", "parameters", "retry_after"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


_STATUSES = st.sampled_from([200, 201, 202, 301, 400, 403, 429, 500, 503])
_ANSWERS = st.lists(st.tuples(_STATUSES, _JSON | st.binary(max_size=20)), min_size=1, max_size=4)


@pytest.mark.parametrize("at", [code for code in CODES if code != "email"], indirect=True)
def test_no_answer_makes_sending_raise(at: Desk) -> None:
    assert isinstance(at, HttpDesk)
    http, channel = at.http, at.open()

    @settings(max_examples=60)
    @given(_ANSWERS)
    def answered_by(laid: list[tuple[int, object]]) -> None:
        http.forget()
        for status, body in laid:
            http.says(status, body, Retry_After="soon")
        for status, _ in laid:
            attempted = channel.send(at.message())
            # What failed in the provider's hands is never taken for sent; a phone may say afterwards that it has it.
            assert status < 300 or attempted.outcome is not Outcome.ACCEPTED or at.code == "android_gateway"

    answered_by()
    channel.close()


@pytest.mark.parametrize(
    ("code", "setting"), [(code, one) for code, one in SETTINGS if one.required and not one.default]
)
def test_a_setting_that_is_missing_is_named(code: str, setting: Setting) -> None:
    with desk(code) as one:
        told = {name: value for name, value in one.settings.items() if name != setting.name}
        keys = {name: value for name, value in one.secrets.items() if name != setting.name}
        with pytest.raises(KnownError) as caught:
            open_channel(code, told, keys)
    assert (caught.value.values["channel"], caught.value.values["setting"]) == (code, setting.name)
    assert caught.value.values["value"] == "—"


@pytest.mark.parametrize("code", [code for code, entry in CHANNELS.items() if entry.webhook is not None])
def test_a_call_without_signature_is_heard_by_nobody(code: str) -> None:
    hears = webhook(code)
    assert hears is not None
    for secrets in ({}, {"app_secret": SECRET, "auth_token": SECRET}):
        for body in (b"", b"{}", b"MessageSid=SM1&MessageStatus=delivered"):
            with pytest.raises(KnownError, match=r"channels\.bad_(signature|call)"):
                hears.heard(Call({}, body, "https://central.example/hooks"), secrets)


def test_a_channel_that_there_is_not_is_said() -> None:
    with pytest.raises(KnownError, match=r"channels\.unknown"):
        describe("pigeon")


def _texts(area: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((ROOT / "resources" / "texts" / f"{area}.toml").read_text(encoding="utf-8"))


def test_every_channel_setting_choice_and_code_of_ours_has_its_words_and_none_is_left_over() -> None:
    wanted = {f"name_{code}" for code in CHANNELS} | {f"setting_{code}_{one.name}" for code, one in SETTINGS}
    wanted |= {f"choice_{choice}" for _, one in SETTINGS for choice in one.choices}
    wanted |= {f"alphabet_{one}" for one in Alphabet}
    ours = ("bad_address", "bad_message_id", "bad_way_out", "bad_answer", "broken", "closed", "no_name", "no_tls")
    wanted |= {f"code_{one}" for one in (*ours, "refused", "timeout")}
    # Of the outbox itself, which sees the program die.
    wanted |= {"code_channel_failed", "code_lease_ended"}
    hints = {key for key in _texts("channels") if key.endswith("_hint")}
    assert set(_texts("channels")) - hints == wanted
    assert {key.removesuffix("_hint") for key in hints} <= wanted


def test_secrets_are_asked_for_as_secrets() -> None:
    words = ("token", "secret", "password", "key")
    assert [
        (code, one.name)
        for code, one in SETTINGS
        if any(word in one.name for word in words) != (one.kind is SettingKind.SECRET)
    ] == []


@pytest.mark.parametrize("code", CHANNELS)
def test_a_refused_setting_is_told_with_what_was_given_and_expected_and_never_with_a_secret(code: str) -> None:
    for one in CHANNELS[code].description.settings:
        secret = one.kind is SettingKind.SECRET
        given = {one.name: "nem\x07pode"}
        with pytest.raises(KnownError) as caught:
            read_settings(CHANNELS[code].description, *(({}, given) if secret else (given, {})))
        told = caught.value.values
        if told["setting"] == one.name:
            assert told["value"] == (HIDDEN if secret else "nem pode")
        assert told["expected"]
