"""A conversation with Twilio's message service, as Twilio documents it."""

import base64
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from app.kernel.errors import KnownError
from app.reminders.channels.interface import Call, FeedbackKind, Outcome, Sender
from app.reminders.channels.registry import open_channel
from app.reminders.channels.sms_twilio import CALLBACKS, signature
from tests.reminders.channels.local_http import Provider
from tests.reminders.channels.messages import MESSAGE, PHONE, SECRET_TEXT, to

ACCOUNT = "AC" + "0" * 32
SECRETS = {"auth_token": "token-of-the-test"}
HOOK = "https://central.example/hooks/sms?unit=1"


@pytest.fixture
def channel(http: Provider) -> Iterator[Sender]:
    settings = {"account_sid": ACCOUNT, "sender": "+15005550006", "address": http.address, "callback_address": HOOK}
    sender = open_channel("sms_twilio", settings, SECRETS)
    yield sender
    sender.close()


def test_a_message_goes_out_as_a_form_with_our_id_in_the_callback(http: Provider, channel: Sender) -> None:
    http.says(201, {"sid": "SM123", "status": "queued", "num_segments": "2"})
    attempted = channel.send(MESSAGE)
    assert (attempted.outcome, attempted.provider_id) == (Outcome.ACCEPTED, "SM123")
    (asked,) = http.asked
    assert (asked.method, asked.path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    signed_in = base64.b64encode(f"{ACCOUNT}:token-of-the-test".encode()).decode()
    assert asked.headers["authorization"] == f"Basic {signed_in}"
    assert asked.form == {
        "To": PHONE,
        "From": "+15005550006",
        "Body": SECRET_TEXT,
        "StatusCallback": f"{HOOK}&message={MESSAGE.message_id}",
    }


def test_a_messaging_service_stands_in_place_of_a_number(http: Provider) -> None:
    service = "MG" + "1" * 32
    sender = open_channel("sms_twilio", {"account_sid": ACCOUNT, "sender": service, "address": http.address}, SECRETS)
    sender.send(MESSAGE)
    sender.close()
    assert http.asked[0].form == {"To": PHONE, "MessagingServiceSid": service, "Body": SECRET_TEXT}


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (400, 21610, Outcome.OPT_OUT),
        (400, 21211, Outcome.FINAL),
        (400, 21614, Outcome.FINAL),
        (401, 20003, Outcome.FINAL),
        (429, 20429, Outcome.THROTTLED),
        (429, 21611, Outcome.THROTTLED),
        (503, 20503, Outcome.TRANSIENT),
        (400, 77777, Outcome.FINAL),
        (500, 20500, Outcome.UNKNOWN),
    ],
)
def test_an_error_means_what_its_code_says(
    http: Provider, channel: Sender, status: int, code: int, outcome: Outcome
) -> None:
    told = f"The 'To' number {PHONE} is not valid for {ACCOUNT}"
    http.says(status, {"code": code, "message": told, "status": status})
    attempted = channel.send(MESSAGE)
    assert (attempted.outcome, attempted.code) == (outcome, str(code))
    assert attempted.text == "The 'To' number ••• is not valid for •••"


def test_a_gateway_in_between_that_fails_leaves_the_end_unknown(http: Provider, channel: Sender) -> None:
    http.says(502, b"<html>Bad gateway</html>")
    attempted = channel.send(MESSAGE)
    assert (attempted.outcome, attempted.code) == (Outcome.UNKNOWN, "502")


def test_what_is_no_phone_number_is_not_sent(http: Provider, channel: Sender) -> None:
    assert channel.send(to("86999990001")).code == "bad_address"
    assert http.asked == []


def test_a_trial_asks_for_the_account(http: Provider, channel: Sender) -> None:
    http.says(200, {"sid": ACCOUNT})
    channel.test()
    assert http.asked[0].path == f"/2010-04-01/Accounts/{ACCOUNT}.json"
    http.says(401, {"code": 20003})
    with pytest.raises(KnownError, match=r"channels\.not_admitted"):
        channel.test()
    http.says(404)
    with pytest.raises(KnownError, match=r"channels\.bad_setting"):
        channel.test()


def test_the_signature_is_the_one_of_twilios_example() -> None:
    # "Secure webhooks": the example of the documentation.
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+12349013030",
        "Digits": "1234",
        "From": "+12349013030",
        "To": "+18005551212",
    }
    assert signature("https://mycompany.com/myapp.php?foo=1&bar=2", form, "12345") == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


def _call(form: dict[str, str], url: str = HOOK, message: str = "") -> Call:
    signed = signature(url, form, SECRETS["auth_token"])
    query = {"message": message} if message else {}
    return Call({"x-twilio-signature": signed}, urlencode(form).encode(), url, query)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        ("delivered", "", FeedbackKind.DELIVERED),
        ("read", "", FeedbackKind.READ),
        ("undelivered", "30003", FeedbackKind.BOUNCED_SOFT),
        ("undelivered", "30005", FeedbackKind.BOUNCED_HARD),
        ("failed", "21610", FeedbackKind.OPT_OUT),
        ("failed", "", FeedbackKind.BOUNCED_SOFT),
    ],
)
def test_a_status_names_our_message(status: str, code: str, kind: FeedbackKind) -> None:
    form = {"MessageSid": "SM123", "MessageStatus": status, "ErrorCode": code, "To": PHONE}
    (heard,) = CALLBACKS.heard(_call(form, message=MESSAGE.message_id), SECRETS)
    assert (heard.kind, heard.message_id, heard.provider_id) == (kind, MESSAGE.message_id, "SM123")
    assert (heard.address, heard.code) == (PHONE, code)


@pytest.mark.parametrize("status", ["queued", "sending", "sent", "canceled"])
def test_a_status_on_the_way_is_no_news(status: str) -> None:
    assert list(CALLBACKS.heard(_call({"MessageSid": "SM123", "MessageStatus": status}), SECRETS)) == []


def test_what_a_person_writes_is_a_reply() -> None:
    form = {"MessageSid": "SM9", "From": PHONE, "To": "+15005550006", "Body": "Não vou poder"}
    (heard,) = CALLBACKS.heard(_call(form), SECRETS)
    assert (heard.kind, heard.address, heard.text) == (FeedbackKind.REPLY, PHONE, "Não vou poder")
    assert heard.reference == "SM9"


def test_a_word_of_withdrawal_that_twilio_knew_is_an_opt_out() -> None:
    form = {"MessageSid": "SM9", "From": PHONE, "Body": "STOP", "OptOutType": "STOP"}
    (heard,) = CALLBACKS.heard(_call(form), SECRETS)
    assert heard.kind is FeedbackKind.OPT_OUT


def test_a_call_that_was_changed_on_its_way_is_refused() -> None:
    call = _call({"MessageSid": "SM1", "MessageStatus": "delivered"})
    changed = Call(call.headers, call.body.replace(b"SM1", b"SM2"), call.url)
    elsewhere = Call(call.headers, call.body, call.url + "&more=1")
    for one in (changed, elsewhere, Call({}, call.body, call.url)):
        with pytest.raises(KnownError, match=r"channels\.bad_signature"):
            CALLBACKS.heard(one, SECRETS)
    with pytest.raises(KnownError, match=r"channels\.bad_signature"):
        CALLBACKS.heard(call, {})


def test_a_call_of_another_form_is_refused() -> None:
    for call in (_call({"Hello": "there"}), Call({}, b"a=%ff&&", HOOK), Call({}, b"\xff", HOOK)):
        with pytest.raises(KnownError, match=r"channels\.bad_(call|signature)"):
            CALLBACKS.heard(call, SECRETS)


def test_twilio_tries_nothing_out() -> None:
    assert CALLBACKS.challenge(Call({}, b"", HOOK), SECRETS) is None
