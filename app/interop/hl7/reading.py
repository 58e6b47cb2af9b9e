"""From the bytes of one message to values of the ward, and to what is answered.

Nothing that a sender writes raises here: a message that cannot be trusted becomes a refusal with its reason.
"""

import re
from dataclasses import dataclass
from typing import Final

from app.interop.hl7.alerts import read_alert
from app.interop.hl7.numbers import Trouble
from app.interop.hl7.observations import read_observation
from app.interop.hl7.origin import source_of
from app.interop.hl7.wire import Message, RefusedError, parse
from app.interop.refusals import Why, shown
from app.ward.signals import DeviceMessage, Refusal, Source

_HEADER_BYTES: Final = 500
_ALARM: Final = re.compile(rb"(?<![A-Z0-9])(?:ORU_)?R40(?![A-Z0-9])", re.IGNORECASE)
_TYPES: Final = {("ORU", "R01"): "R01", ("ORU", "R40"): "R40"}


@dataclass(frozen=True)
class Reading:
    """What one message gave: `value` for the ward, `troubles` for the list of refusals.

    `refused` is the reason for which nothing was taken; None where something was. `may_be_alarm`: an alarm of a device
    was refused whole, that of `source` where this could be read.
    """

    value: DeviceMessage | None
    troubles: tuple[Trouble, ...]
    refused: Trouble | None
    may_be_alarm: bool = False
    source: Source | None = None

    def refusals(self, received_at: float, peer: str) -> list[Refusal]:
        """Everything that was not taken, ready to be counted."""
        parts = [Refusal(received_at, peer, one.why.value, one.where) for one in self.troubles]
        if (whole := self.refused) is None:
            return parts
        return [Refusal(received_at, peer, whole.why.value, whole.where, self.may_be_alarm, self.source), *parts]


def read(raw: bytes, received_at: float, peer: str) -> Reading:
    """One message without its frame; `received_at` on the node's monotonic clock, `peer` for devices without a name."""
    message: Message | None = None
    try:
        message = parse(raw)
        kind = _checked(message)
        if kind == "R40":
            alert, troubles = read_alert(message, received_at, peer)
            return Reading(alert, tuple(troubles), None)
        observation, troubles = read_observation(message, received_at, peer)
    except RefusedError as refused:
        trouble = Trouble(refused.why, refused.where)
        if not may_be_alarm(raw):
            return Reading(None, (), trouble)
        return Reading(None, (), trouble, may_be_alarm=True, source=_sender(message, peer))
    if troubles and not observation.waves and all(one.value is None for one in observation.numerics):
        # The places of these numbers are emptied all the same: an older one must not stand there as if it were new.
        value = observation if observation.numerics else None
        return Reading(value, tuple(troubles), Trouble(Why.NOTHING_USABLE, "OBX"))
    return Reading(observation, tuple(troubles), None)


def may_be_alarm(raw: bytes) -> bool:
    """Whether what stands where a header should be says that this is an alarm, whatever else is wrong with it."""
    return _ALARM.search(raw[:_HEADER_BYTES]) is not None


def _sender(message: Message | None, peer: str) -> Source | None:
    try:
        return source_of(message, peer) if message is not None else None
    except RefusedError:
        return None


def _checked(message: Message) -> str:
    """`R01` or `R40`; Refused where the header is cut short or says what is not taken here."""
    header = message.header
    parts = [one.upper() for one in header.components(9)]
    if not parts[0]:
        raise RefusedError(Why.HEADER_CUT, "MSH-9")
    kind = _TYPES.get((parts[0], parts[1] if len(parts) > 1 else ""))
    if kind is None:
        raise RefusedError(Why.MESSAGE_TYPE, f"MSH-9 = {shown(header.field(9))}")
    if not header.component(10, 1):
        raise RefusedError(Why.HEADER_CUT, "MSH-10")
    version = header.component(12, 1)
    if not version:
        raise RefusedError(Why.HEADER_CUT, "MSH-12")
    if not version.startswith("2."):
        raise RefusedError(Why.VERSION, f"MSH-12 = {shown(version)}")
    return kind
