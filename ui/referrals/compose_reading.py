"""Everything that the form of a referral needs, read in one go in a worker thread."""

from collections.abc import Callable
from dataclasses import dataclass

from app.clinic.drafts import Draft
from app.clinic.referral.directory import Hospital
from app.clinic.referral.model import Priority
from app.clinic.referral.parameters import parameters
from app.clinic.referral.service import DRAFT, Readiness
from ui.pregnancy.section import RecordHost


@dataclass(frozen=True)
class Prepared:
    """`readiness` is that of a referral which waits; `visits`, `exams`: what goes along, in numbers."""

    readiness: Readiness
    hospitals: tuple[Hospital, ...]
    draft: Draft | None
    visits: int
    exams: int


def read_prepared(host: RecordHost, priority: Priority) -> Callable[[], Prepared]:
    """The reading."""
    station, session, pregnancy_id = host.context.station, host.context.session, host.view.pregnancy.id

    def read() -> Prepared:
        exams = station.exams.results(session, pregnancy_id)
        visits = station.visits.list(session, pregnancy_id)
        return Prepared(
            readiness=station.referrals.readiness(session, pregnancy_id, priority),
            hospitals=station.referral_directory.hospitals(session),
            draft=station.drafts.get(session, DRAFT, pregnancy_id),
            visits=sum(1 for one in visits if one.is_current),
            exams=sum(1 for one in exams if one.is_current),
        )

    return read


def suggested_reason(host: RecordHost) -> str | None:
    """The reason that the classification names, where it names one alone."""
    current = host.view.current
    found = [code for code in parameters().reasons if current is not None and code in current.form.conditions]
    return found[0] if len(found) == 1 else None
