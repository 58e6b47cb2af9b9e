"""How a message and its attempts are told: where it stands, why, by which channel, what was answered. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from app.reminders.message_lists import ShownMessage
from app.reminders.messages import Attempt
from app.reminders.outbox.model import Status
from ui.texts import has_text, tr
from ui.texts.formats import show_date

STATUS_LOOK = {
    Status.SCHEDULED: ("info", "ring"),
    Status.RETRYING: ("warn", "ring"),
    Status.SENDING: ("info", "circle"),
    Status.SENT: ("success", "circle"),
    Status.FAILED: ("error", "octagon"),
    Status.UNKNOWN: ("warn", "diamond"),
    Status.CANCELLED: ("neutral", "bar"),
    Status.EXPIRED: ("neutral", "bar"),
    Status.REFUSED: ("neutral", "square"),
}
"""Colour token and shape of each status."""


def status_words(status: Status) -> str:
    """Where it stands."""
    return tr(f"reminders.status_{status.value}")


def standing_words(one: ShownMessage) -> str:
    """Where it stands, and of a sent one what was heard of it."""
    if one.status is Status.SENT and one.heard in ("delivered", "read"):
        return tr(f"reminders.feedback_{one.heard}")
    return status_words(one.status)


def reason_words(reason: str | None) -> str:
    """Why it was not sent, with what it is about where something stands after the stroke."""
    about = (reason or "").partition("/")[2]
    words = short_reason(reason)
    return f"{words} ({about})" if about else words


def short_reason(reason: str | None) -> str:
    """Why it was not sent, without what it is about (`value_missing/event_hour`); a code that has no words as it is."""
    key = f"reminders.reason_{(reason or '').partition('/')[0]}"
    return tr(key) if has_text(key) else reason or ""


def moved_words(moved: str | None) -> str:
    """Why it goes out at another time than asked for."""
    return tr(f"reminders.moved_{moved}") if moved else ""


def channel_words(code: str) -> str:
    """What a channel is called; one that the program no longer has by its code."""
    return tr(f"channels.name_{code}") if has_text(f"channels.name_{code}") else code


def day_words(at: datetime, zone: str) -> str:
    """`02/03/2026` at the unit."""
    return show_date(at.astimezone(ZoneInfo(zone)).date())


def short_day(at: datetime, zone: str) -> str:
    """`02/03`."""
    return at.astimezone(ZoneInfo(zone)).strftime("%d/%m")


def code_words(code: str) -> str:
    """The provider's own code as it is, ours in words."""
    return tr(f"channels.code_{code}") if has_text(f"channels.code_{code}") else code


def attempt_words(one: Attempt) -> str:
    """What came of one try."""
    key = f"reminders.outcome_{one.outcome}"
    return tr(key) if has_text(key) else one.outcome


def answer_words(one: Attempt) -> str:
    """What was answered: our own words for what went wrong on the line, else the provider's code and text."""
    if has_text(f"channels.code_{one.code}"):
        return code_words(one.code)
    return " · ".join(part for part in (one.code, one.text) if part)
