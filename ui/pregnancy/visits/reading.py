"""Everything that the part of the visits shows, read in one go in a worker thread."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from app.clinic.corrections import Moved
from app.clinic.prenatal.planner import Plan
from app.clinic.prenatal.schedules import Schedule
from app.clinic.prenatal.visits_service import Measured, Visit
from ui.shell.context import UiContext


@dataclass(frozen=True)
class Visits:
    """`measured`: by the day of measuring; `moved`: what was taken to another woman since."""

    plan: Plan
    schedule: Schedule
    visits: tuple[Visit, ...]
    measured: Mapping[date, tuple[Measured, ...]]
    moved: Mapping[str, Moved]


def read_visits(context: UiContext, pregnancy_id: str) -> Callable[[], Visits]:
    """The reading."""
    station, session = context.station, context.session

    def read() -> Visits:
        service = station.visits
        return Visits(
            plan=service.plan(session, pregnancy_id),
            schedule=service.schedule(session),
            visits=service.list(session, pregnancy_id),
            measured=service.measured(session, pregnancy_id),
            moved=station.corrections.moved_away(session, pregnancy_id),
        )

    return read
