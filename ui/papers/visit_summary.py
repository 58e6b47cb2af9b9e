"""The summary of one visit: what was measured, asked, found and agreed on that day; hers to take home."""

from collections.abc import Iterator
from datetime import date

from app.clinic.danger_signs.readings import answers_of
from app.clinic.danger_signs.signs import who_danger_signs
from app.clinic.papers import PaperKind, PaperOut
from app.clinic.prenatal.exam_catalogue import ExamKind, exam
from app.clinic.prenatal.visits_service import Visit
from app.kernel.clock import local_date
from ui.papers.blocks import (
    Block,
    Bullets,
    Column,
    Heading,
    Note,
    Pair,
    Pairs,
    PaperText,
    Row,
    SignHere,
    Table,
    WritingLines,
)
from ui.papers.document import BlockPaper
from ui.papers.issue import paper_text
from ui.papers.paper import PaperOffer, PaperSize
from ui.papers.pregnancy_data import PregnancyData
from ui.papers.visit_rows import values_by_day, visit_line
from ui.papers.words import (
    age_on,
    exam_name,
    identity_pairs,
    next_visit_words,
    professional_words,
    reading_words,
    risk_result,
    value_words,
)
from ui.texts import chosen_language, tr
from ui.texts.formats import show_date


def visit_offer(data: PregnancyData, visit: Visit) -> PaperOffer:
    """The summary of one visit that holds; half a sheet is enough for most."""
    return PaperOffer(
        heading=tr("paper_visit.title"),
        make=lambda size: BlockPaper(visit_text(data, visit), size),
        out=PaperOut(PaperKind.VISIT, "pregnancy", data.pregnancy.id, part=visit.day.isoformat()),
        size=PaperSize.A5,
    )


def visit_text(data: PregnancyData, visit: Visit) -> PaperText:
    """What stands on it, in the language that is spoken."""
    person, day = data.person, visit.day
    blocks: list[Block] = [
        Pairs(tuple(identity_pairs(data)), columns=3),
        Pairs(tuple(_when(data, visit))),
        risk_result(data),
        Heading(tr("paper_visit.measured")),
        Pairs(tuple(_measures(data, visit)), columns=6),
        *_danger(data, day),
        *_found(data, day),
        *_words(visit),
        Heading(tr("paper_visit.onwards")),
        Note(_next(data, visit), framed=True, strong=True),
        WritingLines(tr("paper_visit.advice"), 3),
        SignHere((tr("papers.signature"), tr("paper_visit.her_signature"))),
    ]
    return paper_text(
        data.issue,
        tr("paper_visit.title"),
        tr("paper_visit.file_name", day=day.isoformat()),
        blocks,
        about=person.shown_name,
        synthetic=person.synthetic,
    )


def _when(data: PregnancyData, visit: Visit) -> Iterator[Pair]:
    yield Pair(tr("paper_visit.day"), show_date(visit.day), strong=True)
    yield Pair(tr("paper_visit.age"), age_on(data.pregnancy.lmp, visit.day), strong=True)
    yield Pair(tr("paper_words.due"), show_date(data.pregnancy.due_date) if data.pregnancy.due_date else "")
    who = professional_words(visit.professional)
    yield Pair(tr("paper_visit.who"), f"{visit.by} · {who}" if who else visit.by)


def _measures(data: PregnancyData, visit: Visit) -> Iterator[Pair]:
    line = visit_line(data, visit.day, (visit,), values_by_day(data).get(visit.day, {}))
    yield Pair(tr("paper_card.visit_weight"), line.weight)
    yield Pair(tr("paper_card.visit_index"), line.index)
    yield Pair(tr("paper_card.visit_pressure"), line.pressure.replace("\n", " "))
    yield Pair(tr("paper_card.visit_fundal_height"), line.fundal_height)
    yield Pair(tr("paper_card.visit_heart_rate"), line.heart_rate)
    yield Pair(tr("paper_card.visit_oedema"), line.oedema)


def _danger(data: PregnancyData, day: date) -> Iterator[Block]:
    """The danger signs as they were asked on that day; not asked is told as such."""
    signs, language = who_danger_signs().signs, chosen_language()
    asked = answers_of(one for one in data.observations if local_date(one.observed_at, data.zone) == day)
    present = [sign.label.in_language(language) for code, sign in signs.items() if asked.get(code)]
    yield Heading(tr("paper_visit.danger"))
    if present:
        yield Bullets(tuple(present), columns=2)
    else:
        told = "none" if all(code in asked for code in signs) else "some" if asked else "not_asked"
        yield Note(tr(f"paper_visit.danger_{told}"))


def _found(data: PregnancyData, day: date) -> Iterator[Block]:
    """Results of that day, exams asked for and vaccines given on it."""
    results = [
        one
        for one in data.results
        if one.is_current and one.taken_on == day and exam(one.code).kind is not ExamKind.PHYSICAL
    ]
    if results:
        columns = (
            Column(tr("paper_card.exam"), 3),
            Column(tr("paper_visit.result"), 3),
            Column(tr("paper_visit.reading"), 4),
        )
        yield Heading(tr("paper_visit.results"))
        yield Table(columns, tuple(Row((exam_name(one.code), value_words(one), reading_words(one))) for one in results))
    asked = [exam_name(one.code) for one in data.requests if one.requested_on == day]
    if asked:
        yield Heading(tr("paper_visit.asked"))
        yield Bullets(tuple(asked), columns=2)
    given = {one.id for one in data.vaccines.records if one.is_dose and one.given_on == day}
    doses = [one.vaccine.label.in_language(chosen_language()) for one in data.vaccines.doses if one.given_id in given]
    if doses:
        yield Heading(tr("paper_visit.vaccines"))
        yield Bullets(tuple(doses), columns=2)


def _words(visit: Visit) -> Iterator[Block]:
    """Complaints and conduct as they were written; lines where nothing was."""
    for heading, words in (("complaints", visit.complaints), ("note", visit.note)):
        yield Heading(tr(f"paper_visit.{heading}"))
        yield Note(words) if words else WritingLines(tr("paper_visit.note_by_hand"), 2)


def _next(data: PregnancyData, visit: Visit) -> str:
    """The day agreed on at this visit, else what the schedule says now."""
    words = show_date(visit.next_on) if visit.next_on else next_visit_words(data.plan.next)
    return tr("paper_card.next", when=words) if words else tr("paper_card.next_open")
