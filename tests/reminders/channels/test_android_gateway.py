"""A conversation with the app "SMS Gateway for Android" on its local server."""

import base64
from collections.abc import Iterator

import pytest

from app.kernel.errors import KnownError
from app.reminders.channels.interface import FeedbackKind, Outcome, Sender
from app.reminders.channels.registry import open_channel
from tests.reminders.channels.local_http import Provider
from tests.reminders.channels.messages import MESSAGE, PHONE, SECRET_TEXT, to

SECRETS = {"password": "phone-of-the-test"}
ID = MESSAGE.message_id


@pytest.fixture
def channel(http: Provider) -> Iterator[Sender]:
    sender = open_channel("android_gateway", {"address": http.address, "user": "sms", "sim": "2"}, SECRETS)
    yield sender
    sender.close()


def _row(state: str, error: str | None = None) -> dict[str, object]:
    return {
        "id": ID,
        "state": state,
        "recipients": [{"phoneNumber": PHONE, "state": state, "error": error}],
        "states": {state: "2026-03-02T10:00:00.000+00:00"},
    }


def test_a_message_is_queued_under_our_own_id(http: Provider, channel: Sender) -> None:
    http.says(202, _row("Pending"))
    attempted = channel.send(MESSAGE)
    assert (attempted.outcome, attempted.provider_id) == (Outcome.ACCEPTED, ID)
    (asked,) = http.asked
    assert (asked.method, asked.path) == ("POST", "/messages")
    assert asked.headers["authorization"] == "Basic " + base64.b64encode(b"sms:phone-of-the-test").decode()
    assert asked.json == {
        "id": ID,
        "textMessage": {"text": SECRET_TEXT},
        "phoneNumbers": [PHONE],
        "withDeliveryReport": True,
        "simNumber": 2,
    }


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(400, Outcome.FINAL), (401, Outcome.FINAL), (429, Outcome.THROTTLED), (503, Outcome.TRANSIENT)],
)
def test_a_refusal_means_what_its_status_says(http: Provider, channel: Sender, status: int, outcome: Outcome) -> None:
    http.says(status, {"message": f"phoneNumbers {PHONE}"})
    attempted = channel.send(MESSAGE)
    assert (attempted.outcome, attempted.code, attempted.text) == (outcome, str(status), "phoneNumbers •••")


def test_after_a_broken_line_the_phone_is_asked_whether_it_has_the_message(http: Provider, channel: Sender) -> None:
    http.hangs_up()
    http.says(200, _row("Processed"))
    assert channel.send(MESSAGE).outcome is Outcome.ACCEPTED
    assert [asked.path for asked in http.asked] == ["/messages", f"/messages/{ID}"]


def test_a_phone_that_does_not_know_the_message_proves_nothing(http: Provider, channel: Sender) -> None:
    http.says(500, {"message": "queue"})
    http.says(404)
    assert channel.send(MESSAGE).outcome is Outcome.UNKNOWN


def test_states_are_told_once_and_replies_too(http: Provider, channel: Sender) -> None:
    inbound = {
        "id": "in1",
        "type": "SMS",
        "sender": PHONE,
        "contentPreview": "SAIR",
        "createdAt": "2026-03-02T10:05:00.000+00:00",
    }
    http.says(200, [_row("Delivered"), {"id": "another", "state": "Sent"}, {"id": "../x", "state": "Failed"}])
    http.says(200, [inbound])
    delivered, reply = channel.listen()
    assert (delivered.kind, delivered.message_id) == (FeedbackKind.DELIVERED, ID)
    assert delivered.at is not None
    assert (reply.kind, reply.address, reply.text, reply.reference) == (
        FeedbackKind.REPLY,
        PHONE,
        "SAIR",
        "inbox in1",
    )
    http.says(200, [_row("Delivered")])
    http.says(200, [inbound])
    assert list(channel.listen()) == []


def test_a_failure_of_the_phone_says_nothing_about_the_number(http: Provider, channel: Sender) -> None:
    http.says(200, [_row("Failed", f"RESULT_ERROR_NO_SERVICE {PHONE}")])
    http.says(404)
    (failed,) = channel.listen()
    assert (failed.kind, failed.text) == (FeedbackKind.BOUNCED_SOFT, "RESULT_ERROR_NO_SERVICE •••")


def test_long_lists_are_read_page_by_page(http: Provider, channel: Sender) -> None:
    http.says(200, [{"id": str(number), "state": "Delivered"} for number in range(100)])
    http.says(200, [{"id": "x100", "state": "Delivered"}])
    http.says(200, [])
    assert len(channel.listen()) == 101
    assert [asked.query["offset"] for asked in http.asked] == ["0", "100", "0"]


def test_a_phone_that_is_away_is_said(http: Provider, channel: Sender) -> None:
    http.hangs_up()
    with pytest.raises(KnownError, match=r"channels\.unreachable"):
        channel.listen()
    http.says(401)
    with pytest.raises(KnownError, match=r"channels\.not_admitted"):
        channel.test()


def test_an_open_network_is_used_by_choice_alone() -> None:
    settings = {"address": "http://10.0.0.7:8080", "user": "sms"}
    with pytest.raises(KnownError, match=r"channels\.bad_setting"):
        open_channel("android_gateway", settings, SECRETS)
    open_channel("android_gateway", {**settings, "allow_plain": "yes"}, SECRETS).close()


def test_what_is_no_phone_number_is_not_sent(http: Provider, channel: Sender) -> None:
    assert channel.send(to("190")).code == "bad_address"
    assert http.asked == []
