"""The pre-consultation sheet of the reference hospital (fields: thesis, appendix C), filled in as far as is known."""

from collections.abc import Iterator

from app.clinic.papers import PaperKind, PaperOut
from app.clinic.risk.rules import ChoiceFactor
from ui.allergies.words import capital, state_words
from ui.papers.blocks import (
    Block,
    Choice,
    Heading,
    Note,
    Pair,
    Pairs,
    PaperText,
    SignHere,
    Ticks,
    WritingLines,
)
from ui.papers.classification import factors_table, uncertain_words
from ui.papers.document import BlockPaper
from ui.papers.issue import paper_text
from ui.papers.paper import PaperOffer
from ui.papers.pregnancy_data import PregnancyData
from ui.papers.words import age_on, figure, identity_pairs, risk_result
from ui.texts import chosen_language, tr
from ui.texts.formats import show_date

_SENDERS = ("doctor", "nurse", "other")
_REASONS = ("doctor_on_holiday", "her_wish", "tubal_ligation", "high_risk", "other")
_EXAMS = ("all", "some", "none")
_ANSWERS = ("confirmed", "inconclusive", "not_confirmed")
_CLINICS = ("general", "hypertension", "diabetes", "cardiology", "infectious_disease")
_OTHER_CONDUCTS = ("counter_referral", "exams_requested")


def pre_consultation_offer(data: PregnancyData) -> PaperOffer:
    """The sheet that goes with her to the reference hospital."""
    return PaperOffer(
        heading=tr("paper_pre_consultation.title"),
        make=lambda size: BlockPaper(pre_consultation_text(data), size),
        out=PaperOut(PaperKind.PRE_CONSULTATION, "pregnancy", data.pregnancy.id),
    )


def pre_consultation_text(data: PregnancyData) -> PaperText:
    """What stands on it, in the language that is spoken."""
    person = data.person
    blocks: list[Block] = [
        Pairs((*identity_pairs(data), *_today(data), _allergies(data))),
        *_social(data),
        Heading(tr("paper_pre_consultation.origin")),
        Pairs(tuple(_origin(data)), columns=3),
        _ticks("sender", _SENDERS),
        Heading(tr("paper_pre_consultation.reason")),
        _ticks("reason", _REASONS, {"high_risk"} if _is_high_risk(data) else set(), ask=False),
        *_reason(data),
        Heading(tr("paper_pre_consultation.prenatal")),
        *_prenatal(data),
        Heading(tr("paper_pre_consultation.hospital")),
        _ticks("answer", _ANSWERS),
        _ticks("clinic", _CLINICS),
        _ticks("conduct", _OTHER_CONDUCTS),
        WritingLines(tr("paper_pre_consultation.which_exams"), 2),
        SignHere((tr("paper_pre_consultation.attended_by"), tr("paper_pre_consultation.date"))),
    ]
    return paper_text(
        data.issue,
        tr("paper_pre_consultation.title"),
        tr("paper_pre_consultation.file_name"),
        blocks,
        about=person.shown_name,
        synthetic=person.synthetic,
    )


def _ticks(question: str, choices: tuple[str, ...], ticked: set[str] | None = None, *, ask: bool = True) -> Ticks:
    known = ticked or set()
    return Ticks(
        tr(f"paper_pre_consultation.{question}") if ask else "",
        tuple(Choice(tr(f"paper_pre_consultation.{question}_{one}"), one in known) for one in choices),
    )


def _today(data: PregnancyData) -> Iterator[Pair]:
    yield Pair(tr("paper_pre_consultation.date"), show_date(data.today))
    yield Pair(tr("paper_pre_consultation.record"))


def _allergies(data: PregnancyData) -> Pair:
    return Pair(tr("allergies.heading"), capital(state_words(data.allergies)), wide=True, strong=True)


def _social(data: PregnancyData) -> Iterator[Block]:
    """Schooling, partner, income as the rule base words them, ticked where the record knows."""
    language = chosen_language()
    for code in ("schooling", "marital_status", "family_income"):
        factor = data.rules.by_code.get(code)
        if not isinstance(factor, ChoiceFactor):
            continue
        answer = getattr(data.proposed.form, code)
        choices = tuple(
            Choice(one.label.in_language(language), answer is not None and one.code == answer.value)
            for one in factor.values
        )
        yield Ticks(factor.label.in_language(language), choices)


def _origin(data: PregnancyData) -> Iterator[Pair]:
    profile = data.issue.profile
    yield Pair(tr("paper_pre_consultation.unit"), f"{profile.unit_name} · CNES {profile.cnes}")
    yield Pair(tr("paper_pre_consultation.unit_municipality"), profile.municipality_name)
    yield Pair(tr("paper_pre_consultation.neighbourhood"))


def _is_high_risk(data: PregnancyData) -> bool:
    """Whether the class in force is the one that is referred: the highest of its rule base."""
    stored = data.assessment
    return stored is not None and stored.assessment.risk_class == stored.rules.classes[-1].code


def _reason(data: PregnancyData) -> Iterator[Block]:
    yield risk_result(data)
    stored = data.assessment
    if stored is not None:
        yield factors_table(stored.assessment, stored.rules)
        if stored.assessment.unknown:
            yield Note(uncertain_words(stored.assessment, stored.rules), small=True)
    told = data.latest("referral_reason")
    yield Pairs((Pair(tr("paper_pre_consultation.reason_words"), str(told.value) if told else "", wide=True),))


def _prenatal(data: PregnancyData) -> Iterator[Block]:
    visits = len([one for one in data.visits_made() if not one.is_postpartum])
    begun = {"yes"} if visits else set()
    yield _ticks("begun", ("yes", "no"), begun)
    yield Pairs(
        (
            Pair(tr("paper_pre_consultation.visits"), str(visits) if visits else ""),
            Pair(tr("paper_pre_consultation.age"), age_on(data.pregnancy.lmp, data.today)),
            Pair(tr("paper_words.lmp"), show_date(data.pregnancy.lmp) if data.pregnancy.lmp else ""),
            Pair(tr("paper_words.due"), show_date(data.pregnancy.due_date) if data.pregnancy.due_date else ""),
            Pair(tr("paper_pre_consultation.pregnancies"), figure(data.number("pregnancies_count"))),
            Pair(tr("paper_pre_consultation.births"), figure(data.number("births_count"))),
            Pair(tr("paper_pre_consultation.abortions")),
            Pair(tr("paper_pre_consultation.weight"), figure(data.number("weight_kg"), 1)),
        )
    )
    yield _ticks("exams", _EXAMS)
