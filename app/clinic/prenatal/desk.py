"""What every service of the prenatal record asks first: which day it is, and whether the pregnancy may change."""

from datetime import date

from sqlalchemy import Connection

from app.clinic.pregnancies.model import Pregnancy, PregnancyStatus
from app.clinic.pregnancies.rows import read_pregnancy
from app.clinic.referral.lock import refuse_locked
from app.kernel.clock import Zone, local_date, usual_zone
from app.kernel.errors import KnownError
from app.store.store import Store


class Desk:
    """The store and the day where the unit stands."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self.store = store
        self._zone = zone

    def today(self) -> date:
        """The calendar date at the unit."""
        return local_date(self.store.clock.now(), self._zone())

    def pregnancy(self, connection: Connection, pregnancy_id: str) -> Pregnancy:
        """KnownError pregnancies.not_found."""
        return read_pregnancy(connection, pregnancy_id, self.today())

    def open_pregnancy(
        self, connection: Connection, pregnancy_id: str, *, even_while_referred: bool = False
    ) -> Pregnancy:
        """A pregnancy that may change; KnownError pregnancies.not_found, pregnancies.closed, referrals.locked.

        `even_while_referred`: for what cannot wait for the hospital's answer.
        """
        found = self.pregnancy(connection, pregnancy_id)
        if not even_while_referred:
            refuse_locked(connection, pregnancy_id)
        if found.status is PregnancyStatus.CLOSED:
            raise KnownError("pregnancies.closed", pregnancy_id=found.id)
        return found

    def refuse_future(self, day: date) -> None:
        """KnownError prenatal.date_in_future."""
        if day > self.today():
            raise KnownError("prenatal.date_in_future")


def require_reason(reason: str) -> str:
    """The reason without spaces around; KnownError prenatal.reason_missing."""
    if not reason.strip():
        raise KnownError("prenatal.reason_missing")
    return reason.strip()
