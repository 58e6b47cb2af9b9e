"""While the referring unit waits for the answer, the pregnancy stays as the hospital sees it (thesis, appendix D).

One question, asked by whatever lets a pregnancy take entries (`follow_up.pregnancy_taking`, `Desk.open_pregnancy`), by
classifying and by the correction of a wrong patient. Still allowed: danger signs and emergencies, everything at the
reception, who the woman is and how she is reached, calls to her, and birth or loss, which no answer can wait for.
"""

from sqlalchemy import Connection, exists, select

from app.clinic.referral.model import Priority
from app.clinic.referral.rows import read_courses
from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.store.tables import referral

_NO_MATTER = from_text("2026-01-01T00:00:00.000000Z")


def refuse_locked(connection: Connection, pregnancy_id: str) -> None:
    """KnownError referrals.locked while an answer is awaited."""
    of_pregnancy = (referral.c.pregnancy_id == pregnancy_id, referral.c.priority != Priority.EMERGENCY.value)
    if not connection.execute(select(exists().where(*of_pregnancy))).scalar_one():
        return
    for one in read_courses(connection, _NO_MATTER, *of_pregnancy):
        if one.locks:
            raise KnownError("referrals.locked", pregnancy_id=pregnancy_id, referral_id=one.referral.id)
