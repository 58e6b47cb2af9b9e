"""The channels that there are: each file of this folder that has a `DESCRIPTION` is one."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Protocol, cast

from app.kernel.errors import KnownError
from app.reminders import channels
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


class _Channel(Protocol):
    """What a file of a channel has; `CALLBACKS`, a `Webhook`, where its provider calls back."""

    DESCRIPTION: Description
    ERRORS: Mapping[str, Outcome]

    def open_sender(self, settings: Mapping[str, str], secrets: Mapping[str, str], /) -> Sender: ...


_FIRST: Final = ("email", "whatsapp_cloud", "sms_twilio", "http_gateway", "android_gateway", "telegram")
"""The order in which they are offered; what is not named comes after, by its code."""


def _found() -> Mapping[str, Entry]:
    entries = {}
    for file in pkgutil.iter_modules(channels.__path__):
        name = f"{channels.__name__}.{file.name}"
        module = None if name == __name__ else importlib.import_module(name)
        if hasattr(module, "DESCRIPTION"):
            one = cast(_Channel, module)
            callbacks: Webhook | None = getattr(module, "CALLBACKS", None)
            entries[one.DESCRIPTION.code] = Entry(one.DESCRIPTION, one.open_sender, one.ERRORS, callbacks)
    order = sorted(entries, key=lambda code: (_FIRST.index(code) if code in _FIRST else len(_FIRST), code))
    return MappingProxyType({code: entries[code] for code in order})


CHANNELS: Final = _found()


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
