"""How pregnancies end: dated, detailed, closing; one current pregnancy at a time, several over life."""

from datetime import date

import pytest

from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import Pregnancy, PregnancyStatus
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.prenatal.outcomes import NewOutcome, OutcomeKind, OutcomeService
from app.kernel.errors import KnownError
from app.security.session import Session

BIRTH = NewOutcome(OutcomeKind.BIRTH, date(2026, 3, 1), " Parto normal ")


@pytest.mark.parametrize("kind", OutcomeKind)
def test_an_outcome_closes_the_pregnancy(
    kind: OutcomeKind, outcomes: OutcomeService, pregnancies: PregnancyService, nurse: Session, pregnancy: Pregnancy
) -> None:
    found = outcomes.record(nurse, pregnancy.id, NewOutcome(kind, date(2026, 3, 1), " Parto normal "))
    assert (found.kind, found.day, found.details) == (kind, date(2026, 3, 1), "Parto normal")
    assert outcomes.outcome(nurse, pregnancy.id) == found
    assert pregnancies.get(nurse, pregnancy.id).status is PregnancyStatus.CLOSED
    with pytest.raises(KnownError, match=r"pregnancies\.closed"):
        outcomes.record(nurse, pregnancy.id, BIRTH)


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2026, 3, 3), r"prenatal\.date_in_future"), (date(2025, 10, 12), r"prenatal\.before_pregnancy")],
)
def test_an_outcome_outside_of_the_pregnancy_is_refused(
    day: date, code: str, outcomes: OutcomeService, nurse: Session, pregnancy: Pregnancy
) -> None:
    with pytest.raises(KnownError, match=code):
        outcomes.record(nurse, pregnancy.id, NewOutcome(OutcomeKind.BIRTH, day))


def test_a_wrong_outcome_is_struck_out_and_the_pregnancy_goes_on(
    outcomes: OutcomeService, pregnancies: PregnancyService, nurse: Session, pregnancy: Pregnancy
) -> None:
    with pytest.raises(KnownError, match=r"prenatal\.no_outcome"):
        outcomes.strike_out(nurse, pregnancy.id, "Engano")
    outcomes.record(nurse, pregnancy.id, BIRTH)
    outcomes.strike_out(nurse, pregnancy.id, "Era de outra")
    assert outcomes.outcome(nurse, pregnancy.id) is None
    assert pregnancies.get(nurse, pregnancy.id).status is PregnancyStatus.CURRENT


def test_an_old_outcome_is_not_struck_out_while_another_pregnancy_is_current(
    outcomes: OutcomeService, pregnancies: PregnancyService, nurse: Session, joana: PersonRecord, pregnancy: Pregnancy
) -> None:
    outcomes.record(nurse, pregnancy.id, BIRTH)
    second = pregnancies.open(nurse, joana.id)
    with pytest.raises(KnownError, match=r"pregnancies\.already_current"):
        outcomes.strike_out(nurse, pregnancy.id, "Engano")
    assert outcomes.outcome(nurse, pregnancy.id) is not None
    assert pregnancies.current(nurse, joana.id) == second
