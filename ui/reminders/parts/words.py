"""How a message is told: where it stands, why, by which channel."""

from datetime import datetime
from zoneinfo import ZoneInfo

from app.reminders.message_lists import ShownMessage
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
    """Why it was not sent; what it is about stands after a stroke."""
    code, _, about = (reason or "").partition("/")
    if not code:
        return ""
    words = tr(f"reminders.reason_{code}")
    return f"{words} ({about})" if about else words


def moved_words(moved: str | None) -> str:
    """Why it goes out at another time than asked for."""
    return tr(f"reminders.moved_{moved}") if moved else ""


def channel_words(code: str) -> str:
    """What a channel is called; one that the program no longer has by its code."""
    return tr(f"channels.name_{code}") if has_text(f"channels.name_{code}") else code


def time_words(at: datetime, zone: str) -> str:
    """`14:30` at the unit."""
    return at.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def day_words(at: datetime, zone: str) -> str:
    """`02/03/2026` at the unit."""
    return show_date(at.astimezone(ZoneInfo(zone)).date())


def short_day(at: datetime, zone: str) -> str:
    """`02/03`."""
    return at.astimezone(ZoneInfo(zone)).strftime("%d/%m")


def code_words(code: str) -> str:
    """The provider's own code as it is, ours in words."""
    return tr(f"channels.code_{code}") if has_text(f"channels.code_{code}") else code
