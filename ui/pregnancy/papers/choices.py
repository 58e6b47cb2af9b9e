"""Every paper of one pregnancy: what it is for, what is still missing for it, and whether it can be made. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.clinic.prenatal.visits_service import Visit
from ui.danger_signs.case import EmergencyCase
from ui.papers.card import card_offer
from ui.papers.classification import PrintRequest, classification_offer
from ui.papers.counter_referral import counter_referral_offer
from ui.papers.emergency_paper import emergency_offer
from ui.papers.paper import PaperOffer
from ui.papers.pre_consultation import pre_consultation_offer
from ui.papers.pregnancy_data import PregnancyData
from ui.papers.referral import referral_offer
from ui.papers.visit_summary import visit_offer
from ui.texts import tr

PRE_CONSULTATION: Final = "pre_consultation"
CARD: Final = "card"
VISIT: Final = "visit"
CLASSIFICATION: Final = "classification"
EMERGENCY: Final = "emergency"
REFERRAL: Final = "referral"
COUNTER_REFERRAL: Final = "counter_referral"
KEYS: Final = (CARD, VISIT, PRE_CONSULTATION, CLASSIFICATION)
"""In the order of the part, after the emergency of today and the referral where there is one."""

FITTING: Final = {
    "classification": CLASSIFICATION,
    "visits": VISIT,
    "papers": CARD,
}
"""Which paper Ctrl+P opens in a part of the record that has none of its own; everywhere else the card."""


@dataclass(frozen=True)
class PaperChoice:
    """One paper. `offer` None: it cannot be made yet, and `go_to` is the part of the record where that changes.

    `missing`: what is not known and will be lines to write on.
    """

    key: str
    title: str
    purpose: str
    offer: PaperOffer | None
    missing: tuple[str, ...] = ()
    go_to: str = ""


def paper_choices(
    data: PregnancyData, visit: Visit | None = None, emergency: EmergencyCase | None = None
) -> tuple[PaperChoice, ...]:
    """All of them; `visit`: the one to sum up, by default the latest. `emergency`: the visit of today."""
    rest = (*_of_referral(data), *(paper_choice(key, data, visit) for key in KEYS))
    if emergency is None or not emergency.situation.found:
        return rest
    title, purpose = tr("record_papers.emergency"), tr("record_papers.emergency_purpose")
    return (PaperChoice(EMERGENCY, title, purpose, emergency_offer(emergency, data.issue)), *rest)


def _of_referral(data: PregnancyData) -> Iterator[PaperChoice]:
    """The sheets of the referral that was sent last: the answer first, it is what is waited for."""
    case = data.referral
    if case is None:
        return
    if case.answer is not None:
        offer = counter_referral_offer(case, case.answer)
        yield PaperChoice(
            COUNTER_REFERRAL, tr("record_papers.counter_referral"), tr("record_papers.counter_referral_purpose"), offer
        )
    yield PaperChoice(
        REFERRAL, tr("record_papers.referral"), tr("record_papers.referral_purpose"), referral_offer(case)
    )


def paper_choice(key: str, data: PregnancyData, visit: Visit | None = None) -> PaperChoice:
    """One of them."""
    title, purpose = tr(f"record_papers.{key}"), tr(f"record_papers.{key}_purpose")
    if key == CARD:
        return PaperChoice(key, title, purpose, card_offer(data), tuple(_missing_on_card(data)))
    if key == PRE_CONSULTATION:
        missing = tuple(_missing_before_referral(data))
        return PaperChoice(key, title, purpose, pre_consultation_offer(data), missing)
    if key == VISIT:
        made = data.visits_made()
        chosen = visit or (made[-1] if made else None)
        if chosen is None:
            return PaperChoice(key, title, purpose, None, (tr("record_papers.missing_visit"),), "visits")
        return PaperChoice(key, title, purpose, visit_offer(data, chosen))
    stored = data.assessment
    if stored is None:
        return PaperChoice(key, title, purpose, None, (tr("record_papers.missing_class"),), "classification")
    request = PrintRequest(data.person, data.pregnancy.lmp, stored, stored.rules, data.issue)
    return PaperChoice(key, title, purpose, classification_offer(request))


def fitting_choice(part: str, data: PregnancyData) -> PaperChoice:
    """The paper that fits a part of the record; the card where that one cannot be made."""
    found = paper_choice(FITTING.get(part, CARD), data)
    return found if found.offer is not None else paper_choice(CARD, data)


def _missing_on_card(data: PregnancyData) -> Iterator[str]:
    if data.pregnancy.lmp is None:
        yield tr("record_papers.missing_dating")
    if data.assessment is None:
        yield tr("record_papers.missing_class")
    for code in ("weight_before_kg", "height_cm"):
        if data.number(code) is None:
            yield tr(f"record_papers.missing_{code}")
    if data.result("blood_group") is None:
        yield tr("record_papers.missing_blood_group")
    if not data.answers:
        yield tr("record_papers.missing_history")


def _missing_before_referral(data: PregnancyData) -> Iterator[str]:
    """The thesis (chapter 4) asks before a referral for last period, number of pregnancies and one physical exam."""
    if data.pregnancy.lmp is None:
        yield tr("record_papers.missing_dating")
    if data.number("pregnancies_count") is None:
        yield tr("record_papers.missing_pregnancies_count")
    if data.number("weight_kg") is None and data.number("systolic_mmhg") is None:
        yield tr("record_papers.missing_physical")
    if data.assessment is None:
        yield tr("record_papers.missing_class")
    if data.latest("referral_reason") is None:
        yield tr("record_papers.missing_referral_reason")
