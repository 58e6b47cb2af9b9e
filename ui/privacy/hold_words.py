"""Where a hold on a record stands, in words."""

from datetime import datetime

from app.kernel.clock import local_date
from app.privacy.holds import RecordHold
from ui.texts import tr
from ui.texts.formats import show_date, show_instant


def hold_state(hold: RecordHold, now: datetime, zone: str) -> str:
    """Until when it keeps the record, or since when it does not; `zone`: IANA name of the unit's."""
    if hold.lifted_at is not None:
        at = show_instant(hold.lifted_at, zone)
        return tr("hold.lifted", by=hold.lifted_by, at=at, reason=hold.lifted_why)
    if hold.last_moment is None:
        return tr("hold.open_end")
    day = show_date(local_date(hold.last_moment, zone))
    return tr("hold.until_day" if hold.holds(now) else "hold.ended", day=day)
