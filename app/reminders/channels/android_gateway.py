"""An Android phone as SMS gateway, with the open app "SMS Gateway for Android" serving its local network.

Source: the app's own description of its interface (github.com/capcom6/android-sms-gateway, docs/api/swagger.json; the
lists `GET /messages` and `GET /inbox` of its local server). States: Pending, Processed, Sent, Delivered, Failed.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from app.reminders.channels.http_line import Answered, HttpLine, Unanswered
from app.reminders.channels.interface import (
    Attempted,
    Description,
    Feedback,
    FeedbackKind,
    Outcome,
    Outgoing,
    Setting,
    SettingKind,
)
from app.reminders.channels.reading import (
    ADDRESS,
    MESSAGE_ID,
    PACE,
    PHONE,
    at,
    bad_setting,
    bare,
    base_address,
    by_status,
    read_settings,
    refused,
    reply,
    rows,
    words,
)

DESCRIPTION: Final = Description(
    code="android_gateway",
    address="phone",
    consent="sms",
    settings=(
        Setting("address", SettingKind.TEXT),
        Setting("user", SettingKind.TEXT),
        Setting("password", SettingKind.SECRET),
        Setting("sim", SettingKind.NUMBER, required=False, least=1, most=3),
        Setting("allow_plain", SettingKind.YES_NO, default="no"),
        Setting("certificate_file", SettingKind.TEXT, required=False),
        PACE,
    ),
    # Android itself asks its user before an app sends more than 30 in half an hour (SMS_OUTGOING_CHECK_MAX_COUNT).
    per_second=30 / 1800,
    counts_segments=True,
)

ERRORS: Final[Mapping[str, Outcome]] = MappingProxyType(
    {
        **dict.fromkeys(("400", "401", "403", "404"), Outcome.FINAL),
        "429": Outcome.THROTTLED,
        "503": Outcome.TRANSIENT,
        # The phone failed while it put the message into its queue; it is asked whether it has it.
        "500": Outcome.UNKNOWN,
    }
)
"""Status → what it means for the message."""

_LOOKED_BACK: Final = timedelta(days=3)
"""How long the state of a message may still change: networks keep an SMS two to three days."""
_PAGE, _MOST_PAGES = 100, 20


def open_sender(settings: Mapping[str, str], secrets: Mapping[str, str]) -> "AndroidGateway":
    """KnownError `channels.bad_setting`."""
    return AndroidGateway(read_settings(DESCRIPTION, settings, secrets))


class AndroidGateway:
    """One phone."""

    def __init__(self, values: Mapping[str, str]) -> None:
        plain = values["allow_plain"] == "yes"
        self._base = base_address(DESCRIPTION, "address", values["address"], allow_plain=plain)
        self._auth = (values["user"].encode(), values["password"].encode())
        self._hide = (values["password"],)
        self._sim = int(float(values["sim"])) if values["sim"] else None
        self._line = HttpLine(values["certificate_file"])
        self._told: dict[str, datetime] = {}
        self._listening = threading.Lock()

    def send(self, message: Outgoing) -> Attempted:
        """Put it into the phone's queue under our own id, by which it can be asked for afterwards."""
        if not PHONE.fullmatch(message.to):
            return refused("bad_address")
        if not MESSAGE_ID.fullmatch(message.message_id):
            return refused("bad_message_id")
        body: dict[str, Any] = {
            "id": message.message_id,
            "textMessage": {"text": message.text},
            "phoneNumbers": [message.to],
            "withDeliveryReport": True,
        }
        if self._sim is not None:
            body["simNumber"] = self._sim
        answer = self._line.call("POST", f"{self._base}/messages", json=body, auth=self._auth)
        attempted = answer.attempted() if isinstance(answer, Unanswered) else self._judged(answer, message)
        if attempted.outcome is Outcome.UNKNOWN and self._has(message.message_id):
            return Attempted(Outcome.ACCEPTED, attempted.code, provider_id=message.message_id)
        return attempted

    def _judged(self, answer: Answered, message: Outgoing) -> Attempted:
        if answer.status in (200, 201, 202):
            return Attempted(Outcome.ACCEPTED, str(answer.status), provider_id=message.message_id)
        told = words(at(answer.data, "message")) or answer.text
        text = bare(told, (*self._hide, message.to, message.text))
        outcome = ERRORS.get(str(answer.status)) or by_status(answer.status)
        return Attempted(outcome, str(answer.status), text, retry_after=answer.retry_after)

    def _has(self, message_id: str) -> bool:
        """Whether the phone knows the message. A no proves nothing: it may still be on its way."""
        answer = self._line.call("GET", f"{self._base}/messages/{message_id}", auth=self._auth)
        return isinstance(answer, Answered) and answer.status == 200 and at(answer.data, "id") == message_id

    def listen(self) -> Sequence[Feedback]:
        """States that have changed and messages that came in, of the last days; KnownError as `test`."""
        now = datetime.now(UTC)
        with self._listening:
            self._told = {name: when for name, when in self._told.items() if when > now - 2 * _LOOKED_BACK}
            found = [
                *(news for one in self._pages("messages", now) if (news := _state(one)) is not None),
                *(news for one in self._pages("inbox", now) if (news := _inbound(one)) is not None),
            ]
            fresh = [one for one in found if one.reference not in self._told]
            self._told |= {one.reference: now for one in fresh}
        return fresh

    def _pages(self, what: str, now: datetime) -> Iterator[Any]:
        since = (now - _LOOKED_BACK).isoformat(timespec="seconds")
        for page in range(_MOST_PAGES):
            asked = {"from": since, "limit": _PAGE, "offset": page * _PAGE}
            answer = self._line.ask("GET", f"{self._base}/{what}", params=asked, auth=self._auth)
            if answer.status == 404 and what == "inbox":
                return  # an older app, which keeps no list of what came in
            if answer.status != 200:
                raise bad_setting(DESCRIPTION, "address", self._base, ADDRESS)
            found = rows(answer.data)
            yield from found
            if len(found) < _PAGE:
                return

    def test(self) -> None:
        """Ask for the list. KnownError `channels.unreachable`, `not_admitted`, `bad_setting`."""
        answer = self._line.ask("GET", f"{self._base}/messages", params={"limit": 1}, auth=self._auth)
        if answer.status != 200:
            raise bad_setting(DESCRIPTION, "address", self._base, ADDRESS)

    def close(self) -> None:
        self._line.close()


_KINDS: Final = {"Delivered": FeedbackKind.DELIVERED, "Failed": FeedbackKind.BOUNCED_SOFT}
"""A failure is the phone's (no network, no credit, no permission) and says nothing about the number."""


def _state(one: object) -> Feedback | None:
    message_id, state = words(at(one, "id")), words(at(one, "state"))
    kind = _KINDS.get(state)
    if kind is None or not MESSAGE_ID.fullmatch(message_id):
        return None
    address = words(at(one, "recipients", 0, "phoneNumber"))
    return Feedback(
        kind,
        _instant(at(one, "states", state)),
        message_id=message_id,
        provider_id=message_id,
        address=address,
        code=state.lower(),
        text=bare(words(at(one, "recipients", 0, "error")), (address,)),
        reference=f"{message_id} {state}",
    )


def _inbound(one: object) -> Feedback | None:
    sender, text = words(at(one, "sender")), words(at(one, "contentPreview"))
    if not sender or not text:
        return None
    return reply(sender, text, f"inbox {words(at(one, 'id'))}", _instant(at(one, "createdAt")))


def _instant(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(words(value))
    except ValueError:
        return None
    return found if found.tzinfo else None
