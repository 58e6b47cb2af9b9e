"""The referrals that the demo hospital has received: who is referred when, in which words, and what comes of it.

Nobody here exists, and no sentence is a clinical recommendation.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.clinic.referral.model import NewAnswer, NewReferral, Priority, Verdict
from app.demo.cohort import CohortWoman
from app.demo.thesis_tables import CONFIRMED, INCONCLUSIVE, NOT_CONFIRMED


class Fate(StrEnum):
    """How far a referral has come by now."""

    EMERGENCY = "emergency"
    WAITING = "waiting"
    ASSIGNED = "assigned"
    READ_ONCE = "read_once"
    READ_TWICE = "read_twice"
    ANSWERED = "answered"
    READ_BACK = "read_back"
    CLOSED = "closed"
    REPLIED = "replied"


@dataclass(frozen=True)
class Plan:
    """One referral: sent so many hours before now; `reason` of the cohort and `answer` choose who it is."""

    hours_ago: float
    fate: Fate
    reason: str
    answer: str
    priority: Priority = Priority.PRIORITY


_URGENT, _ELECTIVE = Priority.URGENT, Priority.ELECTIVE
PLANS: Final = (
    Plan(0.6, Fate.EMERGENCY, "hypertension", CONFIRMED, Priority.EMERGENCY),
    Plan(1.4, Fate.EMERGENCY, "other", CONFIRMED, Priority.EMERGENCY),
    Plan(77.2, Fate.WAITING, "diabetes", CONFIRMED),
    Plan(73.1, Fate.WAITING, "other", NOT_CONFIRMED, _ELECTIVE),
    Plan(68.5, Fate.WAITING, "hypertension", CONFIRMED, _URGENT),
    Plan(51.0, Fate.WAITING, "multiple_pregnancy", CONFIRMED),
    Plan(44.3, Fate.WAITING, "fetal_causes", CONFIRMED, _URGENT),
    Plan(41.0, Fate.WAITING, "hypertension", CONFIRMED),
    Plan(30.2, Fate.WAITING, "other", INCONCLUSIVE, _ELECTIVE),
    Plan(22.0, Fate.WAITING, "toxoplasmosis", CONFIRMED),
    Plan(9.5, Fate.WAITING, "diabetes", CONFIRMED),
    Plan(2.2, Fate.WAITING, "bad_obstetric_history", CONFIRMED),
    Plan(62.0, Fate.ASSIGNED, "cardiopathy", CONFIRMED, _URGENT),
    Plan(36.4, Fate.ASSIGNED, "hypertension", CONFIRMED),
    Plan(55.1, Fate.READ_ONCE, "hypertension", CONFIRMED, _URGENT),
    Plan(47.3, Fate.READ_ONCE, "other", CONFIRMED),
    Plan(58.2, Fate.READ_TWICE, "diabetes", CONFIRMED),
    Plan(139.0, Fate.REPLIED, "hypertension", INCONCLUSIVE),
    Plan(150.5, Fate.REPLIED, "diabetes", INCONCLUSIVE),
    Plan(81.0, Fate.ANSWERED, "hypertension", CONFIRMED),
    Plan(95.4, Fate.ANSWERED, "other", INCONCLUSIVE),
    Plan(104.2, Fate.ANSWERED, "other", NOT_CONFIRMED, _ELECTIVE),
    Plan(126.0, Fate.READ_BACK, "diabetes", CONFIRMED),
    Plan(131.3, Fate.READ_BACK, "toxoplasmosis", NOT_CONFIRMED),
    Plan(160.0, Fate.CLOSED, "hypertension", CONFIRMED, _URGENT),
    Plan(166.2, Fate.CLOSED, "other", NOT_CONFIRMED),
)
"""26 referrals of one week, at two primary-care units."""

_REASONS: Final = {"fetal_causes": "fetal"}
_TOLD: Final = {
    "hypertension": (
        "Hipertensão arterial, pré-eclâmpsia a excluir",
        "Pressão alta em duas consultas, com repouso entre as medidas. Pedimos avaliação e definição do seguimento.",
    ),
    "diabetes": (
        "Diabetes mellitus gestacional",
        "Glicemia de jejum alterada, confirmada em nova coleta. Já orientada sobre a alimentação.",
    ),
    "fetal_causes": (
        "Restrição de crescimento fetal?",
        "Altura uterina abaixo do esperado para as semanas em duas consultas seguidas.",
    ),
    "toxoplasmosis": ("Toxoplasmose na gestação", "IgM reagente na rotina. Sem queixas."),
    "bad_obstetric_history": ("Mau passado obstétrico", "Perda anterior no terceiro trimestre, sem investigação."),
    "multiple_pregnancy": ("Gestação gemelar", "Dois fetos na ultrassonografia do primeiro trimestre."),
    "cardiopathy": (
        "Cardiopatia materna",
        "Sopro conhecido desde a infância, cansaço aos esforços desde o mês passado.",
    ),
}
_TOLD_OF_OTHERS: Final = (
    "Alto risco pela classificação da unidade",
    "Condições marcadas na ficha de classificação. Pedimos avaliação do serviço de referência.",
)
_TOLD_OF_EMERGENCIES: Final = {
    "hypertension": ("Pré-eclâmpsia grave?", "Dor de cabeça forte e visão turva, pressão muito alta. SAMU chamado."),
    "other": ("Sangramento no terceiro trimestre", "Sangramento vaginal vivo desde a manhã. SAMU chamado."),
}
_MANUAL: Final = "Gestação de alto risco: manual técnico. 5ª ed. Ministério da Saúde, 2012"
_LABORATORY: Final = ("haemoglobin", "urine_culture")
_CLINICS: Final = {"hypertension": "hypertension", "diabetes": "diabetes", "cardiopathy": "cardiology"}


def reason_of(plan: Plan) -> str:
    """The reason as the list of reasons has it."""
    return _REASONS.get(plan.reason, plan.reason)


def written(plan: Plan, hospital: str) -> NewReferral:
    """What the unit writes."""
    told = _TOLD_OF_EMERGENCIES if plan.fate is Fate.EMERGENCY else _TOLD
    hypothesis, justification = told.get(plan.reason, _TOLD_OF_OTHERS)
    return NewReferral(hospital, reason_of(plan), hypothesis, justification, plan.priority)


def answered(plan: Plan) -> NewAnswer:
    """What the hospital answers; a counter-reply is still to come where it was inconclusive."""
    if plan.answer == INCONCLUSIVE:
        wanted = ("glucose_75g_0h", "glucose_75g_1h", "glucose_75g_2h") if plan.reason == "diabetes" else _LABORATORY
        guidance = "Colher os exames pedidos e responder com os resultados."
        causes = ("laboratory_data",)
        return NewAnswer(
            Verdict.INCONCLUSIVE, "exams_to_decide", (_MANUAL,), guidance, causes=causes, requested_exams=wanted
        )
    if plan.answer == NOT_CONFIRMED:
        guidance = "Seguir o pré-natal na unidade. Encaminhar de novo se surgir algum sinal de alarme."
        return NewAnswer(Verdict.NOT_CONFIRMED, "counter_referral", (_MANUAL,), guidance)
    guidance = "Levar o cartão da gestante e os exames. Manter as consultas na unidade."
    return NewAnswer(Verdict.CONFIRMED, "booked", (_MANUAL,), guidance, clinic=_CLINICS.get(plan.reason, "general"))


def choose(women: Iterable[CohortWoman]) -> list[CohortWoman]:
    """One woman for each plan, in the order of the plans; who fits is taken once."""
    free = list(women)
    chosen = []
    for plan in PLANS:
        one = next(
            (each for each in free if each.reason == plan.reason and each.answer == plan.answer),
            next(each for each in free if each.answer == plan.answer),
        )
        free.remove(one)
        chosen.append(one)
    return chosen
