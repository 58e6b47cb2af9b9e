"""Reports for the manager, as numbers; a window draws them, and `app.interop.csv_lists` writes them as a table."""

from datetime import date

from sqlalchemy import select

from app.clinic.people.care import own_unit
from app.clinic.reports.counting import count_report
from app.clinic.reports.model import (
    BehindFilter,
    Report,
    ReportFilter,
    ReportPair,
    WomenBehind,
    report_figures,
)
from app.clinic.reports.women import read_women
from app.kernel.clock import Zone, local_date, usual_zone
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import care_link

MOST_WOMEN = 500
"""On one page of the women behind a figure."""


class ReportService:
    """The reports of one store; `zone` (IANA) decides what day it is."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._store = store
        self._zone = zone

    def report(self, session: Session, wanted: ReportFilter | None = None) -> Report:
        """Count; nobody's name is read. Raises KnownError reports.period_reversed."""
        return self.compare(session, wanted or ReportFilter(), None).now

    def compare(self, session: Session, wanted: ReportFilter, before: ReportFilter | None) -> ReportPair:
        """The report and that of another period, from one snapshot. Raises KnownError reports.period_reversed."""
        require(session, Action.VIEW_REPORTS)
        _refuse_reversed(wanted)
        with self._store.read() as connection:
            now, earlier = (
                count_report(connection, one, report_figures(), self.today(), self._zone()) if one else None
                for one in (wanted, before)
            )
        with self._store.write(session.actor) as writing:
            writing.audit("report_viewed", "report", "pregnancies", by=wanted.by.value, **_period(wanted))
        assert now is not None
        return ReportPair(now, earlier)

    def women_behind(
        self, session: Session, behind: BehindFilter, offset: int = 0, limit: int = MOST_WOMEN
    ) -> WomenBehind:
        """Who was counted, by name: as many as the figure says. It leaves an audit row, as opening a list does not.

        Needs the right to see pregnancies too. Raises KnownError reports.period_reversed.
        """
        require(session, Action.VIEW_REPORTS)
        require(session, Action.VIEW_PREGNANCIES)
        _refuse_reversed(behind.wanted)
        page = (offset, min(limit, MOST_WOMEN))
        with self._store.read() as connection:
            found = read_women(connection, behind, report_figures(), self.today(), self._zone(), page)
        details = {"figure": behind.figure.value, "women": found.total, **_period(behind.wanted)}
        with self._store.write(session.actor) as writing:
            writing.audit("report_women_viewed", "report", "pregnancies", **details)
        return found

    def units(self, session: Session) -> tuple[str, ...]:
        """CNES of every unit that registered somebody here, this station's own first."""
        require(session, Action.VIEW_REPORTS)
        with self._store.read() as connection:
            own = own_unit(connection)
            others = select(care_link.c.unit).where(care_link.c.ground == "registered", care_link.c.unit != own)
            found = connection.execute(others.distinct().order_by(care_link.c.unit)).scalars().all()
        return (own, *found)

    def today(self) -> date:
        """The day where the unit stands: what a running period ends with."""
        return local_date(self._store.clock.now(), self._zone())


def _refuse_reversed(wanted: ReportFilter) -> None:
    if wanted.since and wanted.until and wanted.since > wanted.until:
        raise KnownError("reports.period_reversed")


def _period(wanted: ReportFilter) -> dict[str, str]:
    days = (("since", wanted.since), ("until", wanted.until))
    return {name: day.isoformat() for name, day in days if day} | ({"unit": wanted.unit} if wanted.unit else {})
