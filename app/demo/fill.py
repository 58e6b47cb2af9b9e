"""Writes the cohort into a store through the services' own rows and the one write path, quickly and reproducibly.

Dates of the study are moved so that its last day is today. Nobody has a real document: most women have none, with
the justification that they are synthetic; some carry a CNS whose check digit is wrong on purpose (for the search), so
that it belongs to nobody. Telephone numbers begin with 90000, which no operator has; e-mail ends in example.org.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.clinic import municipalities
from app.clinic.assessments import rows as assessment_rows
from app.clinic.people.model import NewPerson, Sex
from app.clinic.people.rows import to_row
from app.clinic.prenatal.schedules import Professional
from app.clinic.risk.evaluator import assess
from app.clinic.risk.rules import RuleBase
from app.clinic.text_keys import fold
from app.demo.allergies import write_allergies
from app.demo.arrivals import write_arrivals
from app.demo.cohort import LAST_DAY, CohortWoman, make_cohort
from app.demo.course import make_course
from app.demo.doubles import earlier_pregnancies, write_doubles
from app.demo.exams import write_exams
from app.demo.histories import write_histories
from app.demo.neighbours import NO_DOCUMENT_REASON, write_neighbours
from app.demo.office import work_in_the_office
from app.demo.placed import ZONE, Placed, Row, Watch, observed
from app.demo.prenatal import Followed, write_courses
from app.kernel.actor import PROGRAM
from app.kernel.clock import local_date, to_text
from app.security.roles import Role
from app.security.session import Session
from app.store.store import Store
from app.store.tables import assessment, consent, observation, person, pregnancy
from app.store.writing import Writing

_UNCLASSIFIED_SHARE = 0.05
_CNS_SHARE = 0.12


def fill_store(
    store: Store, rules: RuleBase, staff: dict[Role, Session], seed: int = 2017, watch: Watch | None = None
) -> int:
    """Write the whole cohort in one transaction; returns how many women. The store should be new.

    `watch(done, all)` counts women times what is written about each: person, pregnancy, answers, classification.
    """
    tell = watch or (lambda _done, _all: None)
    source = random.Random(seed)
    cohort = make_cohort(seed)
    with store.write(PROGRAM) as writing:
        now = store.clock.now()
        placed = _place(writing, source, cohort, now, staff)
        women = len(placed)
        followed = _follow(placed, now, staff, seed)
        earlier = earlier_pregnancies(writing, followed)
        _write_people(writing, source, placed, {one.person_id: one.arrived for one in earlier})
        tell(women, 6 * women)
        doubles = write_doubles(writing, followed, staff[Role.NURSE].account_id)
        every = (*followed, *_follow((*earlier, *doubles.past), now, staff, seed))
        _write_pregnancies(writing, every)
        writing.append_many(observation, [row for one in every for row in _observations(writing, one.placed)])
        tell(2 * women, 6 * women)
        write_courses(writing, every, now, seed)
        tell(4 * women, 6 * women)
        write_exams(writing, every, seed)
        write_histories(writing, followed, seed)
        write_allergies(writing, followed, {one.account_id: one.name for one in staff.values()}, seed)
        tell(5 * women, 6 * women)
        assessment_rows.keep_rule_base(writing, rules)
        writing.append_many(assessment, [row for one in placed for row in _assessments(writing, one, rules)])
        others = write_neighbours(writing, now, staff[Role.NURSE].account_id)
        write_arrivals(writing, followed, others, staff)
        writing.audit("demo_filled", "station", store.origin, women=women, seed=seed)
    work_in_the_office(store, rules, staff, followed, doubles)
    tell(6 * women, 6 * women)
    return women


def fill_some(
    store: Store, rules: RuleBase, staff: dict[Role, Session], women: Sequence[CohortWoman], seed: int = 2017
) -> tuple[Followed, ...]:
    """Write these women alone, each classified, without anything else of a unit: in the order given."""
    source = random.Random(seed)
    with store.write(PROGRAM) as writing:
        now = store.clock.now()
        placed = [replace(one, classified=True) for one in _place(writing, source, women, now, staff)]
        followed = _follow(placed, now, staff, seed)
        _write_people(writing, source, placed, {})
        _write_pregnancies(writing, followed)
        writing.append_many(observation, [row for one in placed for row in _observations(writing, one)])
        write_courses(writing, followed, now, seed)
        write_exams(writing, followed, seed)
        write_histories(writing, followed, seed)
        write_allergies(writing, followed, {one.account_id: one.name for one in staff.values()}, seed)
        assessment_rows.keep_rule_base(writing, rules)
        writing.append_many(assessment, [row for one in placed for row in _assessments(writing, one, rules)])
    return followed


def _place(
    writing: Writing, source: random.Random, cohort: Sequence[CohortWoman], now: datetime, staff: dict[Role, Session]
) -> list[Placed]:
    moved = local_date(now, ZONE) - LAST_DAY
    authors = [staff[Role.NURSE].account_id] * 3 + [staff[Role.DOCTOR].account_id]
    placed = []
    for woman in cohort:
        opened = time(7 + source.randrange(9), source.randrange(60), source.randrange(60))
        arrived = datetime.combine(woman.arrived_on + moved, opened, ZoneInfo(ZONE)).astimezone(UTC)
        placed.append(
            Placed(
                woman,
                writing.new_id(),
                writing.new_id(),
                woman.lmp + moved,
                min(arrived, now - timedelta(minutes=30)),
                source.choice(authors),
                source.random() >= _UNCLASSIFIED_SHARE,
            )
        )
    return placed


def _write_people(
    writing: Writing, source: random.Random, placed: Iterable[Placed], known_since: Mapping[str, datetime]
) -> None:
    rows, consents = [], []
    interior = [one for one in municipalities.listed() if one.state == "RN" and one.name != "Natal"]
    for one in placed:
        since = known_since.get(one.person_id, one.arrived)
        author: Row = {"recorded_at": to_text(since), "recorded_by": one.author}
        rows.append({**to_row(_person(source, one, interior)), "id": one.person_id, **author})
        for channel, share in (("whatsapp", 0.7), ("email", 0.3)):
            if source.random() < share:
                given: Row = {"channel": channel, "given": int(source.random() < 0.9), "source": "desk"}
                consents.append({"person_id": one.person_id, **given, "text_version": "1", **author})
    writing.create_many(person, rows)
    writing.append_many(consent, consents)


def _person(source: random.Random, one: Placed, interior: Sequence[municipalities.Municipality]) -> NewPerson:
    woman = one.woman
    home = source.choice(interior) if woman.groups["city"] == "interior" else municipalities.by_code("2408102")
    if home is None:
        raise ValueError("the list of municipalities lacks Natal")
    has_cns = source.random() < _CNS_SHARE
    return NewPerson(
        full_name=woman.name,
        mother_name=woman.mother_name if source.random() > 0.02 else "",
        no_mother_reason="Não soube informar",
        birth_date=one.birth_date,
        sex=Sex.FEMALE,
        cns=impossible_cns(woman.number) if has_cns else "",
        no_document_reason="" if has_cns else NO_DOCUMENT_REASON,
        phone=f"+558490000{woman.number:04d}" if source.random() < 0.8 else "",
        email=f"{fold(woman.name).split()[0]}.{woman.number}@example.org" if source.random() < 0.35 else "",
        municipality_code=home.code,
        municipality_name=home.name,
        synthetic=True,
    )


def impossible_cns(number: int) -> str:
    """Fifteen digits whose weighted sum is not a multiple of 11: no card can have them."""
    base = f"70000000{number:06d}"
    rest = sum(weight * int(digit) for weight, digit in zip(range(15, 1, -1), base, strict=True)) % 11
    wrong = next(digit for digit in range(10) if (rest + digit) % 11 != 0)
    return f"{base}{wrong}"


def _follow(placed: Sequence[Placed], now: datetime, staff: dict[Role, Session], seed: int) -> tuple[Followed, ...]:
    today = local_date(now, ZONE)
    seen_by = {
        Professional.NURSE: staff[Role.NURSE].account_id,
        Professional.DOCTOR: staff[Role.DOCTOR].account_id,
    }
    return tuple(Followed(one, make_course(one, today, seed), seen_by, now) for one in placed)


def _write_pregnancies(writing: Writing, followed: Iterable[Followed]) -> None:
    rows = [
        {
            "id": one.placed.pregnancy_id,
            "person_id": one.placed.person_id,
            "status": "current" if one.goes_on else "closed",
            "recorded_at": to_text(one.placed.arrived),
            "recorded_by": one.placed.author,
        }
        for one in followed
    ]
    writing.create_many(pregnancy, rows)


def _observations(writing: Writing, one: Placed) -> list[Row]:
    form = one.woman.form
    values: dict[str, str | float | None] = {
        "lmp": one.lmp.isoformat(),
        "pregnancies_count": one.woman.pregnancies_count,
        "height_cm": one.woman.height_cm,
        "weight_before_kg": _weight_before(one),
        "weight_kg": form.weight_kg,
        "systolic_mmhg": form.systolic_mmhg,
        "diastolic_mmhg": form.diastolic_mmhg,
        "marital_status": form.marital_status,
        "schooling": form.schooling,
        "family_income": form.family_income,
    }
    known = {code: value for code, value in values.items() if value is not None}
    rows = observed(one, known, one.arrived)
    if one.woman.wrong_weight_kg is None:
        return rows
    wrong_id = writing.new_id()
    (wrong,) = observed(one, {"weight_kg": one.woman.wrong_weight_kg}, one.arrived)
    for row in rows:
        if row["code"] == "weight_kg":
            row |= {"supersedes": wrong_id, "reason": "Digitado com engano", "recorded_at": _later(one.arrived, 9)}
    return [{**wrong, "id": wrong_id}, *rows]


def _weight_before(one: Placed) -> float | None:
    """What she weighed before, as she tells it; every seventh woman does not know."""
    weight = one.woman.form.weight_kg
    if weight is None or one.woman.number % 7 == 0:
        return None
    weeks = (one.arrival_day - one.lmp).days / 7
    return round(weight - 0.4 - max(0.0, weeks - 8) * 0.36, 1)


def _later(at: datetime, minutes: int) -> str:
    return to_text(at + timedelta(minutes=minutes))


def _assessments(writing: Writing, one: Placed, rules: RuleBase) -> list[Row]:
    """Most women are classified on arrival; where a weight was corrected, the classification was too."""
    if not one.classified:
        return []
    form = one.woman.form
    final = {
        **assessment_rows.to_row(one.person_id, one.pregnancy_id, form, assess(form, rules)),
        "recorded_at": _later(one.arrived, 12),
        "recorded_by": one.author,
    }
    if one.woman.wrong_weight_kg is None:
        return [final]
    mistyped = replace(form, weight_kg=one.woman.wrong_weight_kg)
    wrong = {
        **assessment_rows.to_row(one.person_id, one.pregnancy_id, mistyped, assess(mistyped, rules)),
        "id": writing.new_id(),
        "recorded_at": _later(one.arrived, 5),
        "recorded_by": one.author,
    }
    return [wrong, {**final, "supersedes": wrong["id"], "reason": "Peso digitado com engano"}]
