"""An alarm on its way as a device's alert, so that it goes out as ORU^R40 (IHE PCD-04)."""

from datetime import datetime
from typing import Final

from app.router.delivery.model import Occasion, Standing
from app.router.receiver.model import Row
from app.ward.alarms.words import Bound
from app.ward.signals import DeviceAlert, Phase, Source

_PRIORITIES: Final = ("PH", "PM", "PL")
_HAS_SOMEBODY: Final = (Standing.ACCEPTED, Standing.PRESENT)
_TECHNICAL: Final = "ST"
_PHYSIOLOGICAL: Final = "SP"


def alert_of(row: Row, words: str, began: datetime, *, first: bool, technical: bool) -> DeviceAlert:
    """`words`: what is the matter; no name of a patient. `first`: the alarm manager has not heard of it before.

    The alert's identifier is bed and alarm, so that all messages of one alarm hold together, and a reply names it.
    """
    note = row.note
    deviation = note.deviation
    limits: tuple[float | None, float | None] = (None, None)
    if deviation is not None:
        limits = (deviation.limit, None) if deviation.bound is Bound.LOW else (None, deviation.limit)
    over = row.ended_at is not None
    seen = row.standing in _HAS_SOMEBODY
    return DeviceAlert(
        Source(device="PLANTAO", bed=note.label),
        row.received_at,
        alert=alert_id(row),
        event=note.code,
        text=words,
        phase=_phase(row, first=first, over=over),
        state="inactive" if over else "active" if note.lasting else "latched",
        inactivation="alert-acknowledged" if seen else "enabled",
        priority=_PRIORITIES[note.priority],
        kind=_TECHNICAL if technical else _PHYSIOLOGICAL,
        vital=deviation.vital if deviation is not None else "",
        value=deviation.value if deviation is not None else None,
        limits=limits,
        device_time=began,
    )


def alert_id(row: Row) -> str:
    """What its replies name."""
    return f"{row.note.bed}/{row.note.alarm}"


def _phase(row: Row, *, first: bool, over: bool) -> Phase:
    if over:
        return Phase.END
    if first:
        return Phase.START
    return Phase.ESCALATE if row.note.occasion is Occasion.CALLED and row.asks else Phase.CONTINUE
