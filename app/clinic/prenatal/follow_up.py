"""Until when a pregnancy takes entries: while it is current, and after birth or loss to the end of the follow-up."""

from datetime import date

from sqlalchemy import Connection

from app.clinic.pregnancies.model import Pregnancy, PregnancyStatus
from app.clinic.pregnancies.rows import read_pregnancy
from app.clinic.prenatal.outcomes import OutcomeKind, postpartum_end, read_outcome
from app.clinic.prenatal.schedules import DEFAULT, Schedule, schedule
from app.clinic.referral.lock import refuse_locked
from app.kernel.errors import KnownError
from app.store.settings import read_setting

SCHEDULE_SETTING = "visit_schedule"
FOLLOWED = frozenset({OutcomeKind.BIRTH, OutcomeKind.LOSS})
"""After these the unit goes on seeing the woman for some weeks."""


def chosen_schedule(connection: Connection) -> Schedule:
    """The schedule that the unit follows; CAB 32 until somebody chooses."""
    kept = read_setting(connection, SCHEDULE_SETTING)
    return schedule(kept if isinstance(kept, str) else DEFAULT)


def last_followed_day(connection: Connection, pregnancy_id: str) -> date | None:
    """The last day of the follow-up after the outcome; None while there is none, and where nobody here goes on."""
    outcome = read_outcome(connection, pregnancy_id)
    if outcome is None or outcome.kind not in FOLLOWED:
        return None
    return postpartum_end(outcome.day, chosen_schedule(connection))


def pregnancy_taking(connection: Connection, pregnancy_id: str, day: date, today: date) -> Pregnancy:
    """The pregnancy, if it takes entries of `day`.

    Raises KnownError pregnancies.not_found, pregnancies.closed, referrals.locked (an answer is awaited),
    prenatal.after_follow_up (the day lies beyond it).
    """
    found = read_pregnancy(connection, pregnancy_id, today)
    refuse_locked(connection, pregnancy_id)
    if found.status is PregnancyStatus.CURRENT:
        return found
    last = last_followed_day(connection, pregnancy_id)
    if last is None:
        raise KnownError("pregnancies.closed", pregnancy_id=found.id)
    if day > last:
        raise KnownError("prenatal.after_follow_up", days=chosen_schedule(connection).postpartum_days)
    return found
