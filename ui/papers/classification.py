"""The printed classification: the class, what added points, every answer, and the rule base that decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.clinic.assessments.model import StoredAssessment
from app.clinic.dating import completed_years, due_date, gestational_age
from app.clinic.papers import PaperKind, PaperOut
from app.clinic.people.model import PersonRecord
from app.clinic.risk.assessment import Assessment
from app.clinic.risk.forms import ALL_CONDITIONS, ReferralForm
from app.clinic.risk.rules import ChoiceFactor, Factor, NumberFactor, RuleBase
from app.kernel.clock import local_date
from ui.papers.blocks import (
    Align,
    Block,
    Column,
    Fact,
    Facts,
    Heading,
    Note,
    Pair,
    Pairs,
    PaperText,
    Result,
    Row,
    SignHere,
    Table,
)
from ui.papers.document import BlockPaper
from ui.papers.identity import document_words, phone_words
from ui.papers.issue import Issue, paper_text
from ui.papers.paper import PaperOffer
from ui.pregnancy.card_reading import class_look, class_name, factor_words, points, source_words, strongest_first
from ui.texts import chosen_language, tr
from ui.texts.formats import show_date, show_instant, show_number

_SHORT_HASH = 12


@dataclass(frozen=True)
class PrintRequest:
    """Everything that the sheet is made of. `lmp`: that of the pregnancy; `rules`: those of the classification."""

    person: PersonRecord
    lmp: date | None
    stored: StoredAssessment
    rules: RuleBase
    issue: Issue


def classification_offer(request: PrintRequest) -> PaperOffer:
    """The sheet of a stored classification."""
    return PaperOffer(
        heading=tr("papers.preview_title"),
        make=lambda size: BlockPaper(classification_text(request), size),
        out=PaperOut(PaperKind.CLASSIFICATION, "assessment", request.stored.id),
    )


def classification_text(request: PrintRequest) -> PaperText:
    """What stands on it, in the language that is spoken."""
    stored, rules = request.stored, request.rules
    assessment = stored.assessment
    zone = request.issue.profile.time_zone
    result = Result(
        class_look(assessment.risk_class)[1],
        class_name(assessment.risk_class, rules),
        uncertain_words(assessment, rules),
        points(assessment.total),
    )
    base = tr(
        "papers.rule_base",
        title=rules.title.in_language(chosen_language()),
        version=assessment.rule_base_version,
        hash=assessment.rule_base_sha256[:_SHORT_HASH],
    )
    made = tr("papers.made", name=stored.by, at=show_instant(stored.recorded_at, zone))
    blocks: list[Block] = [
        Pairs(tuple(_person(request))),
        result,
        Heading(tr("papers.factors")),
        factors_table(assessment, rules),
        Heading(tr("papers.answers")),
        *_sections(stored.form, rules),
        SignHere((tr("papers.signature"),)),
        Note(made, small=True),
        Note(base, small=True),
    ]
    marks = () if stored.is_current else (tr("papers.corrected"),)
    person = request.person
    return paper_text(
        request.issue,
        tr("papers.title"),
        tr("papers.file_name"),
        blocks,
        about=person.shown_name,
        synthetic=person.synthetic,
        marks=marks,
    )


def factors_table(assessment: Assessment, rules: RuleBase) -> Table:
    """What added points, the strongest first, each with its source."""
    columns = (
        Column(tr("papers.points"), 1.1, align=Align.RIGHT),
        Column(tr("papers.factor"), 5),
        Column(tr("papers.source"), 5, 4),
    )
    rows = tuple(
        Row((f"+{_figure(one.points)}", factor_words(one), source_words(one, rules)))
        for one in strongest_first(assessment.fired)
    )
    return Table(columns, rows, empty=tr("papers.factors_none"))


def uncertain_words(assessment: Assessment, rules: RuleBase) -> str:
    """What the answers that are missing could still change."""
    if not assessment.unknown:
        return tr("papers.all_answered")
    if assessment.is_certain:
        return tr("papers.missing_harmless", count=len(assessment.unknown))
    others = [code for code in assessment.reachable if code != assessment.risk_class]
    names = ", ".join(class_name(code, rules) for code in others)
    return tr("papers.missing_may_change", count=len(assessment.unknown), classes=names)


def _person(request: PrintRequest) -> Iterable[Pair]:
    person = request.person
    day = local_date(request.stored.recorded_at, request.issue.profile.time_zone)
    years = completed_years(person.birth_date, day)
    yield Pair(tr("papers.birth"), tr("papers.birth_age", date=show_date(person.birth_date), years=years))
    if person.social_name:
        yield Pair(tr("papers.full_name"), person.full_name)
    yield Pair(tr("papers.mother"), person.mother_name or tr("papers.unknown"))
    yield Pair(tr("papers.document"), document_words(person.cpf, person.cns))
    yield Pair(tr("papers.municipality"), person.municipality_name)
    yield Pair(tr("papers.phone"), phone_words(person.phone) or "—")
    if request.lmp is None:
        yield Pair(tr("papers.gestational_age"), tr("papers.lmp_unknown"))
        return
    age = gestational_age(request.lmp, day)
    if age is not None:
        yield Pair(tr("papers.gestational_age"), tr("papers.weeks_days", weeks=age.weeks, days=age.days))
    yield Pair(tr("papers.lmp_due"), f"{show_date(request.lmp)} · {show_date(due_date(request.lmp))}")


def _sections(form: ReferralForm, rules: RuleBase) -> Iterable[Block]:
    for section in rules.sections:
        answers = tuple(_answer(factor, form) for factor in rules.in_section(section.code))
        if answers:
            yield Heading(section.label.in_language(chosen_language()), small=True)
            yield Facts(answers)


def _answer(factor: Factor, form: ReferralForm) -> Fact:
    language = chosen_language()
    question = factor.label.in_language(language)
    not_asked = Fact(question, tr("papers.not_asked"), given=False)
    if isinstance(factor, NumberFactor):
        value = getattr(form, factor.code)
        if value is None:
            return not_asked
        return Fact(question, f"{_figure(float(value))} {factor.unit.in_language(language)}")
    if isinstance(factor, ChoiceFactor):
        chosen = getattr(form, factor.code)
        label = next((one.label for one in factor.values if chosen is not None and one.code == chosen.value), None)
        return not_asked if label is None else Fact(question, label.in_language(language))
    if factor.code in form.conditions:
        return Fact(question, tr("common.yes").upper(), strong=True)
    if form.conditions_asked == ALL_CONDITIONS or factor.code in form.conditions_asked:
        return Fact(question, tr("common.no"))
    return not_asked


def _figure(number: float) -> str:
    return show_number(Decimal(str(number)).normalize() if number % 1 else int(number))
