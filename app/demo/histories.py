"""Answers of the history form and doses of vaccines: of the women who are pregnant today."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from app.clinic.prenatal.facts import Content, Kind
from app.clinic.prenatal.history_questions import risk_codes, scopes
from app.clinic.prenatal.vaccine_calendar import vaccines
from app.demo.placed import ZONE, Row, correcting, fact, instant
from app.demo.prenatal import Followed
from app.kernel.clock import local_date
from app.store.tables import prenatal_fact
from app.store.writing import Writing

_ASKED_ONLY_BY_SOME = 0.75
_OF_HER = {
    "smoking_or_alcohol": 0.12, "occupational_risk": 0.05, "insecure_marital_situation": 0.08, "perinatal_death": 0.03,
    "previous_preterm_birth": 0.07, "previous_uterine_surgery": 0.24, "lung_disease": 0.04, "kidney_disease": 0.02,
    "infectious_disease": 0.03,
}  # fmt: skip
"""Question → how often the answer is yes, where the cohort does not say it."""
_PLACES = ("UBS Demonstração", "UBS Demonstração", "Campanha na escola", "Outra unidade (cartão)")
_SHARE_GIVEN = {"dtpa": 0.75, "influenza": 0.55, "covid19": 0.45, "rsv": 0.6}


def write_histories(writing: Writing, followed: Sequence[Followed], seed: int) -> None:
    """What was asked at the first visit, and every vaccination card that she brought along."""
    rows: list[Row] = []
    for one in followed:
        if one.goes_on:
            source = random.Random(f"{seed} history {one.placed.woman.number}")
            rows += _answers(writing, source, one)
            rows += _doses(writing, source, one)
    writing.append_many(prenatal_fact, rows)


def _answers(writing: Writing, source: random.Random, one: Followed) -> Iterator[Row]:
    if source.random() > _ASKED_ONLY_BY_SOME:
        return
    conditions, at = one.placed.woman.form.conditions, one.placed.arrived + timedelta(minutes=8)
    answers = {question: code in conditions for question, code in risk_codes().items()}
    answers |= {question: source.random() < share for question, share in _OF_HER.items()}
    first = one.placed.woman.pregnancies_count == 1
    for question, yes in answers.items():
        if question not in scopes():
            raise ValueError(f"not a question of the history: {question}")
        told = yes and not (first and question in ("perinatal_death", "previous_preterm_birth"))
        content = {"answer": "yes" if told else "no"}
        row = fact(one.placed, Kind.ANSWER, question, one.placed.arrival_day, content, at)
        if source.random() >= 0.01:
            yield row
            continue
        wrong_id = writing.new_id()
        wrong = {"answer": "no" if told else "yes"}
        yield {**fact(one.placed, Kind.ANSWER, question, one.placed.arrival_day, wrong, at), "id": wrong_id}
        yield correcting(row, wrong_id, content, "Entendi mal a resposta", at + timedelta(minutes=4))


def _doses(writing: Writing, source: random.Random, one: Followed) -> Iterator[Row]:
    """The card of her life (dT, hepatitis B; some have none) and the doses of this pregnancy."""
    born, today = one.placed.birth_date, local_date(one.now, ZONE)
    if source.random() < 0.85:
        grown = born + timedelta(days=11 * 365)
        first = grown + timedelta(days=source.randrange(max(1, (one.placed.lmp - grown).days - 400)))
        for place in range(source.choices((1, 2, 3), weights=(1, 2, 7))[0]):
            yield _dose(one, source, "dt", first + timedelta(days=61 * place))
    if source.random() < 0.1:
        why: Content = {"not_for_her": "Anti-HBs reagente (exame trazido)"}
        yield fact(one.placed, Kind.VACCINE, "hepatitis_b", one.placed.arrival_day, why, one.placed.arrived)
    elif source.random() < 0.8:
        begun = one.placed.lmp - timedelta(days=source.randrange(200, 3000))
        for place in range(source.choices((1, 2, 3), weights=(2, 2, 6))[0]):
            yield _dose(one, source, "hepatitis_b", begun + timedelta(days=(0, 31, 182)[place]))
    for code, share in _SHARE_GIVEN.items():
        week = vaccines()[code].from_week or 8
        earliest = max(one.placed.arrival_day, one.placed.lmp + timedelta(weeks=week))
        days = (today - earliest).days
        if days > 0 and source.random() < share:
            row = _dose(one, source, code, earliest + timedelta(days=source.randrange(min(days, 40))))
            if source.random() >= 0.03:
                yield row
                continue
            wrong_id = writing.new_id()
            yield {**row, "id": wrong_id}
            yield correcting(row, wrong_id, None, "Dose de outra gestante", one.now - timedelta(minutes=40))


def _dose(one: Followed, source: random.Random, code: str, day: date) -> Row:
    content: Content = {
        "given_on": day.isoformat(),
        "lot": f"FIC{source.randrange(1000, 9999)}",
        "place": source.choice(_PLACES),
    }
    recorded = max(one.placed.arrived, min(one.now - timedelta(minutes=45), instant(day, 640)))
    return fact(one.placed, Kind.VACCINE, code, day, content, recorded)
