"""Telegram through a bot: people link themselves by a code, write back, and block it when they have had enough.

Source: core.telegram.org/bots/api: "Making requests", `sendMessage`, `getUpdates`, `ResponseParameters`; "Deep linking"
(core.telegram.org/bots/features). Telegram names errors by status and English words alone; there is no list of codes.
"""

import re
import threading
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from app.reminders.channels.http_line import LONGEST_WAIT, Answered, HttpLine, Unanswered
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
    HIDDEN,
    PACE,
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
    code="telegram",
    address="telegram",
    consent="telegram",
    settings=(
        Setting("bot_token", SettingKind.SECRET),
        Setting("bot_name", SettingKind.TEXT, required=False),
        Setting("address", SettingKind.TEXT, default="https://api.telegram.org"),
        PACE,
    ),
    # "Bots FAQ": about 30 messages a second to different chats.
    per_second=30.0,
)

ERRORS: Final[Mapping[str, Outcome]] = MappingProxyType(
    {
        "400 chat not found": Outcome.FINAL,
        "400 message is too long": Outcome.FINAL,
        "401 unauthorized": Outcome.FINAL,
        "403 bot was blocked by the user": Outcome.OPT_OUT,
        # Her account is gone; or she has never spoken to the bot.
        "403 user is deactivated": Outcome.FINAL,
        "403 bot can't initiate conversation with a user": Outcome.FINAL,
        "404 not found": Outcome.FINAL,
        "429 too many requests": Outcome.THROTTLED,
    }
)
"""Status and words → what it means for the message; others are judged by the status."""

_CHAT: Final = re.compile(r"-?[0-9]{1,20}")
_LINK: Final = re.compile(r"/start(?:@\w+)? +([0-9A-Za-z_-]{1,64})")
_STOP: Final = re.compile(r"/stop(?:@\w+)?", re.IGNORECASE)
_MOST_UPDATES: Final = 100
_TOKEN: Final = "123456789:AA…"
_BOT: Final = "UnidadeBot"


def chat_link(bot_name: str, code: str) -> str:
    """The address that opens the bot and shows it the code ("Deep linking"); "" where the bot's name is not known."""
    name = bot_name.strip().removeprefix("@")
    return f"https://t.me/{name}?start={code}" if name else ""


def open_sender(settings: Mapping[str, str], secrets: Mapping[str, str]) -> "Telegram":
    """KnownError `channels.bad_setting`."""
    return Telegram(read_settings(DESCRIPTION, settings, secrets))


class Telegram:
    """One bot."""

    def __init__(self, values: Mapping[str, str]) -> None:
        check_form(
            DESCRIPTION,
            values,
            bot_token=("[0-9]+:[0-9A-Za-z_-]+", _TOKEN),
            # "Telegram usernames": letters, digits and underscores, at least five; a bot's ends in "bot".
            bot_name=("@?[A-Za-z][0-9A-Za-z_]{1,28}[Bb][Oo][Tt]", _BOT),
        )
        self._base = f"{base_address(DESCRIPTION, 'address', values['address'])}/bot{values['bot_token']}"
        # The part after the colon is the secret one.
        self._hide = (values["bot_token"], values["bot_token"].partition(":")[2])
        self._line = HttpLine()
        self._next_update = 0
        self._listening = threading.Lock()

    def send(self, message: Outgoing) -> Attempted:
        """Plain text: no markup is read, so that nothing in it can be misread."""
        if not _CHAT.fullmatch(message.to):
            return refused("bad_address")
        body = {"chat_id": int(message.to), "text": message.text, "link_preview_options": {"is_disabled": True}}
        answer = self._line.call("POST", f"{self._base}/sendMessage", json=body)
        if isinstance(answer, Unanswered):
            return answer.attempted()
        return self._judged(answer, message)

    def _judged(self, answer: Answered, message: Outgoing) -> Attempted:
        if answer.status == 200 and at(answer.data, "ok") is True:
            named = words(at(answer.data, "result", "message_id"))
            return Attempted(Outcome.ACCEPTED, "200", provider_id=f"{message.to}/{named}" if named else None)
        status = at(answer.data, "error_code")
        status = status if isinstance(status, int) else answer.status
        told = words(at(answer.data, "description"))
        asked = at(answer.data, "parameters", "retry_after")
        wait = float(min(asked, LONGEST_WAIT)) if isinstance(asked, int) and asked >= 0 else answer.retry_after
        text = bare(told or answer.text, (*self._hide, message.to, message.text))
        return Attempted(_outcome(status, told), str(status), text, retry_after=wait)

    def listen(self) -> Sequence[Feedback]:
        """What people wrote since the call before; KnownError as `test`."""
        with self._listening:
            asked = {
                "offset": self._next_update,
                "limit": _MOST_UPDATES,
                "timeout": 0,
                "allowed_updates": ["message", "my_chat_member"],
            }
            answer = self._line.ask("POST", f"{self._base}/getUpdates", json=asked)
            _check(answer)
            updates = rows(at(answer.data, "result"))
            numbers = [one for one in (at(update, "update_id") for update in updates) if isinstance(one, int)]
            # Asking for what comes after them is what tells Telegram that these were received.
            self._next_update = max([self._next_update, *(number + 1 for number in numbers)])
        return [feedback for update in updates if (feedback := news_of(update)) is not None]

    def test(self) -> None:
        """Ask who the bot is. KnownError `channels.unreachable`, `not_admitted`, `bad_setting`."""
        _check(self._line.ask("POST", f"{self._base}/getMe"))

    def close(self) -> None:
        self._line.close()


def _check(answer: Answered) -> None:
    # Telegram answers 404 to a token of the right form that it never gave.
    if answer.status == 404:
        raise bad_setting(DESCRIPTION, "bot_token", HIDDEN, _TOKEN)
    if answer.status != 200 or at(answer.data, "ok") is not True:
        raise bad_setting(DESCRIPTION, "address", f"HTTP {answer.status}", ADDRESS)


def _outcome(status: int, told: str) -> Outcome:
    spoken = f"{status} {told.lower()}"
    for known, outcome in ERRORS.items():
        number, _, rest = known.partition(" ")
        if spoken.startswith(number) and rest in spoken:
            return outcome
    return by_status(status)


def news_of(update: object) -> Feedback | None:
    """What one update of the bot says; None where it is nothing that counts."""
    reference = f"update {words(at(update, 'update_id'))}"
    member = at(update, "my_chat_member")
    if member is not None:
        # "kicked" in a private chat: the person has blocked the bot.
        if words(at(member, "new_chat_member", "status")) != "kicked":
            return None
        chat, when = words(at(member, "chat", "id")), instant(at(member, "date"))
        return Feedback(FeedbackKind.OPT_OUT, when, address=chat, code="blocked", reference=reference)
    message = at(update, "message")
    chat, text = words(at(message, "chat", "id")), words(at(message, "text")).strip()
    when = instant(at(message, "date"))
    if not chat or not text or text == "/start":
        return None
    link = _LINK.fullmatch(text)
    if link:
        return Feedback(FeedbackKind.LINKED, when, address=chat, text=link[1], reference=reference)
    if _STOP.fullmatch(text):
        return Feedback(FeedbackKind.OPT_OUT, when, address=chat, text=text, reference=reference)
    answered = words(at(message, "reply_to_message", "message_id"))
    return reply(chat, text, reference, when, f"{chat}/{answered}" if answered else None)
