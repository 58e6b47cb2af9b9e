"""The lines of the table of visits: what took place with its measures, what waits, what is planned. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.clinic.dating import GestationalAge, gestational_age
from app.clinic.prenatal.planner import Plan, PlannedVisit, VisitStatus
from app.clinic.prenatal.schedules import Professional
from app.clinic.prenatal.visits_service import Measured, Visit
from ui.corrections.entries import Chain, chains, entry
from ui.texts import tr, tr_count
from ui.texts.formats import show_date, show_number

_PLANNED_SHOWN = 2
"""How many visits to come are listed: the rest follows from what happens until then."""


@dataclass(frozen=True)
class VisitLine:
    """One line. `visit` None: it did not take place (yet). `struck`: it was struck out, and stays readable."""

    id: str
    day: date
    age: GestationalAge | None
    status: VisitStatus
    professional: Professional | None
    visit: Visit | None = None
    chain: Chain = ()
    measured: tuple[Measured, ...] = field(default=())
    struck: bool = False
    words: str = ""

    def values(self, code: str) -> list[str]:
        """What was measured of one kind, in the order of time."""
        return [_value(one.value) for one in self.measured if one.code == code]

    @property
    def pressure(self) -> str:
        """`150/95 → 138/86`: every reading of the day."""
        readings: dict[object, dict[str, str]] = {}
        for one in self.measured:
            if one.code in ("systolic_mmhg", "diastolic_mmhg"):
                readings.setdefault(one.at, {})[one.code] = _value(one.value)
        pairs = [f"{one.get('systolic_mmhg', '–')}/{one.get('diastolic_mmhg', '–')}" for one in readings.values()]
        return " → ".join(pairs)


def lines_of(
    plan: Plan, visits: tuple[Visit, ...], measured: Mapping[date, tuple[Measured, ...]], lmp: date | None, today: date
) -> tuple[VisitLine, ...]:
    """All lines, the latest first: two planned ones, what waits, then what was."""
    by_id = {one.id: one for one in visits}
    found = [_made(chain, by_id, measured, lmp) for chain in chains(entry(one, visit_words(one)) for one in visits)]
    planned = [one for one in plan.visits if one.status is VisitStatus.PLANNED]
    others = [one for one in plan.visits if one.status not in (VisitStatus.PLANNED, VisitStatus.DONE)]
    found += [_not_made(one, today) for one in (*planned[:_PLANNED_SHOWN], *others)]
    return tuple(sorted(found, key=lambda one: (one.day, one.id), reverse=True))


def visit_words(visit: Visit) -> str:
    """The visit in one line, for its history; empty where it strikes out."""
    if visit.professional is None:
        return ""
    parts = [show_date(visit.day), tr(f"prenatal.professional_{visit.professional.value}")]
    parts += [words for words in (visit.complaints, visit.note) if words]
    return " · ".join(parts)


def late_words(one: PlannedVisit, today: date) -> str:
    """`Atrasada há 12 dias`, `É hoje`, `em 3 dias`."""
    days = (today - one.day).days
    if one.status is VisitStatus.MISSED:
        return tr("prenatal.visit_missed")
    if days == 0:
        return tr("visits.today")
    if days < 0:
        return tr_count("visits.in_days", -days)
    return tr_count("visits.late" if one.status is VisitStatus.OVERDUE else "visits.since", days)


def measured_words(one: Measured) -> str:
    """`Peso 68,4 kg`."""
    return tr("visits.measured", what=tr(f"visits.code_{one.code}"), value=_value(one.value)).strip()


def latest_of(
    measured: Mapping[date, tuple[Measured, ...]], codes: Iterable[str]
) -> dict[str, list[tuple[date, float]]]:
    """Every value of these kinds with its day, the earliest first."""
    wanted = frozenset(codes)
    found: dict[str, list[tuple[date, float]]] = {code: [] for code in wanted}
    for day in sorted(measured):
        for one in measured[day]:
            if one.code in wanted and isinstance(one.value, int | float):
                found[one.code].append((day, float(one.value)))
    return found


def _made(
    chain: Chain, by_id: Mapping[str, Visit], measured: Mapping[date, tuple[Measured, ...]], lmp: date | None
) -> VisitLine:
    struck = chain[0].strikes_out or chain[0].superseded_by is not None
    shown = by_id[chain[1].id if chain[0].strikes_out else chain[0].id]
    return VisitLine(
        id=shown.id,
        day=shown.day,
        age=gestational_age(lmp, shown.day) if lmp and not shown.is_postpartum else None,
        status=VisitStatus.DONE,
        professional=shown.professional,
        visit=shown,
        chain=chain,
        measured=() if struck else measured.get(shown.day, ()),
        struck=struck,
        words=" · ".join(words for words in (shown.complaints, shown.note) if words),
    )


def _not_made(one: PlannedVisit, today: date) -> VisitLine:
    words = late_words(one, today)
    return VisitLine(f"plan:{one.day}", one.day, one.age, one.status, one.professional, words=words)


def _value(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return show_number(int(value) if float(value).is_integer() else value)
    return tr(f"visits.value_{value}")
