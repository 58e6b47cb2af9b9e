"""A seed becomes 1,379 women who add up exactly to tables 4, 5 and 6 of the thesis; nobody of them exists.

Pure. First each woman gets a reason and the specialists' answer (table 5); every other characteristic is then dealt
out inside each answer as table 6 has it, so that every single cell of the three tables comes out exactly. What the
tables do not say (weights, readings, ages within a group) is drawn so that it looks like a working day.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.clinic.risk.forms import ReferralForm
from app.clinic.risk.vocabulary import FamilyIncome, MaritalStatus, Schooling
from app.demo import thesis_tables as tables
from app.demo.names import draw_names, women

LAST_DAY = date(2016, 5, 31)
"""The end of the study; the demo moves every date so that this becomes its own today."""
_FIRST_DAY = date(2015, 5, 1)
_NEW_YEAR = date(2016, 1, 1)


@dataclass(frozen=True)
class CohortWoman:
    """One synthetic woman. Dates are those of the study; `groups` has her group of every characteristic of table 6.

    `answer` is what the specialists said later. `form` is what the unit asked; unknown answers are really unknown.
    `wrong_weight_kg`: the weight was first typed so and corrected afterwards.
    """

    number: int
    name: str
    mother_name: str
    birth_date: date
    arrived_on: date
    lmp: date
    reason: str
    answer: str
    groups: dict[str, str]
    marital_status: MaritalStatus
    pregnancies_count: int
    height_cm: int
    form: ReferralForm
    wrong_weight_kg: float | None


def make_cohort(seed: int = 2017) -> tuple[CohortWoman, ...]:
    """The same women for the same seed, in the order of their arrival."""
    source = random.Random(seed)
    answered = _reasons_and_answers(source)
    groups = _groups(source, answered)
    marital = _marital(source, [one["partner"] for one in groups])
    names, mothers = (draw_names(source, women(), tables.WOMEN) for _ in range(2))
    cohort = [
        _woman(source, number, names[number].shown, mothers[number].shown, *answered[number], groups[number], status)
        for number, status in enumerate(marital)
    ]
    return tuple(sorted(cohort, key=lambda woman: (woman.arrived_on, woman.number)))


def _reasons_and_answers(source: random.Random) -> list[tuple[str, str]]:
    pairs = [
        (reason, answer)
        for reason, counts in tables.TABLE_5.items()
        for answer, count in zip(tables.ANSWERS, counts, strict=True)
        for _ in range(count)
    ]
    rest = [reason for reason, count in tables.FURTHER_REASONS.items() for _ in range(count)]
    answers = []
    for place, answer in enumerate(tables.ANSWERS):
        whole = sum(counts[place] for counts in tables.TABLE_6["year"].values())
        answers += [answer] * (whole - sum(counts[place] for counts in tables.TABLE_5.values()))
    source.shuffle(answers)
    pairs += zip(rest, answers, strict=True)
    source.shuffle(pairs)
    return pairs


def _groups(source: random.Random, answered: list[tuple[str, str]]) -> list[dict[str, str]]:
    groups: list[dict[str, str]] = [{} for _ in answered]
    for characteristic, cells in tables.TABLE_6.items():
        for place, answer in enumerate(tables.ANSWERS):
            members = [number for number, (_, given) in enumerate(answered) if given == answer]
            source.shuffle(members)
            if characteristic == "blood_pressure":
                # Who is referred for hypertension is who has the high readings.
                members.sort(key=lambda number: answered[number][0] != "hypertension")
            dealt = (group for group, counts in cells.items() for _ in range(counts[place]))
            for number, group in zip(members, dealt, strict=True):
                groups[number][characteristic] = group
    return groups


def _marital(source: random.Random, partners: list[str]) -> list[MaritalStatus]:
    statuses = {"with_partner": ("stable_union", "married"), "without_partner": ("single", "divorced", "widowed")}
    piles: dict[str, list[str]] = {}
    for partner, names in statuses.items():
        piles[partner] = [name for name in names for _ in range(tables.TABLE_4["marital_status"][name])]
        source.shuffle(piles[partner])
    return [MaritalStatus(piles[partner].pop()) for partner in partners]


def _woman(
    source: random.Random,
    number: int,
    name: str,
    mother_name: str,
    reason: str,
    answer: str,
    groups: dict[str, str],
    marital: MaritalStatus,
) -> CohortWoman:
    arrived = _between(source, _FIRST_DAY, _NEW_YEAR - timedelta(1))
    if groups["year"] == str(tables.SECOND_YEAR):
        arrived = _between(source, _NEW_YEAR, LAST_DAY)
    years = _age(source, groups["age_group"])
    weight = _weight(source, years)
    form = _form(source, years, weight, reason, answer, groups, marital)
    mistyped = form.weight_kg is not None and source.random() < 0.015
    return CohortWoman(
        number=number,
        name=name,
        mother_name=mother_name,
        birth_date=_years_before(arrived, years) - timedelta(days=source.randrange(364)),
        arrived_on=arrived,
        lmp=arrived - timedelta(days=int(source.triangular(42, 245, 130))),
        reason=reason,
        answer=answer,
        groups=groups,
        marital_status=marital,
        pregnancies_count=_pregnancies(source, groups["pregnancies"]),
        height_cm=round(source.gauss(158, 6)),
        form=form,
        wrong_weight_kg=round(weight + 30, 1) if mistyped else None,
    )


def _between(source: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=source.randrange((last - first).days + 1))


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def _age(source: random.Random, group: str) -> int:
    if group == "12-15":
        return source.choices((12, 13, 14, 15), weights=(1, 4, 14, 42))[0]
    if group == "16-35":
        return min(35, max(16, round(source.triangular(16, 36, 26))))
    return min(46, 36 + int(source.expovariate(0.35)))


def _pregnancies(source: random.Random, group: str) -> int:
    ranges = {"1": (1, 1), "2-5": (2, 5), "over_5": (6, 10)}
    lowest, highest = ranges[group]
    return min(highest, lowest + int(source.expovariate(0.7)))


def _weight(source: random.Random, years: int) -> float:
    middle = 54.0 if years < 16 else 66.0
    return round(min(140.0, max(39.0, source.gauss(middle, 9.5))), 1)


_OTHER_REASONS: dict[str, tuple[str, ...]] = {
    tables.CONFIRMED: (
        "epilepsy", "hiv", "recurrent_abortion", "autoimmune_disease", "isoimmunisation", "severe_renal_disease",
        "sickle_cell_anaemia", "cervical_incompetence", "eclampsia", "condylomatosis", "syphilis", "marked_varices",
    ),
    tables.NOT_CONFIRMED: (
        "anaemia", "fatigue", "placental_maturation", "urinary_infection", "asthma", "anti_hbs_reactive",
        "previous_child_down_syndrome", "abo_incompatibility",
    ),
    tables.INCONCLUSIVE: (
        "two_abortions", "rh_negative", "abortion", "obesity", "renal_calculus", "threatened_abortion",
        "placenta_praevia", "psychiatric_disease", "asthma",
    ),
}  # fmt: skip
_FETAL = ("fetal_growth_restriction", "oligohydramnios", "polyhydramnios", "fetal_cardiac_alteration")
_ALSO = ("urinary_infection", "anaemia", "obesity", "asthma", "fatigue", "abo_incompatibility")


def conditions_of(source: random.Random, reason: str, answer: str) -> frozenset[str]:
    """The conditions of the form behind a reason of referral, sometimes with a further one."""
    choices: dict[str, tuple[str, ...]] = {
        "fetal_causes": _FETAL,
        "toxoplasmosis": ("toxoplasmosis_igg_igm_positive",)
        if answer == tables.CONFIRMED
        else ("toxoplasmosis_igm_igg_negative",),
        "other": _OTHER_REASONS[answer],
    }
    found = {source.choice(choices.get(reason, (reason,)))}
    if source.random() < 0.18:
        found.add(source.choice(_ALSO))
    return frozenset(found)


# Questions that a busy day leaves open, and how often.
_OFTEN_OPEN = ("family_income", "schooling", "weight_kg", "marital_status")
_SHARE_WITH_OPEN_ANSWERS = 0.11
_SHARE_PARTLY_ASKED = 0.09


def _form(
    source: random.Random,
    years: int,
    weight: float,
    reason: str,
    answer: str,
    groups: dict[str, str],
    marital: MaritalStatus,
) -> ReferralForm:
    high = groups["blood_pressure"] == "high"
    systolic = round(source.triangular(141, 178, 148) if high else min(138, max(92, source.gauss(114, 9))))
    diastolic = round(source.triangular(91, 112, 96) if high else min(88, max(56, systolic - source.gauss(42, 4))))
    conditions = conditions_of(source, reason, answer)
    known: dict[str, object] = {
        "weight_kg": weight,
        "marital_status": marital,
        "schooling": _schooling(source, groups["schooling"]),
        "family_income": FamilyIncome(groups["family_income"]),
    }
    if source.random() < _SHARE_WITH_OPEN_ANSWERS:
        known[source.choice(_OFTEN_OPEN)] = None
    partly = source.random() < _SHARE_PARTLY_ASKED
    return ReferralForm(
        age_years=float(years),
        systolic_mmhg=float(systolic),
        diastolic_mmhg=float(diastolic),
        conditions=conditions,
        conditions_asked=conditions | _some(source, (*_ALSO, *_FETAL, "hypertension", "diabetes", "syphilis"))
        if partly
        else "all",
        **known,  # type: ignore[arg-type]  # the four names above with their own types
    )


def _some(source: random.Random, codes: Iterable[str]) -> frozenset[str]:
    return frozenset(code for code in codes if source.random() < 0.7)


def _schooling(source: random.Random, group: str) -> Schooling:
    levels = {
        "none": (Schooling.NONE,),
        "primary": (Schooling.PRIMARY_INCOMPLETE, Schooling.PRIMARY_COMPLETE),
        "secondary": (Schooling.SECONDARY_INCOMPLETE, Schooling.SECONDARY_COMPLETE, Schooling.SECONDARY_COMPLETE),
        "higher": (Schooling.HIGHER,),
    }
    return source.choice(levels[group])
