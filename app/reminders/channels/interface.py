"""What every channel offers: its settings, `send`, and how it hears of what became of a message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

LONGEST_ANSWER = 500
"""Signs of a provider's answer that are kept."""
LONGEST_SEND_SECONDS = 110
"""A lease on a message must last longer than this: until then its end may still become known."""


class Outcome(StrEnum):
    """What one attempt came to; labels: texts `reminders.outcome_<value>`.

    `unknown`: the message may have gone out (the line broke after it was handed over): never repeated by the program.
    """

    ACCEPTED = "accepted"
    TRANSIENT = "transient"
    THROTTLED = "throttled"
    FINAL = "final"
    OPT_OUT = "opt_out"
    UNKNOWN = "unknown"


class FeedbackKind(StrEnum):
    """What is heard afterwards; labels: texts `reminders.feedback_<value>`.

    `linked`: whoever writes from `address` has shown the code in `text`, which was given to one person.
    """

    DELIVERED = "delivered"
    READ = "read"
    BOUNCED_SOFT = "bounced_soft"
    BOUNCED_HARD = "bounced_hard"
    OPT_OUT = "opt_out"
    REPLY = "reply"
    LINKED = "linked"


class SettingKind(StrEnum):
    """How a setting is asked for. A `secret` is sealed and never shown again; `lines` is a text of several lines."""

    TEXT = "text"
    LINES = "lines"
    NUMBER = "number"
    SECRET = "secret"
    CHOICE = "choice"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Setting:
    """One setting; its words are texts `channels.setting_<channel>_<name>`, of a choice also
    `channels.choice_<value>`. `least`, `most`: of a number."""

    name: str
    kind: SettingKind
    required: bool = True
    default: str = ""
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Description:
    """What a channel is; its name is the text `channels.name_<code>`.

    `address`: which of the person's addresses it writes to (`email`, `phone`, `telegram`); `consent`: the consent
    that it needs (`app.clinic.people.model.Channel`); `per_second`: the provider's usual limit.
    """

    code: str
    address: str
    consent: str
    settings: tuple[Setting, ...]
    per_second: float
    has_subject: bool = False
    needs_approved_template: bool = False
    counts_segments: bool = False


@dataclass(frozen=True)
class Outgoing:
    """One message, rendered. `to`: address as the channel wants it (e-mail, E.164, chat id).

    `approved_template` with its language and ordered values: where the provider only takes what it has approved.
    `way_out`: the HTTPS link of the one-click way out; "" where there is none.
    """

    message_id: str
    to: str
    subject: str
    text: str
    approved_template: str = ""
    template_language: str = ""
    template_values: tuple[str, ...] = ()
    way_out: str = ""


@dataclass(frozen=True)
class Attempted:
    """What came of it. `code`: the provider's own, or where none was heard one of ours (texts `channels.code_<code>`);
    `retry_after`: seconds that it asks to wait. Neither `code` nor `text` holds an address, a secret or the message."""

    outcome: Outcome
    code: str = ""
    text: str = ""
    provider_id: str | None = None
    retry_after: float | None = None


@dataclass(frozen=True)
class Feedback:
    """One piece of news. It names the message by `message_id` (ours) or `provider_id`; a reply may name neither.

    `reference`: the provider's name of this news, the same when it is heard again; "" where a repetition does no harm.
    """

    kind: FeedbackKind
    at: datetime | None
    message_id: str | None = None
    provider_id: str | None = None
    address: str = ""
    code: str = ""
    text: str = ""
    reference: str = ""


class Sender(Protocol):
    """An open channel; `send` may be called from several threads at once and blocks until the answer is known."""

    def send(self, message: Outgoing) -> Attempted:
        """Hand the message over once, within `LONGEST_SEND_SECONDS`. Never raises for what the network or the provider
        does."""
        ...

    def listen(self) -> Sequence[Feedback]:
        """What can be asked for now (a mailbox, a gateway's list); empty where the channel only calls back.

        What one call returned counts as received when the next is made: after a crash it is told again. KnownError as
        `test`.
        """
        ...

    def test(self) -> None:
        """Reach the provider without sending. KnownError `channels.unreachable`, `not_admitted`, `bad_setting`."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...


@dataclass(frozen=True)
class Call:
    """A webhook's request as it came in. Header names in lower case."""

    headers: Mapping[str, str]
    body: bytes
    url: str
    query: Mapping[str, str] = field(default_factory=dict)


class Webhook(Protocol):
    """How a provider's calls are read; pure, so that the server needs no open channel."""

    def heard(self, call: Call, secrets: Mapping[str, str]) -> Sequence[Feedback]:
        """The news of one call. KnownError `channels.bad_signature`, `channels.bad_call`."""
        ...

    def challenge(self, call: Call, secrets: Mapping[str, str]) -> str | None:
        """What the provider's trial call (GET) must be answered with; None where this is none. KnownError
        `channels.bad_signature`."""
        ...
