"""The course of one synthetic pregnancy: when she came, what was measured, how it ended. Pure, and the same for a seed.

What the cohort says of her (hypertension, twins, a restricted fetus) shows in the course; the rest is drawn so that it
looks like a working day. No figure here is a clinical reference.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.clinic.prenatal.outcomes import OutcomeKind
from app.clinic.prenatal.planner import days_after
from app.clinic.prenatal.schedules import DEFAULT, Professional, schedule
from app.clinic.prenatal.visits_service import Oedema
from app.demo.placed import Placed

_JITTER = (-2, -1, 0, 0, 0, 1, 1, 2, 4)
_SHARE_MISSED = 0.09
_SHARE_LOST = 0.04
_SHARE_AGREED = 0.5


class Gain(StrEnum):
    """How her weight goes."""

    USUAL = "usual"
    TOO_MUCH = "too_much"
    TOO_LITTLE = "too_little"


_KILOGRAMS_A_WEEK = {Gain.USUAL: 0.42, Gain.TOO_MUCH: 0.78, Gain.TOO_LITTLE: 0.12}


@dataclass(frozen=True)
class CourseVisit:
    """One visit: `minutes` after midnight; `second`: the reading after rest. None: not measured."""

    day: date
    minutes: int
    professional: Professional
    weight_kg: float | None
    systolic: int
    diastolic: int
    second: tuple[int, int] | None
    fundal_height_cm: int | None
    fetal_heart_rate: int | None
    presentation: str | None
    complaints: str
    oedema: Oedema | None
    note: str
    pulse: int | None = None


@dataclass(frozen=True)
class CourseEnd:
    """How it ended, on which day, in the nurse's words."""

    kind: OutcomeKind
    day: date
    details: str


@dataclass(frozen=True)
class Course:
    """All of one pregnancy until today; `end` None: it goes on. The first visit is the arrival of the cohort.

    `next_on`: the day that was agreed at the last visit, where one was.
    """

    gain: Gain
    weight_before_kg: float | None
    next_on: date | None
    visits: tuple[CourseVisit, ...]
    end: CourseEnd | None
    postpartum: tuple[CourseVisit, ...]


def make_course(one: Placed, today: date, seed: int) -> Course:
    """The same course for the same woman, day and seed."""
    source = random.Random(f"{seed} course {one.woman.number}")
    end = _end(source, one, today)
    gain = source.choices(list(Gain), weights=(65, 20, 15))[0]
    last = today - timedelta(days=1) if end is None else end.day - timedelta(days=1)
    days = list(_days(source, one, last, lost=end is None and source.random() < _SHARE_LOST))
    visits = tuple(_visit(source, one, gain, day, place) for place, day in enumerate(days))
    agreed = next(days_after(schedule(DEFAULT), one.lmp, days[-1]), None) if source.random() < _SHARE_AGREED else None
    after = tuple(_after_birth(source, one, end, today, len(days))) if end else ()
    return Course(gain, _before(source, one), agreed, visits, end, after)


def is_hypertensive(one: Placed) -> bool:
    """Whether the cohort has her for high blood pressure."""
    return (one.woman.form.systolic_mmhg or 0) > 140 or "hypertension" in one.woman.form.conditions


def _end(source: random.Random, one: Placed, today: date) -> CourseEnd | None:
    twins = "multiple_pregnancy" in one.woman.form.conditions
    mean, spread = (256, 8) if twins else (276, 8)
    days = min(292, max(238, round(source.gauss(mean, spread))))
    kind, drawn = OutcomeKind.BIRTH, source.random()
    arrived = (one.arrival_day - one.lmp).days
    if drawn < 0.025 and arrived < 110:
        kind, days = OutcomeKind.LOSS, arrived + source.randrange(12, 40)
    elif drawn > 0.98 and arrived < 200:
        kind, days = OutcomeKind.TRANSFER, arrived + source.randrange(20, 60)
    days = max(days, arrived + 3)
    day = one.lmp + timedelta(days=days)
    return CourseEnd(kind, day, _details(source, kind, days, twins)) if day <= today else None


def _details(source: random.Random, kind: OutcomeKind, days: int, twins: bool) -> str:
    if kind is OutcomeKind.LOSS:
        return "Abortamento espontâneo, atendida na maternidade (fictício)"
    if kind is OutcomeKind.TRANSFER:
        return "Mudou de bairro; pré-natal continua em outra unidade (fictício)"
    way = source.choice(("Parto normal", "Parto normal", "Cesárea"))
    grams = 3250 + (days - 276) * 28 + round(source.gauss(0, 260))
    who = "gêmeos" if twins else source.choice(("menina", "menino"))
    weight = max(1500, grams - 700 if twins else grams)
    return f"{way}, {who}, {weight // 10 * 10} g (fictício)"


def _days(source: random.Random, one: Placed, last: date, *, lost: bool) -> Iterator[date]:
    chosen, day = schedule(DEFAULT), one.arrival_day
    yield day
    stays_until = day + timedelta(days=source.randrange(20, 90)) if lost else last
    while True:
        coming = days_after(chosen, one.lmp, day)
        planned = next(coming, None)
        if planned is not None and source.random() < _SHARE_MISSED:
            planned = next(coming, None)
        if planned is None:
            return
        wanted = _weekday(planned + timedelta(days=source.choice(_JITTER)))
        if wanted <= day or wanted > min(last, stays_until):
            return
        day = wanted
        yield day


def _weekday(day: date) -> date:
    """Nobody comes on a Saturday or Sunday: the Monday after."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def _visit(source: random.Random, one: Placed, gain: Gain, day: date, place: int) -> CourseVisit:
    weeks = (day - one.lmp).days / 7
    systolic, diastolic = _pressure(source, one, place)
    high = systolic >= 140 or diastolic >= 90
    second = (systolic - source.randrange(0, 12), diastolic - source.randrange(0, 7)) if high else None
    turns = schedule(DEFAULT).alternating
    professional = turns[(place + (source.random() < 0.08)) % len(turns)]
    note = source.choice(_NOTES) if source.random() < 0.4 else ""
    complaints = source.choice(_COMPLAINTS) if source.random() < 0.25 else ""
    oedema = source.choices((None, *Oedema), weights=(30, 55, 10, 4, 1))[0]
    minutes = 430 + source.randrange(0, 480)
    measures = (_weight(source, one, gain, day), systolic, diastolic, second)
    fetus = (_height(source, one, weeks), round(source.gauss(143, 7)) if weeks >= 14 else None)
    lies = source.choices(("cephalic", "breech", "transverse"), weights=(88, 10, 2))[0] if weeks >= 34 else None
    return CourseVisit(day, minutes, professional, *measures, *fetus, lies, complaints, oedema, note)


_NOTES = (
    "Orientada sobre alimentação e sinais de perigo.",
    "Orientado repouso e hidratação. Próxima consulta marcada.",
    "Boa movimentação fetal. Mantida a conduta.",
    "Suplemento de ferro e ácido fólico entregue.",
    "Tirou dúvidas sobre o parto e a maternidade de referência.",
    "Pedidos os exames do trimestre.",
)
_COMPLAINTS = (
    "Azia à noite.",
    "Dor lombar no fim do dia.",
    "Sono ruim.",
    "Enjoo pela manhã.",
    "Inchaço nos pés à tarde.",
    "Corrimento sem cheiro.",
)


def _pressure(source: random.Random, one: Placed, place: int) -> tuple[int, int]:
    form = one.woman.form
    if place == 0:
        return round(form.systolic_mmhg or 112), round(form.diastolic_mmhg or 70)
    if is_hypertensive(one):
        return round(min(172, max(118, source.gauss(141, 8)))), round(min(108, max(74, source.gauss(90, 6))))
    systolic = round(min(138, max(88, source.gauss(form.systolic_mmhg or 112, 5))))
    return systolic, round(min(88, max(50, systolic - source.gauss(42, 4))))


def _weight(source: random.Random, one: Placed, gain: Gain, day: date) -> float | None:
    begun = one.woman.form.weight_kg
    if begun is None:
        return None
    since = (day - one.arrival_day).days / 7
    return round(begun + since * _KILOGRAMS_A_WEEK[gain] + (source.gauss(0, 0.3) if since else 0), 1)


def _before(source: random.Random, one: Placed) -> float | None:
    """What she says that she weighed before; some do not know."""
    begun = one.woman.form.weight_kg
    if begun is None or source.random() < 0.2:
        return None
    weeks = (one.arrival_day - one.lmp).days / 7
    return round(begun - max(0.0, weeks - 6) * 0.3 + source.gauss(0, 0.8), 1)


def _height(source: random.Random, one: Placed, weeks: float) -> int | None:
    if weeks < 18:
        return None
    conditions = one.woman.form.conditions
    shift = 4 if "multiple_pregnancy" in conditions else 3 if "polyhydramnios" in conditions else 0
    shift -= 4 if {"fetal_growth_restriction", "oligohydramnios"} & conditions else 0
    return min(42, round(weeks + shift + source.gauss(0, 0.8)))


def _after_birth(source: random.Random, one: Placed, end: CourseEnd, today: date, place: int) -> Iterator[CourseVisit]:
    if end.kind is OutcomeKind.TRANSFER or source.random() < 0.25:
        return
    for after in (8, 38):
        day = _weekday(end.day + timedelta(days=after + source.randrange(0, 3)))
        if day < today:
            begun = one.woman.form.weight_kg
            weight = None if begun is None else round(begun + source.gauss(1.5, 1.5), 1)
            minutes = 430 + source.randrange(0, 480)
            pressure = (round(source.gauss(114, 6)), round(source.gauss(72, 5)))
            professional = schedule(DEFAULT).alternating[place % 2]
            note = "Puerpério sem queixas; amamentando."
            pulse = round(source.gauss(76, 6))
            yield CourseVisit(
                day, minutes, professional, weight, *pressure, None, None, None, None, "", None, note, pulse
            )
