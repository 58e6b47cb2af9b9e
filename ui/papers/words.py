"""Words that several papers share: who she is, how far, what was measured, what came out of an exam."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from app.clinic.dating import completed_years, due_date, gestational_age
from app.clinic.people.model import PersonRecord
from app.clinic.prenatal.exam_catalogue import Level, exam
from app.clinic.prenatal.exams_service import Result
from app.clinic.prenatal.interpretation import gravest
from app.clinic.prenatal.planner import PlannedVisit, VisitStatus
from app.clinic.prenatal.schedules import Professional
from app.kernel.clock import local_date
from ui.papers.blocks import Pair
from ui.papers.blocks import Result as ResultBlock
from ui.papers.identity import document_words, phone_words
from ui.papers.pregnancy_data import PregnancyData
from ui.pregnancy.card_reading import class_look, class_name, points
from ui.pregnancy.exams.words import exam_words
from ui.pregnancy.exams.words import value_words as exam_value_words
from ui.pregnancy.words import gestational_words
from ui.texts import chosen_language, tr
from ui.texts.formats import show_date, show_number


def identity_pairs(data: PregnancyData) -> Iterator[Pair]:
    """Who she is, on the day of the paper."""
    return person_pairs(data.person, data.today)


def person_pairs(person: PersonRecord, day: date) -> Iterator[Pair]:
    """Who she is, with her age on a day; what is not known is a line to write on."""
    years = completed_years(person.birth_date, day)
    yield Pair(tr("papers.birth"), tr("papers.birth_age", date=show_date(person.birth_date), years=years))
    if person.social_name:
        yield Pair(tr("papers.full_name"), person.full_name)
    yield Pair(tr("papers.mother"), person.mother_name or "")
    # Who has no document is told so by a word: a line would ask for one.
    yield Pair(tr("papers.document"), document_words(person.cpf, person.cns))
    yield Pair(tr("papers.phone"), phone_words(person.phone))
    yield Pair(tr("papers.municipality"), person.municipality_name)


def dating_pairs(data: PregnancyData) -> Iterator[Pair]:
    """Last period, due date and how far she is today."""
    lmp = data.pregnancy.lmp
    yield Pair(tr("paper_words.lmp"), show_date(lmp) if lmp else "")
    yield Pair(tr("paper_words.due"), show_date(due_date(lmp)) if lmp else "", strong=True)
    yield Pair(tr("paper_words.age_today"), age_on(lmp, data.today))
    used = data.dating.in_use
    yield Pair(tr("paper_words.dated_by"), tr(f"prenatal.method_{used.estimate.method.value}") if used else "")


def age_on(lmp: date | None, day: date) -> str:
    """`23s4d`; empty where it is not known."""
    age = gestational_age(lmp, day) if lmp else None
    return gestational_words(age) if age else ""


def risk_result(data: PregnancyData) -> ResultBlock:
    """The class in force, or that nobody has classified her."""
    stored = data.assessment
    if stored is None:
        return ResultBlock("", tr("paper_words.not_classified"), tr("paper_words.not_classified_more"))
    found = stored.assessment
    made = tr("paper_words.classified_on", date=show_date(local_date(stored.recorded_at, data.zone)), name=stored.by)
    return ResultBlock(
        class_look(found.risk_class)[1], class_name(found.risk_class, stored.rules), made, points(found.total)
    )


def figure(value: float | None, decimals: int | None = None) -> str:
    """A number as it is written; empty where there is none."""
    if value is None:
        return ""
    if decimals is not None:
        return show_number(value, decimals)
    exact = Decimal(str(value)).normalize()
    return show_number(int(exact) if exact == exact.to_integral_value() else exact)


def measured(value: float | None, unit: str, decimals: int | None = None) -> str:
    """`82,5 kg`; empty where there is none."""
    return f"{figure(value, decimals)} {unit}" if value is not None else ""


def exam_name(code: str) -> str:
    """What the exam is called."""
    return exam_words(code)


def value_words(result: Result) -> str:
    """`11,2 g/dl`, `Não reagente`; `REAGENTE` in capitals, for the two are easily confused on a bad copy."""
    if result.value is None:
        return ""
    words = exam_value_words(exam(result.code), result.value)
    return words.upper() if result.value == "reactive" else words


def reading_words(result: Result) -> str:
    """What the gravest source says of it; empty where it is usual or nobody says anything."""
    worst = gravest(result.readings)
    if worst in (None, Level.USUAL):
        return ""
    language = chosen_language()
    return next(one.label.in_language(language) for one in result.readings if one.level is worst)


def professional_words(one: Professional | None) -> str:
    """Nurse or doctor; empty where it is open."""
    return tr(f"prenatal.professional_{one.value}") if one else ""


def next_visit_words(one: PlannedVisit | None) -> str:
    """When she should come again, and to whom; empty where nothing is planned."""
    if one is None:
        return ""
    words = show_date(one.day)
    if one.status is VisitStatus.OVERDUE:
        words = tr("paper_words.next_overdue", date=words)
    who = professional_words(one.professional)
    return f"{words} · {who}" if who else words
