"""The channels that there are: one line each. A new one is a new file and its line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.kernel.errors import KnownError
from app.reminders.channels import android_gateway, email, http_gateway, sms_twilio, telegram, whatsapp_cloud
from app.reminders.channels.interface import Description, Outcome, Sender, Webhook

Opener = Callable[[Mapping[str, str], Mapping[str, str]], Sender]


@dataclass(frozen=True)
class Entry:
    """One channel. `errors`: the provider's documented codes and what each means; `webhook`: None where it never calls
    back."""

    description: Description
    opener: Opener
    errors: Mapping[str, Outcome]
    webhook: Webhook | None = None


def _by_code(*entries: Entry) -> Mapping[str, Entry]:
    return MappingProxyType({one.description.code: one for one in entries})


CHANNELS: Final = _by_code(
    Entry(email.DESCRIPTION, email.open_sender, email.ERRORS),
    Entry(whatsapp_cloud.DESCRIPTION, whatsapp_cloud.open_sender, whatsapp_cloud.ERRORS, whatsapp_cloud.CALLBACKS),
    Entry(sms_twilio.DESCRIPTION, sms_twilio.open_sender, sms_twilio.ERRORS, sms_twilio.CALLBACKS),
    Entry(http_gateway.DESCRIPTION, http_gateway.open_sender, http_gateway.ERRORS),
    Entry(android_gateway.DESCRIPTION, android_gateway.open_sender, android_gateway.ERRORS),
    Entry(telegram.DESCRIPTION, telegram.open_sender, telegram.ERRORS),
)


def describe(code: str) -> Description:
    """KnownError `channels.unknown`."""
    return _entry(code).description


def open_channel(code: str, settings: Mapping[str, str], secrets: Mapping[str, str]) -> Sender:
    """Ready to send; nothing is called yet. KnownError `channels.unknown`, `channels.bad_setting`."""
    return _entry(code).opener(settings, secrets)


def webhook(code: str) -> Webhook | None:
    """How the provider's calls are read; None where it makes none. KnownError `channels.unknown`."""
    return _entry(code).webhook


def _entry(code: str) -> Entry:
    found = CHANNELS.get(code)
    if found is None:
        raise KnownError("channels.unknown", channel=code)
    return found
