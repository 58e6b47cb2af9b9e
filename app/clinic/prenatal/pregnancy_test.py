"""The way from a suspicion to prenatal care, thesis figure 2.1, as a small state machine. Pure.

The figure: at least 7 days late, or irregular cycles with nausea or a growing belly → urine test. Positive: confirmed,
prenatal care begins. Negative, while the suspicion persists: β-hCG in blood, or wait 7 days for another urine test.
"""

from enum import StrEnum
from types import MappingProxyType

from app.clinic.prenatal.exam_catalogue import exam
from app.clinic.prenatal.interpretation import interpret
from app.kernel.errors import KnownError

WAIT_DAYS = 7
"""Thesis figure 2.1: how late the period is before a test, and how long until another one."""


class FlowState(StrEnum):
    """Where she stands; labels: texts `prenatal.test_<value>`."""

    NOT_SUSPECTED = "not_suspected"
    URINE_TEST = "urine_test"
    NEGATIVE = "negative"
    WAITING = "waiting"
    SERUM = "serum"
    CONFIRMED = "confirmed"
    PRENATAL = "prenatal"
    EXCLUDED = "excluded"


class FlowEvent(StrEnum):
    """What happens next; labels: texts `prenatal.test_event_<value>`."""

    SUSPECTED = "suspected"
    POSITIVE = "positive"
    NEGATIVE = "negative"
    DOUBTFUL = "doubtful"
    STILL_SUSPECTED_SERUM = "still_suspected_serum"
    STILL_SUSPECTED_WAIT = "still_suspected_wait"
    SUSPICION_GONE = "suspicion_gone"
    WAITED = "waited"
    CARE_BEGUN = "care_begun"


_S, _E = FlowState, FlowEvent
STEPS = MappingProxyType(
    {
        (_S.NOT_SUSPECTED, _E.SUSPECTED): _S.URINE_TEST,
        (_S.URINE_TEST, _E.POSITIVE): _S.CONFIRMED,
        (_S.URINE_TEST, _E.NEGATIVE): _S.NEGATIVE,
        (_S.NEGATIVE, _E.STILL_SUSPECTED_SERUM): _S.SERUM,
        (_S.NEGATIVE, _E.STILL_SUSPECTED_WAIT): _S.WAITING,
        (_S.NEGATIVE, _E.SUSPICION_GONE): _S.EXCLUDED,
        (_S.WAITING, _E.WAITED): _S.URINE_TEST,
        (_S.SERUM, _E.POSITIVE): _S.CONFIRMED,
        (_S.SERUM, _E.NEGATIVE): _S.NEGATIVE,
        # The figure has no way out of a doubtful result: blood is drawn again.
        (_S.SERUM, _E.DOUBTFUL): _S.SERUM,
        (_S.CONFIRMED, _E.CARE_BEGUN): _S.PRENATAL,
    }
)


def is_suspected(days_late: int, *, irregular: bool, nausea: bool, growing_belly: bool) -> bool:
    """The first box of the figure."""
    return days_late >= WAIT_DAYS or (irregular and (nausea or growing_belly))


def event_of_bhcg(milliunits_per_ml: float) -> FlowEvent:
    """What a β-hCG in blood says: negative, doubtful or positive, by the bands of the exam `bhcg`."""
    return FlowEvent(interpret(exam("bhcg"), milliunits_per_ml, None)[0].code)


def advance(state: FlowState, event: FlowEvent) -> FlowState:
    """The state after the event; KnownError prenatal.impossible_step."""
    if (state, event) not in STEPS:
        raise KnownError("prenatal.impossible_step", state=state.value, event=event.value)
    return STEPS[state, event]
