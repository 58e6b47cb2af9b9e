"""Exams of the cohort: asked for at visits, most answered, some late; scans with their dating, some in conflict."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from app.clinic.dating import GestationalAge, lmp_from_ultrasound
from app.clinic.prenatal.estimates import Method, Scan, dating_rules, told_to_json
from app.clinic.prenatal.facts import Kind
from app.demo.course import CourseVisit
from app.demo.placed import ZONE, Row, correcting, fact, instant
from app.demo.prenatal import Followed, visit_instant
from app.kernel.clock import local_date, to_text
from app.store.tables import dating_choice, prenatal_fact
from app.store.writing import Writing

_FIRST = (
    "haemoglobin", "glucose_fasting", "syphilis", "hiv", "toxoplasmosis_igm", "toxoplasmosis_igg", "blood_group",
    "rh_factor",
)  # fmt: skip
_TOLERANCE_TEST = ("glucose_75g_0h", "glucose_75g_1h", "glucose_75g_2h")
_LATE = ("haemoglobin", "syphilis", "hiv")
_OF_AN_OLD_PREGNANCY = ("haemoglobin", "syphilis", "hiv")
_EXPECTED_AFTER_DAYS = 21
_SHARE_UNANSWERED = 0.08
_SHARE_MISTYPED = 0.06
_SHARE_SCANNED = 0.65
_SHARE_IN_CONFLICT = 0.18


def write_exams(writing: Writing, followed: Sequence[Followed], seed: int) -> None:
    """Requests, results, scans of everybody; of ended pregnancies the few results that were kept."""
    rows: list[Row] = []
    choices: list[Row] = []
    for one in followed:
        source = random.Random(f"{seed} exams {one.placed.woman.number}")
        if one.goes_on:
            rows += _asked_and_answered(writing, source, one)
            rows += _scan(writing, source, one, choices)
        else:
            rows += _kept(source, one)
    writing.append_many(prenatal_fact, rows)
    writing.append_many(dating_choice, choices)


def _asked_and_answered(writing: Writing, source: random.Random, one: Followed) -> Iterator[Row]:
    sick = _Health(source, one)
    for visit, codes in _panels(one):
        asked_at, author = visit_instant(one.placed, visit, one.now), one.author_of(visit)
        due_on = visit.day + timedelta(days=_EXPECTED_AFTER_DAYS)
        taken_on = visit.day + timedelta(days=source.randrange(4, 15))
        came_on = instant(taken_on + timedelta(days=5), 620)
        for code in codes:
            request_id = writing.new_id()
            asked = {"due_on": due_on.isoformat()}
            yield {**fact(one.placed, Kind.EXAM_REQUEST, code, visit.day, asked, asked_at, author), "id": request_id}
            if came_on > one.now or source.random() < _SHARE_UNANSWERED:
                continue
            yield from _result(writing, source, one, code, sick.value(code), taken_on, came_on, request_id)


def _panels(one: Followed) -> Iterator[tuple[CourseVisit, tuple[str, ...]]]:
    """What is asked for at which visit: on entry, from week 24 (unless diabetes is known), from week 30."""
    visits = one.course.visits
    yield visits[0], _FIRST
    for weeks, codes in ((24, _TOLERANCE_TEST), (30, _LATE)):
        known = codes is _TOLERANCE_TEST and "diabetes" in one.placed.woman.form.conditions
        visit = next((visit for visit in visits[1:] if (visit.day - one.placed.lmp).days >= 7 * weeks), None)
        if visit is not None and not known:
            yield visit, codes


def _result(
    writing: Writing,
    source: random.Random,
    one: Followed,
    code: str,
    value: str | float,
    taken_on: date,
    at: datetime,
    request_id: str | None,
) -> Iterator[Row]:
    content = {"value": value, "request_id": request_id}
    row = fact(one.placed, Kind.EXAM_RESULT, code, taken_on, content, at)
    if code != "haemoglobin" or source.random() >= _SHARE_MISTYPED:
        yield row
        return
    wrong_id = writing.new_id()
    mistyped = {**content, "value": round(float(value) + 10, 1)}
    yield {**fact(one.placed, Kind.EXAM_RESULT, code, taken_on, mistyped, at), "id": wrong_id}
    yield correcting(row, wrong_id, content, "Digitado com engano", at + timedelta(minutes=12))


def _kept(source: random.Random, one: Followed) -> Iterator[Row]:
    taken_on = one.placed.arrival_day + timedelta(days=9)
    at = instant(taken_on + timedelta(days=6), 600)
    if at > one.now:
        return
    sick = _Health(source, one)
    for code in _OF_AN_OLD_PREGNANCY:
        content = {"value": sick.value(code), "request_id": None}
        yield fact(one.placed, Kind.EXAM_RESULT, code, taken_on, content, at)


class _Health:
    """What the laboratory finds in one woman: what the cohort says of her, and a little that nobody knew."""

    def __init__(self, source: random.Random, one: Followed) -> None:
        conditions = one.placed.woman.form.conditions
        self._source = source
        self._anaemic = "anaemia" in conditions or source.random() < 0.12
        self._diabetic = "diabetes" in conditions
        self._gestational_diabetes = source.random() < 0.1
        self._fixed = {
            "syphilis": "reactive" if "syphilis" in conditions or source.random() < 0.015 else "nonreactive",
            "hiv": "reactive" if "hiv" in conditions else "nonreactive",
            "toxoplasmosis_igm": "reactive" if "toxoplasmosis_igg_igm_positive" in conditions else "nonreactive",
            "toxoplasmosis_igg": source.choice(("reactive", "nonreactive")),
            "blood_group": source.choices(("o", "a", "b", "ab"), weights=(45, 42, 10, 3))[0],
            "rh_factor": "negative" if "rh_negative" in conditions or source.random() < 0.07 else "positive",
        }
        if "toxoplasmosis_igg_igm_positive" in conditions:
            self._fixed["toxoplasmosis_igg"] = "reactive"
        if "toxoplasmosis_igm_igg_negative" in conditions:
            self._fixed["toxoplasmosis_igg"] = "nonreactive"

    def value(self, code: str) -> str | float:
        """The result of one exam."""
        if code in self._fixed:
            return self._fixed[code]
        if code == "haemoglobin":
            return round(self._source.gauss(9.8, 0.6) if self._anaemic else self._source.gauss(12.1, 0.6), 1)
        if code == "glucose_fasting" and self._diabetic:
            return round(min(180, max(96, self._source.gauss(117, 14))))
        ill = self._gestational_diabetes
        middle = {"glucose_fasting": (80, 80), "glucose_75g_0h": (80, 95), "glucose_75g_1h": (138, 184)}
        usual, raised = middle.get(code, (114, 164))
        return round(max(62, self._source.gauss(raised if ill else usual, 5)))


def _scan(writing: Writing, source: random.Random, one: Followed, choices: list[Row]) -> Iterator[Row]:
    """A scan some days after entry, or an early one that she brought: its age agrees, or it does not."""
    placed, today = one.placed, local_date(one.now, ZONE)
    brought = placed.lmp + timedelta(days=source.randrange(56, 94))
    is_brought = brought < placed.arrival_day and source.random() < 0.5
    day = brought if is_brought else placed.arrival_day + timedelta(days=source.randrange(5, 26))
    if source.random() >= _SHARE_SCANNED or day >= today:
        return
    in_conflict = source.random() < _SHARE_IN_CONFLICT
    shift = source.choice((-1, 1)) * source.randrange(9, 17) if in_conflict else source.randrange(-3, 4)
    age = GestationalAge(*divmod((day - placed.lmp).days - shift, 7))
    scan, lmp, at = (
        Scan(day, age.weeks, age.days),
        lmp_from_ultrasound(day, age),
        max(instant(day, 870), placed.arrived),
    )
    estimate_id = writing.new_id()
    content = {**told_to_json(scan), "lmp": lmp.isoformat()}
    yield {**fact(placed, Kind.ESTIMATE, Method.ULTRASOUND.value, day, content, at), "id": estimate_id}
    twins = "multiple_pregnancy" in placed.woman.form.conditions
    found: dict[str, str | int] = {"fetuses": 2 if twins else 1, "ultrasound_report": _report(age, twins)}
    if age.weeks >= 20:
        fluid = {"oligohydramnios", "polyhydramnios"} & placed.woman.form.conditions
        found["amniotic_fluid"] = next(iter(sorted(fluid)), "usual")
        found["placenta_site"] = "praevia" if "placenta_praevia" in placed.woman.form.conditions else "usual"
    for code, value in found.items():
        yield fact(placed, Kind.EXAM_RESULT, code, day, {"value": value, "request_id": None}, at)
    if in_conflict and age.weeks < dating_rules().until_week and source.random() < 0.5:
        choices.append(
            {
                "pregnancy_id": placed.pregnancy_id,
                "number": 1,
                "estimate_id": estimate_id,
                "lmp": lmp.isoformat(),
                "reason": f"Ultrassom difere {abs(shift)} dias da última menstruação, que ela não lembra bem",
                "recorded_at": to_text(at + timedelta(minutes=8)),
                "recorded_by": one.author_of(one.course.visits[0]),
            }
        )


def _report(age: GestationalAge, twins: bool) -> str:
    who = "Gestação gemelar, dois fetos vivos" if twins else "Feto único, vivo"
    return f"{who}, {age.weeks} semanas e {age.days} dias; batimentos presentes. Laudo fictício."
