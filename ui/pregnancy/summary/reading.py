"""What of a pregnancy matters today, read in one go in a worker thread."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from app.clinic.prenatal.exam_catalogue import Level
from app.clinic.prenatal.exams_service import Request, RequestStatus, Result
from app.clinic.prenatal.interpretation import gravest
from app.clinic.prenatal.planner import Plan
from app.clinic.prenatal.vaccines import DoseState, DoseStatus
from app.clinic.prenatal.visits_service import Measured
from ui.shell.context import UiContext

_GRAVE = (Level.URGENT, Level.ATTENTION)


@dataclass(frozen=True)
class Summary:
    """`grave`: the latest result of each exam whose reading asks for attention, the gravest first."""

    plan: Plan
    measured: Mapping[date, tuple[Measured, ...]]
    waiting: tuple[Request, ...]
    doses: tuple[DoseState, ...]
    grave: tuple[Result, ...]

    @property
    def overdue(self) -> tuple[Request, ...]:
        """Exams whose result is late."""
        return tuple(one for one in self.waiting if one.status is RequestStatus.OVERDUE)


def read_summary(context: UiContext, pregnancy_id: str) -> Callable[[], Summary]:
    """The reading."""
    station, session = context.station, context.session

    def read() -> Summary:
        requests = station.exams.requests(session, pregnancy_id)
        card = station.vaccines.card(session, pregnancy_id)
        return Summary(
            plan=station.visits.plan(session, pregnancy_id),
            measured=station.visits.measured(session, pregnancy_id),
            waiting=tuple(one for one in requests if one.status is not RequestStatus.DONE),
            doses=tuple(one for one in card.doses if one.status in (DoseStatus.DUE, DoseStatus.OVERDUE)),
            grave=_grave(station.exams.results(session, pregnancy_id)),
        )

    return read


def _grave(results: tuple[Result, ...]) -> tuple[Result, ...]:
    latest: dict[str, Result] = {}
    for one in results:
        if one.is_current:
            latest[one.code] = one
    found = [(one, gravest(one.readings)) for one in latest.values()]
    asking = [(_GRAVE.index(level), one.taken_on, one) for one, level in found if level in _GRAVE]
    return tuple(one for _, _, one in sorted(asking, key=lambda three: three[:2]))
