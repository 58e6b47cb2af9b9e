"""Figures of campaigns in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.reminders.campaigns import Campaign
from app.reminders.outbox.model import WAITING, Status
from ui.texts import tr
from ui.texts.formats import show_number

_NOT_SENT = (Status.CANCELLED, Status.EXPIRED, Status.REFUSED)


@dataclass(frozen=True)
class Standing:
    """How many of a campaign's messages wait, are on their way, went out, were delivered or read, failed (or nobody
    knows), or were not sent."""

    waiting: int
    sending: int
    sent: int
    delivered: int
    failed: int
    not_sent: int

    @property
    def gone(self) -> int:
        """What cannot be called back any more."""
        return self.sending + self.sent + self.failed


def standing(one: Campaign) -> Standing:
    """The figures that a person asks for. Who has read a message has got it too."""

    def together(statuses: tuple[Status, ...]) -> int:
        return sum(one.by_status.get(status.value, 0) for status in statuses)

    return Standing(
        waiting=together(WAITING),
        sending=together((Status.SENDING,)),
        sent=together((Status.SENT,)),
        delivered=one.heard.get("delivered", 0) + one.heard.get("read", 0),
        failed=together((Status.FAILED, Status.UNKNOWN)),
        not_sent=together(_NOT_SENT),
    )


def state_of(one: Campaign) -> str:
    """`cancelled`, `waiting` (nothing went out yet), `under_way` or `done`."""
    if one.cancelled:
        return "cancelled"
    found = standing(one)
    if found.waiting + found.sending == 0:
        return "done"
    return "under_way" if found.gone else "waiting"


STATE_LOOK = {
    "cancelled": ("neutral", "bar"),
    "done": ("success", "circle"),
    "under_way": ("info", "circle"),
    "waiting": ("info", "ring"),
}
"""Colour token and shape of each state."""


def state_words(one: Campaign) -> str:
    """How it stands as a whole."""
    return tr(f"campaigns_page.state_{state_of(one)}")


def reasons_words(left_out: Mapping[str, int]) -> list[tuple[str, str]]:
    """(how many, why), the most first."""
    in_order = sorted(left_out.items(), key=lambda one: -one[1])
    return [(show_number(count), tr(f"reminders.reason_{reason}")) for reason, count in in_order]
