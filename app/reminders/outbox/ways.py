"""The channels that this station can use now, how fast each may go, and which of them fit one person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.reminders.channels.interface import Description
from app.reminders.outbox.model import Reason
from app.reminders.pace import Bucket
from app.reminders.recipients import Recipient


@dataclass(frozen=True)
class Way:
    """A channel that is set up here; `bucket` holds its pace."""

    description: Description
    bucket: Bucket


@dataclass(frozen=True)
class Ways:
    """By channel code, in no order: a message says in which order its channels are tried."""

    by_code: Mapping[str, Way]

    def fitting(self, one: Recipient, channels: Iterable[str]) -> tuple[str, ...]:
        """Those of `channels` that are set up here, that she agreed to, and that she has an address for."""
        return tuple(code for code in channels if self.hindrance(one, code) is None)

    def hindrance(self, one: Recipient, code: str) -> Reason | None:
        """Why this channel cannot be used for her; None where it can."""
        way = self.by_code.get(code)
        if way is None:
            return Reason.NO_CHANNEL
        if way.description.consent not in one.agreed:
            return Reason.NO_CONSENT
        return None if way.description.address in one.addresses else Reason.NO_ADDRESS

    def why_none(self, one: Recipient, channels: Iterable[str]) -> Reason:
        """What to tell where no channel fits: what the person can change first."""
        reasons = {self.hindrance(one, code) for code in channels}
        order = (Reason.NO_CONSENT, Reason.NO_ADDRESS, Reason.NO_CHANNEL)
        return next((reason for reason in order if reason in reasons), Reason.NO_CHANNEL)
