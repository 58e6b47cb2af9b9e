"""Whom the escuta inicial is about."""

from dataclasses import dataclass
from datetime import datetime

from app.clinic.dating import completed_years
from app.clinic.people.model import Sex
from app.clinic.pregnancies.service import USUAL_AGES
from app.clinic.reception.model import BoardRow
from app.kernel.clock import local_date


@dataclass(frozen=True)
class HearingSubject:
    """Somebody's line on the board, at `now`, in the unit's time zone (IANA)."""

    row: BoardRow
    now: datetime
    zone: str

    @property
    def is_maternal(self) -> bool:
        """Whether danger signs are asked and the maternal criteria hold."""
        return self.row.pregnant or self.row.postpartum

    @property
    def may_be_mother(self) -> bool:
        """Whether she may be pregnant though no pregnancy is open here: then she is asked."""
        years = completed_years(self.row.birth_date, local_date(self.now, self.zone))
        usual = USUAL_AGES[0] <= years <= USUAL_AGES[1]
        return usual and self.row.sex is not Sex.MALE and not self.is_maternal
