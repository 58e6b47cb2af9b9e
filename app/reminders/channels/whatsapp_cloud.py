"""WhatsApp through Meta's Cloud API: approved templates, free text inside the window of 24 hours, signed callbacks.

Source: developers.facebook.com/documentation/business-messaging/whatsapp: "Send messages", "Template messages",
"messages webhook reference" and, for the table, "Error codes" (support/error-codes, as of May 2026).
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from app.kernel.errors import KnownError
from app.reminders.channels.http_line import Answered, HttpLine, Unanswered
from app.reminders.channels.interface import (
    Attempted,
    Call,
    Description,
    Feedback,
    FeedbackKind,
    Outcome,
    Outgoing,
    Setting,
    SettingKind,
)
from app.reminders.channels.reading import (
    MESSAGE_ID,
    PACE,
    PHONE,
    TOKEN,
    after_acceptance,
    at,
    bad_setting,
    bare,
    base_address,
    by_status,
    check_form,
    instant,
    read_settings,
    refused,
    reply,
    rows,
    words,
)

DESCRIPTION: Final = Description(
    code="whatsapp_cloud",
    address="phone",
    consent="whatsapp",
    settings=(
        Setting("phone_number_id", SettingKind.TEXT),
        Setting("access_token", SettingKind.SECRET),
        Setting("app_secret", SettingKind.SECRET, required=False),
        Setting("verify_token", SettingKind.SECRET, required=False),
        Setting("address", SettingKind.TEXT, default="https://graph.facebook.com"),
        Setting("version", SettingKind.TEXT, default="v24.0"),
        PACE,
    ),
    # "Throughput": 80 messages a second for each business phone number.
    per_second=80.0,
    needs_approved_template=True,
)

_NUMBER: Final = "106540352242922"
ERRORS: Final[Mapping[str, Outcome]] = MappingProxyType(
    {
        # Too fast, for the app, the account, the number or the pair of sender and recipient.
        **dict.fromkeys(("4", "80007", "130429", "131048", "131056"), Outcome.THROTTLED),
        # Down, overloaded or under maintenance. 131049: held back for the recipient's sake; Meta asks to try again in
        # growing intervals.
        **dict.fromkeys(("1", "2", "131000", "131016", "131049", "131057", "133004"), Outcome.TRANSIENT),
        "131050": Outcome.OPT_OUT,
        # Access, account, payment: no message goes out before a person has acted.
        **dict.fromkeys(("0", "3", "10", "190", "200", "368", "130497", "131005", "131031", "131037"), Outcome.FINAL),
        **dict.fromkeys(("131042", "131045", "133010"), Outcome.FINAL),
        # The recipient: not on WhatsApp, in an experiment without messages, the sender herself, not on the trial list;
        # 131047: her last word is older than 24 hours, so that only a template is taken.
        **dict.fromkeys(("130472", "131021", "131026", "131030", "131047"), Outcome.FINAL),
        # The message: wrong or missing values; template unknown, paused, switched off or not fitting its values.
        **dict.fromkeys(("33", "100", "131008", "131009", "131051"), Outcome.FINAL),
        **dict.fromkeys(("132000", "132001", "132005", "132007", "132012", "132015", "132016"), Outcome.FINAL),
    }
)
"""Provider's code → what it means for the message."""


def open_sender(settings: Mapping[str, str], secrets: Mapping[str, str]) -> "WhatsAppCloud":
    """KnownError `channels.bad_setting`."""
    return WhatsAppCloud(read_settings(DESCRIPTION, settings, secrets))


class WhatsAppCloud:
    """One business phone number."""

    def __init__(self, values: Mapping[str, str]) -> None:
        base = base_address(DESCRIPTION, "address", values["address"])
        check_form(
            DESCRIPTION,
            values,
            phone_number_id=("[0-9]+", _NUMBER),
            version=(r"v[0-9.]+", "v23.0"),
            access_token=(TOKEN, "EAAG…"),
        )
        self._number = f"{base}/{values['version']}/{values['phone_number_id']}"
        self._hide = tuple(values[one.name] for one in DESCRIPTION.settings if one.kind is SettingKind.SECRET)
        self._headers = {"Authorization": f"Bearer {values['access_token']}"}
        self._line = HttpLine()

    def send(self, message: Outgoing) -> Attempted:
        """An approved template where one is named; else free text, which WhatsApp takes inside the window only."""
        if not PHONE.fullmatch(message.to):
            return refused("bad_address")
        if not MESSAGE_ID.fullmatch(message.message_id):
            return refused("bad_message_id")
        answer = self._line.call("POST", f"{self._number}/messages", json=_body(message), headers=self._headers)
        if isinstance(answer, Unanswered):
            return answer.attempted()
        return self._judged(answer, message)

    def _judged(self, answer: Answered, message: Outgoing) -> Attempted:
        named = words(at(answer.data, "messages", 0, "id"))
        if answer.status == 200 and named:
            return Attempted(Outcome.ACCEPTED, str(answer.status), provider_id=named)
        error = at(answer.data, "error")
        code = words(at(error, "code"))
        told = words(at(error, "error_data", "details")) or words(at(error, "message")) or answer.text
        outcome = ERRORS.get(code) or _unlisted(answer.status, error)
        text = bare(told, (*self._hide, message.to, message.text, *message.template_values))
        return Attempted(outcome, code or str(answer.status), text, retry_after=answer.retry_after)

    def listen(self) -> Sequence[Feedback]:
        """Nothing: WhatsApp calls back."""
        return ()

    def test(self) -> None:
        """Ask for the phone number itself. KnownError `channels.unreachable`, `not_admitted`, `bad_setting`."""
        answer = self._line.ask("GET", self._number, params={"fields": "id"}, headers=self._headers)
        if answer.status != 200:
            expired = words(at(answer.data, "error", "code")) in ("0", "10", "190", "200")
            if expired:
                raise KnownError("channels.not_admitted")
            raise bad_setting(DESCRIPTION, "phone_number_id", self._number.rpartition("/")[2], _NUMBER)

    def close(self) -> None:
        self._line.close()


def _unlisted(status: int, error: object) -> Outcome:
    if at(error, "is_transient") is True:
        return Outcome.TRANSIENT
    return by_status(status)


def _body(message: Outgoing) -> dict[str, Any]:
    """`biz_opaque_callback_data` comes back with every callback: it carries our own id."""
    body: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": message.to.removeprefix("+"),
        "biz_opaque_callback_data": message.message_id,
    }
    if not message.approved_template:
        return body | {"type": "text", "text": {"preview_url": False, "body": message.text}}
    template: dict[str, Any] = {"name": message.approved_template, "language": {"code": message.template_language}}
    if message.template_values:
        # A value may hold neither line breaks nor long runs of spaces (error 132000 and its kin).
        values = [{"type": "text", "text": " ".join(value.split())} for value in message.template_values]
        template["components"] = [{"type": "body", "parameters": values}]
    return body | {"type": "template", "template": template}


class WhatsAppCallbacks:
    """Callbacks of the subscription `messages`. Secrets: `app_secret`, `verify_token`."""

    def heard(self, call: Call, secrets: Mapping[str, str]) -> Sequence[Feedback]:
        """Statuses and what people wrote. `sent` is no news: the message was accepted before."""
        given = call.headers.get("x-hub-signature-256", "")
        key = secrets.get("app_secret", "")
        due = "sha256=" + hmac.new(key.encode(), call.body, hashlib.sha256).hexdigest()
        if not key or not hmac.compare_digest(given.encode(), due.encode()):
            raise KnownError("channels.bad_signature")
        try:
            told = json.loads(call.body)
        except (ValueError, RecursionError):
            raise KnownError("channels.bad_call") from None
        if at(told, "object") != "whatsapp_business_account":
            raise KnownError("channels.bad_call")
        return [
            one
            for entry in rows(at(told, "entry"))
            for change in rows(at(entry, "changes"))
            for one in _news(at(change, "value"))
        ]

    def challenge(self, call: Call, secrets: Mapping[str, str]) -> str | None:
        """What Meta asks once, when the callback's address is typed into its page."""
        if call.query.get("hub.mode") != "subscribe":
            return None
        due = secrets.get("verify_token", "")
        if not due or not hmac.compare_digest(call.query.get("hub.verify_token", "").encode(), due.encode()):
            raise KnownError("channels.bad_signature")
        return call.query.get("hub.challenge", "")


CALLBACKS: Final = WhatsAppCallbacks()


def _news(value: object) -> Iterator[Feedback]:
    for status in rows(at(value, "statuses")):
        feedback = _status(status)
        if feedback is not None:
            yield feedback
    for one in rows(at(value, "messages")):
        written = words(at(one, "text", "body")) or words(at(one, "button", "text"))
        sender = words(at(one, "from"))
        if written and sender:
            answered = words(at(one, "context", "id")) or None
            yield reply(f"+{sender}", written, words(at(one, "id")), instant(at(one, "timestamp")), answered)


_KINDS: Final = {"delivered": FeedbackKind.DELIVERED, "read": FeedbackKind.READ}


def _status(status: object) -> Feedback | None:
    told = words(at(status, "status"))
    code = words(at(status, "errors", 0, "code"))
    kind = _KINDS.get(told)
    if told == "failed":
        kind = after_acceptance(ERRORS.get(code, Outcome.FINAL))
    if kind is None:
        return None
    address = words(at(status, "recipient_id"))
    own = words(at(status, "biz_opaque_callback_data"))
    text = words(at(status, "errors", 0, "error_data", "details")) or words(at(status, "errors", 0, "title"))
    return Feedback(
        kind,
        instant(at(status, "timestamp")),
        message_id=own if MESSAGE_ID.fullmatch(own) else None,
        provider_id=words(at(status, "id")) or None,
        address=f"+{address}" if address else "",
        code=code,
        text=bare(text, (address,)),
    )
