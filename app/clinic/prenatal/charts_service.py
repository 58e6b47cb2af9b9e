"""The charts of one pregnancy: observations and exam results joined by code, over the weeks of the dating in use."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.clinic.pregnancies.model import Observation
from app.clinic.pregnancies.rows import read_observations
from app.clinic.prenatal.desk import Desk
from app.clinic.prenatal.facts import Fact, Kind, read_facts
from app.clinic.prenatal.outcomes import read_outcome
from app.clinic.prenatal.series import (
    HEIGHT,
    MEASURED,
    WEIGHT_BEFORE,
    Body,
    ChartSeries,
    Measured,
    build_charts,
    weeks_at,
)
from app.clinic.prenatal.weight import weight_figures
from app.kernel.clock import Zone, local_date, usual_zone
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store


@dataclass(frozen=True)
class PregnancyCharts:
    """Every chart; `weeks_today` None: not dated. `body` is what the weight gain is measured against."""

    charts: tuple[ChartSeries, ...]
    weeks_today: float | None
    body: Body


class ChartService:
    """Struck-out and corrected values are never drawn, nor what was measured after the pregnancy ended."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._desk = Desk(store, zone)
        self._zone = zone

    def charts(self, session: Session, pregnancy_id: str) -> PregnancyCharts:
        """All charts of one pregnancy; KnownError pregnancies.not_found."""
        require(session, Action.VIEW_PREGNANCIES)
        with self._desk.store.read() as connection:
            found = self._desk.pregnancy(connection, pregnancy_id)
            # Read the latest first: so is the one in force the first of its code.
            observed = [one for one in read_observations(connection, pregnancy_id) if one.is_current]
            results = read_facts(connection, pregnancy_id, Kind.EXAM_RESULT)
            outcome = read_outcome(connection, pregnancy_id)
        last = outcome.day if outcome else date.max
        return charts_of(observed, results, found.lmp, self._desk.today(), self._zone(), last)


def charts_of(
    observed: Sequence[Observation],
    results: Sequence[Fact],
    lmp: date | None,
    today: date,
    zone: str,
    last: date = date.max,
) -> PregnancyCharts:
    """Every chart of what holds, `observed` the latest first; pure. Nothing after `last` (the outcome) is drawn."""
    values = [*_observed(observed, zone), *_results(results)]
    body = Body(_latest(observed, WEIGHT_BEFORE), _latest(observed, HEIGHT))
    drawn = build_charts((one for one in values if one.day <= last), lmp, body, weight_figures())
    return PregnancyCharts(drawn, weeks_at(lmp, min(today, last)), body)


def _observed(observed: Iterable[Observation], zone: str) -> Iterator[Measured]:
    for one in observed:
        value = _number(one.value)
        if one.code in MEASURED and value is not None:
            day = local_date(one.observed_at, zone)
            yield Measured(one.id, one.code, day, one.observed_at, value, is_exam=False)


def _results(results: Iterable[Fact]) -> Iterator[Measured]:
    for one in results:
        value = _number((one.content or {}).get("value"))
        if one.is_current and one.code in MEASURED and value is not None:
            yield Measured(one.id, one.code, one.day, one.recorded_at, value, is_exam=True)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _latest(observed: Iterable[Observation], code: str) -> float | None:
    return next((_number(one.value) for one in observed if one.code == code), None)
