"""SMS through Twilio, or a provider that speaks as Twilio does: form in, JSON out, signed callbacks.

Source: twilio.com/docs: "Messages resource", "Track the message status", "Secure webhooks" and, for the table, the
dictionary "Error and warning codes" (docs/api/errors/<code>).
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl, urlencode

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
    after_acceptance,
    at,
    bad_setting,
    bare,
    base_address,
    by_status,
    check_form,
    read_settings,
    refused,
    reply,
    words,
)

DESCRIPTION: Final = Description(
    code="sms_twilio",
    address="phone",
    consent="sms",
    settings=(
        Setting("account_sid", SettingKind.TEXT),
        Setting("auth_token", SettingKind.SECRET),
        Setting("sender", SettingKind.TEXT),
        Setting("callback_address", SettingKind.TEXT, required=False),
        Setting("address", SettingKind.TEXT, default="https://api.twilio.com"),
        PACE,
    ),
    # One segment a second for a long number ("Understanding Twilio rate limits"); what comes faster, Twilio queues.
    per_second=1.0,
    counts_segments=True,
)

_SID: Final = "AC0123456789abcdef…"
ERRORS: Final[Mapping[str, Outcome]] = MappingProxyType(
    {
        # Too many requests; sender's queue full; queue overflow; limit of the carrier; limit of the day.
        **dict.fromkeys(("20429", "21611", "30001", "30022", "30023", "63038"), Outcome.THROTTLED),
        "20503": Outcome.TRANSIENT,
        # Phone off or out of reach; unknown error; segment lost; carrier congested; too old in the queue; carrier
        # does not answer. All are told after the message was taken.
        **dict.fromkeys(("30003", "30008", "30009", "30017", "30036", "30410"), Outcome.TRANSIENT),
        "21610": Outcome.OPT_OUT,
        # Number wrong, not reachable by this sender, not a mobile one, premium or land line; country not allowed.
        **dict.fromkeys(("21211", "21408", "21612", "21614", "21635", "30005", "30006", "30011"), Outcome.FINAL),
        # Text missing or too long; blocked by carrier or filter; too dear.
        **dict.fromkeys(("21602", "21605", "21617", "30004", "30007", "30010"), Outcome.FINAL),
        # Account, sender, credentials: no message goes out before a person has acted.
        **dict.fromkeys(
            ("10001", "20003", "20404", "21212", "21603", "21606", "21608", "21659", "30002"), Outcome.FINAL
        ),
    }
)
"""Provider's code → what it means for the message."""

_SIGNS_OF_A_SERVICE: Final = "MG"
"""A messaging service's id stands where a number could."""


def open_sender(settings: Mapping[str, str], secrets: Mapping[str, str]) -> "TwilioSms":
    """KnownError `channels.bad_setting`."""
    return TwilioSms(read_settings(DESCRIPTION, settings, secrets))


class TwilioSms:
    """One account and one sender: a number, a name or a messaging service."""

    def __init__(self, values: Mapping[str, str]) -> None:
        base = base_address(DESCRIPTION, "address", values["address"])
        account = values["account_sid"]
        check_form(DESCRIPTION, values, account_sid=("[0-9A-Za-z]+", _SID))
        self._account = f"{base}/2010-04-01/Accounts/{account}"
        self._auth = (account.encode(), values["auth_token"].encode())
        self._callback = values["callback_address"]
        if self._callback:
            base_address(DESCRIPTION, "callback_address", self._callback)
        service = values["sender"].startswith(_SIGNS_OF_A_SERVICE) and len(values["sender"]) == 34
        self._sender = {"MessagingServiceSid" if service else "From": values["sender"]}
        self._hide = (values["auth_token"], account)
        self._line = HttpLine()

    def send(self, message: Outgoing) -> Attempted:
        """One message; the provider cuts it into segments."""
        if not PHONE.fullmatch(message.to):
            return refused("bad_address")
        if not MESSAGE_ID.fullmatch(message.message_id):
            return refused("bad_message_id")
        form = {"To": message.to, "Body": message.text, **self._sender}
        if self._callback:
            mark = "&" if "?" in self._callback else "?"
            # Our id in the address: the callback may be here before the answer that gives Twilio's.
            form["StatusCallback"] = self._callback + mark + urlencode({"message": message.message_id})
        answer = self._line.call("POST", f"{self._account}/Messages.json", data=form, auth=self._auth)
        if isinstance(answer, Unanswered):
            return answer.attempted()
        return self._judged(answer, message)

    def _judged(self, answer: Answered, message: Outgoing) -> Attempted:
        named = words(at(answer.data, "sid"))
        if answer.status in (200, 201) and named:
            return Attempted(Outcome.ACCEPTED, str(answer.status), provider_id=named)
        code = words(at(answer.data, "code"))
        text = bare(words(at(answer.data, "message")) or answer.text, (*self._hide, message.to, message.text))
        outcome = ERRORS.get(code) or by_status(answer.status)
        return Attempted(outcome, code or str(answer.status), text, retry_after=answer.retry_after)

    def listen(self) -> Sequence[Feedback]:
        """Nothing: Twilio calls back."""
        return ()

    def test(self) -> None:
        """Ask for the account itself. KnownError `channels.unreachable`, `not_admitted`, `bad_setting`."""
        answer = self._line.ask("GET", f"{self._account}.json", auth=self._auth)
        if answer.status != 200:
            raise bad_setting(DESCRIPTION, "account_sid", self._account.rpartition("/")[2], _SID)

    def close(self) -> None:
        self._line.close()


class TwilioCallbacks:
    """Status callbacks and messages that came in, both as forms. Secret: `auth_token`."""

    def heard(self, call: Call, secrets: Mapping[str, str]) -> Sequence[Feedback]:
        """One call tells one thing. `url` is the whole address as the provider called it."""
        try:
            form = dict(parse_qsl(call.body.decode(), keep_blank_values=True, strict_parsing=bool(call.body)))
        except ValueError:
            raise KnownError("channels.bad_call") from None
        key = secrets.get("auth_token", "")
        given = call.headers.get("x-twilio-signature", "")
        if not key or not hmac.compare_digest(given.encode(), signature(call.url, form, key).encode()):
            raise KnownError("channels.bad_signature")
        if form.get("MessageStatus"):
            feedback = _status(form, call.query.get("message", ""))
            return [feedback] if feedback else []
        if form.get("MessageSid") and form.get("From"):
            return [_inbound(form)]
        raise KnownError("channels.bad_call")

    def challenge(self, call: Call, secrets: Mapping[str, str]) -> str | None:
        """Twilio tries nothing out."""
        del call, secrets
        return None


CALLBACKS: Final = TwilioCallbacks()


def signature(url: str, form: Mapping[str, str], key: str) -> str:
    """X-Twilio-Signature: the address and the sorted fields, HMAC-SHA1, base64 ("Secure webhooks")."""
    signed = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(key.encode(), signed.encode(), hashlib.sha1).digest()).decode()


_KINDS: Final = {"delivered": FeedbackKind.DELIVERED, "read": FeedbackKind.READ}


def _status(form: Mapping[str, str], message_id: str) -> Feedback | None:
    told, code = form["MessageStatus"], form.get("ErrorCode", "")
    kind = _KINDS.get(told)
    if told in ("undelivered", "failed"):
        kind = after_acceptance(ERRORS.get(code, Outcome.TRANSIENT))
    if kind is None:
        return None
    named = message_id if MESSAGE_ID.fullmatch(message_id) else None
    return Feedback(kind, None, named, form.get("MessageSid") or None, form.get("To", ""), code)


def _inbound(form: Mapping[str, str]) -> Feedback:
    # "Advanced opt-out": Twilio has already acted on the word, and says which way.
    if form.get("OptOutType", "").upper() == "STOP":
        text, sid = form.get("Body", ""), form["MessageSid"]
        return Feedback(FeedbackKind.OPT_OUT, None, address=form["From"], text=text, reference=sid)
    return reply(form["From"], form.get("Body", ""), form["MessageSid"], None)
