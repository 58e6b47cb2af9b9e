"""A conversation with WhatsApp's Cloud API, as Meta documents it."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.kernel.errors import KnownError
from app.reminders.channels.interface import Call, FeedbackKind, Outcome, Sender
from app.reminders.channels.registry import open_channel
from app.reminders.channels.whatsapp_cloud import CALLBACKS
from tests.reminders.channels.local_http import Provider
from tests.reminders.channels.messages import MESSAGE, PHONE, SECRET_TEXT, to

SECRETS = {
    "access_token": "EAAGtoken-of-the-test",
    "app_secret": "app-secret-of-the-test",
    "verify_token": "hello-meta",
}
TAKEN = {
    "messaging_product": "whatsapp",
    "contacts": [{"input": "5586999990001", "wa_id": "5586999990001"}],
    "messages": [{"id": "wamid.HBgN", "message_status": "accepted"}],
}
TEMPLATE = replace(
    MESSAGE,
    approved_template="consulta_amanha",
    template_language="pt_BR",
    template_values=("Maria", "amanhã,\n às    9h"),
)


@pytest.fixture
def channel(http: Provider) -> Iterator[Sender]:
    sender = open_channel("whatsapp_cloud", {"phone_number_id": "1055", "address": http.address}, SECRETS)
    yield sender
    sender.close()


def test_an_approved_template_goes_out_with_its_language_and_values(http: Provider, channel: Sender) -> None:
    http.says(200, TAKEN)
    attempted = channel.send(TEMPLATE)
    assert (attempted.outcome, attempted.provider_id) == (Outcome.ACCEPTED, "wamid.HBgN")
    (asked,) = http.asked
    assert (asked.method, asked.path) == ("POST", "/v24.0/1055/messages")
    assert asked.headers["authorization"] == "Bearer EAAGtoken-of-the-test"
    assert asked.json == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "5586999990001",
        "biz_opaque_callback_data": MESSAGE.message_id,
        "type": "template",
        "template": {
            "name": "consulta_amanha",
            "language": {"code": "pt_BR"},
            "components": [
                {
                    "type": "body",
                    # WhatsApp takes no line break and no run of spaces in a value.
                    "parameters": [{"type": "text", "text": "Maria"}, {"type": "text", "text": "amanhã, às 9h"}],
                }
            ],
        },
    }


def test_free_text_outside_the_window_is_refused_for_good(http: Provider, channel: Sender) -> None:
    details = "Message failed to send because more than 24 hours have passed"
    http.says(400, {"error": {"message": "(#131047)", "code": 131047, "error_data": {"details": details}}})
    attempted = channel.send(MESSAGE)
    assert http.asked[0].json["text"] == {"preview_url": False, "body": SECRET_TEXT}
    assert (attempted.outcome, attempted.code, attempted.text) == (Outcome.FINAL, "131047", details)


@pytest.mark.parametrize(
    ("status", "error", "outcome"),
    [
        (400, {"code": 131026, "message": f"to {PHONE}"}, Outcome.FINAL),
        (400, {"code": 131050}, Outcome.OPT_OUT),
        (429, {"code": 130429}, Outcome.THROTTLED),
        (400, {"code": 131056}, Outcome.THROTTLED),
        (500, {"code": 131000}, Outcome.TRANSIENT),
        (400, {"code": 999_999, "is_transient": True}, Outcome.TRANSIENT),
        (401, {"code": 190}, Outcome.FINAL),
        (400, {"code": 999_999}, Outcome.FINAL),
        # A code that nobody has written down, with a failure of the server: it may have been sent.
        (500, {"code": 999_999}, Outcome.UNKNOWN),
    ],
)
def test_an_error_means_what_its_code_says(
    http: Provider, channel: Sender, status: int, error: Mapping[str, object], outcome: Outcome
) -> None:
    http.says(status, {"error": error})
    attempted = channel.send(TEMPLATE)
    assert (attempted.outcome, attempted.code) == (outcome, str(error["code"]))
    assert PHONE.lstrip("+") not in attempted.text


def test_an_answer_without_an_id_leaves_the_end_unknown(http: Provider, channel: Sender) -> None:
    http.says(200, b"<html>fine</html>")
    assert channel.send(TEMPLATE).outcome is Outcome.UNKNOWN


def test_what_is_no_phone_number_is_not_sent(http: Provider, channel: Sender) -> None:
    assert channel.send(to("86 99999-0001")).code == "bad_address"
    assert http.asked == []


def test_a_trial_names_what_is_wrong(http: Provider, channel: Sender) -> None:
    http.says(200, {"id": "1055"})
    channel.test()
    http.says(400, {"error": {"code": 190}})
    with pytest.raises(KnownError, match=r"channels\.not_admitted"):
        channel.test()
    http.says(400, {"error": {"code": 100}})
    with pytest.raises(KnownError, match=r"channels\.bad_setting"):
        channel.test()


def _call(value: object, secret: str = SECRETS["app_secret"]) -> Call:
    told = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"value": value}]}]}
    body = json.dumps(told).encode()
    signed = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return Call({"x-hub-signature-256": f"sha256={signed}"}, body, "https://central.example/hooks/whatsapp")


def test_statuses_name_our_message_and_its_instant() -> None:
    status = {
        "id": "wamid.HBgN",
        "timestamp": "1772445600",
        "recipient_id": "5586999990001",
        "biz_opaque_callback_data": MESSAGE.message_id,
    }
    failed = {
        **status,
        "status": "failed",
        "errors": [{"code": 131026, "title": "Message undeliverable", "error_data": {"details": "to 5586999990001"}}],
    }
    value = {"statuses": [{**status, "status": kind} for kind in ("sent", "delivered", "read")] + [failed]}
    delivered, read, bounced = CALLBACKS.heard(_call(value), SECRETS)
    assert (delivered.kind, read.kind, bounced.kind) == (
        FeedbackKind.DELIVERED,
        FeedbackKind.READ,
        FeedbackKind.BOUNCED_HARD,
    )
    assert (delivered.message_id, delivered.provider_id) == (MESSAGE.message_id, "wamid.HBgN")
    assert delivered.at == datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    assert (bounced.code, bounced.text, bounced.address) == ("131026", "to •••", PHONE)


@pytest.mark.parametrize(
    ("code", "kind"),
    [("131050", FeedbackKind.OPT_OUT), ("131049", FeedbackKind.BOUNCED_SOFT), ("131047", FeedbackKind.BOUNCED_HARD)],
)
def test_a_later_failure_is_judged_by_the_same_table(code: str, kind: FeedbackKind) -> None:
    value = {"statuses": [{"id": "wamid.1", "status": "failed", "errors": [{"code": int(code)}]}]}
    (heard,) = CALLBACKS.heard(_call(value), SECRETS)
    assert heard.kind is kind


def test_what_a_person_writes_or_taps_is_a_reply_to_what_she_answers() -> None:
    text = {
        "from": "5586999990001",
        "id": "wamid.in1",
        "timestamp": "1772445600",
        "type": "text",
        "text": {"body": "SAIR"},
        "context": {"id": "wamid.HBgN"},
    }
    tapped = {"from": "5586999990001", "id": "wamid.in2", "type": "button", "button": {"text": "Confirmo"}}
    picture = {"from": "5586999990001", "id": "wamid.in3", "type": "image", "image": {"id": "7"}}
    first, second = CALLBACKS.heard(_call({"messages": [text, tapped, picture]}), SECRETS)
    assert (first.kind, first.address, first.text) == (FeedbackKind.REPLY, PHONE, "SAIR")
    assert (first.provider_id, first.reference) == ("wamid.HBgN", "wamid.in1")
    assert second.text == "Confirmo"


def test_a_call_that_meta_did_not_sign_is_refused() -> None:
    for secrets in (SECRETS, {}):
        with pytest.raises(KnownError, match=r"channels\.bad_signature"):
            CALLBACKS.heard(_call({}, secret="somebody else"), secrets)
    # Nobody may sign with the empty secret of a channel that has none.
    with pytest.raises(KnownError, match=r"channels\.bad_signature"):
        CALLBACKS.heard(_call({}, secret=""), {"app_secret": ""})


@pytest.mark.parametrize("body", [b"", b"[]", b'{"object": "page"}', b"[" * 100_000])
def test_a_signed_call_of_another_form_is_refused(body: bytes) -> None:
    signed = hmac.new(SECRETS["app_secret"].encode(), body, hashlib.sha256).hexdigest()
    with pytest.raises(KnownError, match=r"channels\.bad_call"):
        CALLBACKS.heard(Call({"x-hub-signature-256": f"sha256={signed}"}, body, ""), SECRETS)


@pytest.mark.parametrize(
    "value", [None, [], {"statuses": 3}, {"statuses": [None, {"status": "read"}], "messages": [1]}]
)
def test_a_call_with_parts_missing_tells_what_is_there(value: object) -> None:
    assert len(CALLBACKS.heard(_call(value), SECRETS)) <= 1


def test_the_trial_call_is_answered_to_whoever_knows_the_word() -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": "hello-meta", "hub.challenge": "1158201444"}
    assert CALLBACKS.challenge(Call({}, b"", "", asked), SECRETS) == "1158201444"
    assert CALLBACKS.challenge(Call({}, b"", ""), SECRETS) is None
    with pytest.raises(KnownError, match=r"channels\.bad_signature"):
        CALLBACKS.challenge(Call({}, b"", "", asked | {"hub.verify_token": "guess"}), SECRETS)
