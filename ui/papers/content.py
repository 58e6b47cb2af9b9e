"""What stands on the printed classification, as plain words: no widget, no page, nothing to look up any more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.clinic.assessments.model import StoredAssessment
from app.clinic.dating import completed_years, due_date, gestational_age
from app.clinic.people.model import PersonRecord
from app.clinic.risk.forms import ALL_CONDITIONS, ReferralForm
from app.clinic.risk.rules import ChoiceFactor, Factor, NumberFactor, RuleBase
from app.kernel.clock import local_date
from app.settings import StationProfile
from ui.papers.identity import document_words, phone_words
from ui.pregnancy.card_reading import class_look, class_name, factor_words, points, source_words, strongest_first
from ui.texts import chosen_language, tr
from ui.texts.formats import show_date, show_instant, show_number

_SHORT_HASH = 12


@dataclass(frozen=True)
class Answer:
    """One question with its answer; `given` is False for "not asked", `present` marks a condition that she has."""

    question: str
    answer: str
    given: bool
    present: bool = False


@dataclass(frozen=True)
class AnswerSection:
    """The answers of one section of the form."""

    heading: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class CountedFactor:
    """A line of the score."""

    points: str
    words: str
    source: str


@dataclass(frozen=True)
class ClassificationPaper:
    """The whole sheet, in reading order. `marks` are the words in the corner (synthetic data, corrected)."""

    title: str
    unit: str
    marks: tuple[str, ...]
    name: str
    person: tuple[tuple[str, str], ...]
    class_words: str
    shape: str
    total: str
    uncertain: str
    factors: tuple[CountedFactor, ...]
    sections: tuple[AnswerSection, ...]
    rule_base: str
    made: str
    printed: str
    notice: str


@dataclass(frozen=True)
class PrintRequest:
    """Everything that the sheet is made of. `lmp`: that of the pregnancy; `rules`: those of the classification."""

    person: PersonRecord
    lmp: date | None
    stored: StoredAssessment
    rules: RuleBase
    profile: StationProfile
    printed_by: str
    printed_at: datetime


def classification_paper(request: PrintRequest) -> ClassificationPaper:
    """The sheet in the chosen language."""
    profile, stored, rules = request.profile, request.stored, request.rules
    assessment = stored.assessment
    zone = profile.time_zone
    return ClassificationPaper(
        title=tr("papers.title"),
        unit=f"{profile.unit_name} · CNES {profile.cnes} · {profile.municipality_name}",
        marks=tuple(_marks(request)),
        name=request.person.shown_name,
        person=_person_lines(request),
        class_words=class_name(assessment.risk_class, rules),
        shape=class_look(assessment.risk_class)[1],
        total=points(assessment.total),
        uncertain=_uncertain(request),
        factors=tuple(
            CountedFactor(f"+{_figure(one.points)}", factor_words(one), source_words(one, rules))
            for one in strongest_first(assessment.fired)
        ),
        sections=tuple(_sections(stored.form, rules)),
        rule_base=tr(
            "papers.rule_base",
            title=rules.title.in_language(chosen_language()),
            version=assessment.rule_base_version,
            hash=assessment.rule_base_sha256[:_SHORT_HASH],
        ),
        made=tr("papers.made", name=stored.by, at=show_instant(stored.recorded_at, zone)),
        printed=tr("papers.printed", name=request.printed_by, at=show_instant(request.printed_at, zone)),
        notice=tr("papers.notice"),
    )


def _marks(request: PrintRequest) -> Iterable[str]:
    if request.profile.demo or request.person.synthetic:
        yield tr("papers.synthetic")
    if not request.stored.is_current:
        yield tr("papers.corrected")


def _person_lines(request: PrintRequest) -> tuple[tuple[str, str], ...]:
    person = request.person
    day = local_date(request.stored.recorded_at, request.profile.time_zone)
    years = completed_years(person.birth_date, day)
    lines = [(tr("papers.birth"), tr("papers.birth_age", date=show_date(person.birth_date), years=years))]
    if person.social_name:
        lines.append((tr("papers.full_name"), person.full_name))
    lines += [
        (tr("papers.mother"), person.mother_name or tr("papers.unknown")),
        (tr("papers.document"), document_words(person.cpf, person.cns)),
        (tr("papers.municipality"), person.municipality_name),
        (tr("papers.phone"), phone_words(person.phone) or "—"),
    ]
    if request.lmp is not None:
        age = gestational_age(request.lmp, day)
        if age is not None:
            lines.append((tr("papers.gestational_age"), tr("papers.weeks_days", weeks=age.weeks, days=age.days)))
        lines.append((tr("papers.lmp_due"), f"{show_date(request.lmp)} · {show_date(due_date(request.lmp))}"))
    else:
        lines.append((tr("papers.gestational_age"), tr("papers.lmp_unknown")))
    return tuple(lines)


def _uncertain(request: PrintRequest) -> str:
    assessment = request.stored.assessment
    if not assessment.unknown:
        return tr("papers.all_answered")
    if assessment.is_certain:
        return tr("papers.missing_harmless", count=len(assessment.unknown))
    others = [code for code in assessment.reachable if code != assessment.risk_class]
    names = ", ".join(class_name(code, request.rules) for code in others)
    return tr("papers.missing_may_change", count=len(assessment.unknown), classes=names)


def _sections(form: ReferralForm, rules: RuleBase) -> Iterable[AnswerSection]:
    for section in rules.sections:
        answers = tuple(_answer(factor, form) for factor in rules.in_section(section.code))
        if answers:
            yield AnswerSection(section.label.in_language(chosen_language()), answers)


def _answer(factor: Factor, form: ReferralForm) -> Answer:
    language = chosen_language()
    question = factor.label.in_language(language)
    not_asked = Answer(question, tr("papers.not_asked"), given=False)
    if isinstance(factor, NumberFactor):
        value = getattr(form, factor.code)
        if value is None:
            return not_asked
        return Answer(question, f"{_figure(float(value))} {factor.unit.in_language(language)}", given=True)
    if isinstance(factor, ChoiceFactor):
        chosen = getattr(form, factor.code)
        label = next((one.label for one in factor.values if chosen is not None and one.code == chosen.value), None)
        return not_asked if label is None else Answer(question, label.in_language(language), given=True)
    if factor.code in form.conditions:
        return Answer(question, tr("common.yes"), given=True, present=True)
    if form.conditions_asked == ALL_CONDITIONS or factor.code in form.conditions_asked:
        return Answer(question, tr("common.no"), given=True)
    return not_asked


def _figure(number: float) -> str:
    return show_number(Decimal(str(number)).normalize() if number % 1 else int(number))
