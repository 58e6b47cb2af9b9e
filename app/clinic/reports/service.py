"""Reports for the manager, as numbers; a window draws them, and `app.interop.csv_lists` writes them as a table."""

from app.clinic.reports.counting import count_report
from app.clinic.reports.model import Report, ReportFilter, report_figures
from app.kernel.clock import Zone, local_date, usual_zone
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store


class ReportService:
    """The reports of one store; `zone` (IANA) decides what day it is."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._store = store
        self._zone = zone

    def report(self, session: Session, wanted: ReportFilter | None = None) -> Report:
        """Count; nobody's name is read. Raises KnownError reports.period_reversed."""
        require(session, Action.VIEW_REPORTS)
        chosen = wanted or ReportFilter()
        if chosen.since and chosen.until and chosen.since > chosen.until:
            raise KnownError("reports.period_reversed")
        today = local_date(self._store.clock.now(), self._zone())
        with self._store.read() as connection:
            found = count_report(connection, chosen, report_figures(), today, self._zone())
        period = {name: day.isoformat() for name, day in (("since", chosen.since), ("until", chosen.until)) if day}
        with self._store.write(session.actor) as writing:
            writing.audit("report_viewed", "report", "pregnancies", by=chosen.by.value, **period)
        return found
