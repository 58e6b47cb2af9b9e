"""The prenatal record of the cohort: visits with what was measured, how pregnancies ended, entries struck out."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.clinic.pregnancies.model import Value
from app.clinic.prenatal.facts import Kind
from app.clinic.prenatal.outcomes import OutcomeKind
from app.clinic.prenatal.schedules import Professional
from app.clinic.prenatal.visit_content import NewVisit, content_of
from app.demo.course import Course, CourseVisit
from app.demo.placed import ZONE, Placed, Row, correcting, fact, instant, observed
from app.kernel.clock import local_date
from app.store.tables import observation, prenatal_fact
from app.store.writing import Writing

_REST_MINUTES = 14
_SHARE_CORRECTED = 0.02


@dataclass(frozen=True)
class Followed:
    """A woman with the course of her pregnancy as of `now`; `staff`: who is the nurse and who the doctor."""

    placed: Placed
    course: Course
    staff: dict[Professional, str]
    now: datetime

    @property
    def goes_on(self) -> bool:
        """Whether she is pregnant today."""
        return self.course.end is None

    @property
    def is_postpartum(self) -> bool:
        """Whether she gave birth some weeks ago."""
        end = self.course.end
        if end is None or end.kind is not OutcomeKind.BIRTH:
            return False
        return 5 <= (local_date(self.now, ZONE) - end.day).days <= 40

    def author_of(self, visit: CourseVisit) -> str:
        """Who saw her."""
        return self.staff[visit.professional]


def write_courses(writing: Writing, followed: Sequence[Followed], now: datetime, seed: int) -> None:
    """Visits, readings, outcomes of everybody; nothing lies after `now`."""
    source = random.Random(f"{seed} corrections")
    writing.append_many(prenatal_fact, [row for one in followed for row in _visits(writing, source, one, now)])
    writing.append_many(observation, [row for one in followed for row in _readings(one, now)])
    writing.append_many(prenatal_fact, [row for one in followed for row in (*_of_the_child(one, now), *_ends(one))])


def visit_instant(one: Placed, visit: CourseVisit, now: datetime) -> datetime:
    """When the visit took place; the first is the woman's arrival."""
    at = one.arrived if visit.day == one.arrival_day else instant(visit.day, visit.minutes)
    return min(at, now - timedelta(minutes=20))


def _all_visits(one: Followed) -> Iterable[CourseVisit]:
    return (*one.course.visits, *one.course.postpartum)


def _visits(writing: Writing, source: random.Random, one: Followed, now: datetime) -> Iterator[Row]:
    for visit in _all_visits(one):
        at = visit_instant(one.placed, visit, now)
        agreed = one.course.next_on if one.goes_on and visit is one.course.visits[-1] else None
        content = content_of(
            NewVisit(visit.day, visit.professional, visit.note, visit.complaints, visit.oedema, agreed)
        )
        row = fact(one.placed, Kind.VISIT, "visit", visit.day, content, at, one.author_of(visit))
        if source.random() >= _SHARE_CORRECTED:
            yield row
            continue
        # Entered twice and struck out, or under the wrong profession and put right: both stay readable.
        wrong_id, later = writing.new_id(), at + timedelta(minutes=6)
        if source.random() < 0.5:
            yield row
            yield {**row, "id": wrong_id}
            yield correcting(row, wrong_id, None, "Consulta anotada duas vezes", later)
        else:
            other = Professional.DOCTOR if visit.professional is Professional.NURSE else Professional.NURSE
            wrong = fact(one.placed, Kind.VISIT, "visit", visit.day, {**content, "professional": other.value}, at)
            yield {**wrong, "id": wrong_id}
            yield correcting(wrong, wrong_id, content, "Foi com outro profissional", later)


def _readings(one: Followed, now: datetime) -> Iterator[Row]:
    if one.goes_on and one.course.weight_before_kg is not None:
        yield from observed(one.placed, {"weight_before_kg": one.course.weight_before_kg}, one.placed.arrived)
    for visit in _measured(one):
        at, author = visit_instant(one.placed, visit, now), one.author_of(visit)
        values: dict[str, Value] = {"systolic_mmhg": visit.systolic, "diastolic_mmhg": visit.diastolic}
        if visit.weight_kg is not None:
            values["weight_kg"] = visit.weight_kg
        if visit.pulse is not None:
            values["pulse_bpm"] = visit.pulse
        yield from observed(one.placed, values, at, author)
        if visit.second is not None:
            again: dict[str, Value] = dict(zip(("systolic_mmhg", "diastolic_mmhg"), visit.second, strict=True))
            yield from observed(one.placed, again, at + timedelta(minutes=_REST_MINUTES), author)


def _measured(one: Followed) -> Sequence[CourseVisit]:
    """The visits whose readings are kept: all of this pregnancy, of an ended one the last (and what came after birth).

    The readings of the arrival come with the cohort itself.
    """
    visits = one.course.visits[1:]
    return (*(visits if one.goes_on else visits[-1:]), *one.course.postpartum)


def _of_the_child(one: Followed, now: datetime) -> Iterator[Row]:
    """Fundal height and heart beat: of those who are pregnant today, whose charts are opened."""
    if not one.goes_on:
        return
    for visit in one.course.visits:
        at, author = visit_instant(one.placed, visit, now), one.author_of(visit)
        for code, value in (
            ("fundal_height_cm", visit.fundal_height_cm),
            ("fetal_heart_rate", visit.fetal_heart_rate),
            ("fetal_presentation", visit.presentation),
        ):
            if value is not None:
                content = {"value": value, "request_id": None}
                yield fact(one.placed, Kind.EXAM_RESULT, code, visit.day, content, at, author)


def _ends(one: Followed) -> Iterator[Row]:
    end = one.course.end
    if end is not None:
        at = min(instant(end.day, 960), one.now - timedelta(minutes=25))
        later = replace(one.placed, author=one.staff[Professional.NURSE])
        yield fact(later, Kind.OUTCOME, end.kind.value, end.day, {"details": end.details}, at)
