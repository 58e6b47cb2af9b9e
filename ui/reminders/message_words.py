"""What a message, an attempt and a channel are called on every page of the reminders. Pure."""

from app.reminders.messages import Attempt
from ui.texts import has_text, tr


def channel_words(code: str) -> str:
    """The channel's name; its code where this program knows it no more."""
    key = f"channels.name_{code}"
    return tr(key) if has_text(key) else code


def reason_words(reason: str | None) -> str:
    """Why it was not sent, without what it is about (`value_missing/event_hour`)."""
    key = f"reminders.reason_{(reason or '').partition('/')[0]}"
    return tr(key) if has_text(key) else reason or ""


def attempt_words(one: Attempt) -> str:
    """What came of one try."""
    key = f"reminders.outcome_{one.outcome}"
    return tr(key) if has_text(key) else one.outcome


def answer_words(one: Attempt) -> str:
    """What was answered: our own words for what went wrong on the line, else the provider's code and text."""
    key = f"channels.code_{one.code}"
    if has_text(key):
        return tr(key)
    return " · ".join(part for part in (one.code, one.text) if part)
