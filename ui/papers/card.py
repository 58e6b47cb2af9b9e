"""The pregnant woman's card: what she carries from visit to visit, and to the maternity."""

from collections.abc import Iterator, Sequence

from app.clinic.danger_signs.signs import who_danger_signs
from app.clinic.papers import PaperKind, PaperOut
from app.clinic.prenatal.history_questions import groups
from app.clinic.prenatal.history_service import Answer
from app.clinic.prenatal.planner import VisitStatus
from app.clinic.prenatal.vaccines import DoseState, DoseStatus
from app.clinic.prenatal.weight import body_mass_index, shown_index
from ui.allergies.words import state_words
from ui.papers.blocks import (
    Align,
    Block,
    Bullets,
    Column,
    Heading,
    Note,
    Pair,
    Pairs,
    PaperText,
    Picture,
    Row,
    Table,
    WritingLines,
)
from ui.papers.card_exams import exams_table
from ui.papers.chart_picture import CHARTS_ON_CARD, chart_block
from ui.papers.document import BlockPaper
from ui.papers.issue import paper_text
from ui.papers.paper import PaperOffer
from ui.papers.pregnancy_data import PregnancyData
from ui.papers.visit_rows import VisitLine, visit_lines
from ui.papers.words import (
    dating_pairs,
    figure,
    identity_pairs,
    measured,
    next_visit_words,
    risk_result,
    value_words,
)
from ui.texts import chosen_language, tr
from ui.texts.formats import show_date

_LEAST_BLANK_VISITS = 3
_MOST_BLANK_VISITS = 8


def card_offer(data: PregnancyData) -> PaperOffer:
    """The card of one pregnancy."""
    return PaperOffer(
        heading=tr("paper_card.title"),
        make=lambda size: BlockPaper(card_text(data), size),
        out=PaperOut(PaperKind.CARD, "pregnancy", data.pregnancy.id),
    )


def card_text(data: PregnancyData) -> PaperText:
    """What stands on it, in the language that is spoken."""
    blocks: list[Block] = [
        Pairs(tuple(_identity(data))),
        risk_result(data),
        Pairs(tuple(_dating(data))),
        Note(_next(data), framed=True, strong=True),
        *_danger(),
        Heading(tr("paper_card.history")),
        *_history(data),
        Heading(tr("paper_card.visits")),
        _visits(visit_lines(data), _blank_rows(data)),
        Heading(tr("paper_card.exams")),
        exams_table(data),
        Heading(tr("paper_card.vaccines")),
        _vaccines(data),
        WritingLines(tr("paper_card.notes"), 4),
        *_charts(data),
    ]
    person = data.person
    return paper_text(
        data.issue,
        tr("paper_card.title"),
        tr("paper_card.file_name"),
        blocks,
        about=person.shown_name,
        synthetic=person.synthetic,
    )


def _identity(data: PregnancyData) -> Iterator[Pair]:
    yield from identity_pairs(data)
    yield Pair(tr("allergies.heading"), state_words(data.allergies), wide=True, strong=True)
    yield Pair(tr("paper_card.emergency_contact"))
    yield Pair(tr("paper_card.maternity"))
    yield Pair(tr("paper_card.address"), wide=True)


def _dating(data: PregnancyData) -> Iterator[Pair]:
    yield from dating_pairs(data)
    before, height = data.number("weight_before_kg"), data.number("height_cm")
    index = shown_index(body_mass_index(before, height)) if before and height else None
    yield Pair(tr("paper_card.weight_before"), measured(before, "kg"))
    yield Pair(tr("paper_card.height"), measured(height, "cm"))
    yield Pair(tr("paper_card.index_before"), figure(float(index), 1) if index is not None else "")
    group, rhesus = data.result("blood_group"), data.result("rh_factor")
    yield Pair(tr("paper_card.blood"), " ".join(value_words(one) for one in (group, rhesus) if one))
    yield Pair(tr("paper_card.pregnancies"), figure(data.number("pregnancies_count")))
    yield Pair(tr("paper_card.births"), figure(data.number("births_count")))
    yield Pair(tr("paper_card.abortions"))
    yield Pair(tr("paper_card.companion"))


def _next(data: PregnancyData) -> str:
    words = next_visit_words(data.plan.next)
    return tr("paper_card.next", when=words) if words else tr("paper_card.next_open")


def _danger() -> Iterator[Block]:
    """The signs of the list that the form asks first, with what to do now."""
    signs, language = who_danger_signs(), chosen_language()
    yield Heading(tr("paper_card.danger"))
    telephone = next((one for one in signs.actions.values() if one.telephone), None)
    if telephone is not None:
        yield Note(tr("paper_card.danger_do", action=telephone.label.in_language(language)), strong=True)
    yield Bullets(tuple(one.label.in_language(language) for one in signs.signs.values()), columns=3)


def _history(data: PregnancyData) -> Iterator[Block]:
    """What she has had; what nobody asked is told, for it is not the same as no."""
    language = chosen_language()
    known = {one.question: one.answer for one in data.answers}
    questions = [one for group in groups() for one in group.questions]
    has = [one.label.in_language(language) for one in questions if known.get(one.code) is Answer.YES]
    if has:
        yield Bullets(tuple(has), columns=2)
    asked = sum(one.code in known for one in questions)
    if asked == 0:
        yield WritingLines(tr("paper_card.history_nothing_asked"), 2)
    else:
        yield Note(tr("paper_card.history_asked", yes=len(has), asked=asked, all=len(questions)), small=True)


def _blank_rows(data: PregnancyData) -> int:
    to_come = sum(one.status in (VisitStatus.PLANNED, VisitStatus.DUE, VisitStatus.OVERDUE) for one in data.plan.visits)
    return max(_LEAST_BLANK_VISITS, min(_MOST_BLANK_VISITS, to_come))


def _visits(lines: Sequence[VisitLine], blank: int) -> Table:
    columns = (
        Column(tr("paper_card.visit_date"), 5.6, 9.4),
        Column(tr("paper_card.visit_age"), 4, 6.6),
        Column(tr("paper_card.visit_weight"), 3.8, 6, Align.RIGHT),
        Column(tr("paper_card.visit_index"), 3.4, 5.4, Align.RIGHT),
        Column(tr("paper_card.visit_pressure"), 5.2, 8.4, Align.CENTER),
        Column(tr("paper_card.visit_fundal_height"), 3.2, 5, Align.RIGHT),
        Column(tr("paper_card.visit_heart_rate"), 3.4, 5.4, Align.RIGHT),
        Column(tr("paper_card.visit_oedema"), 4.4, 7.2, Align.CENTER),
        Column(tr("paper_card.visit_note"), 13, 0),
        Column(tr("paper_card.visit_who"), 6, 0),
    )
    rows = tuple(
        Row(
            (
                show_date(one.day),
                one.age,
                one.weight,
                one.index,
                one.pressure,
                one.fundal_height,
                one.heart_rate,
                one.oedema,
                one.note,
                one.who,
            )
        )
        for one in lines
    )
    return Table(columns, rows, blank_rows=blank)


def _vaccines(data: PregnancyData) -> Table:
    language = chosen_language()
    lots = {one.id: one.lot for one in data.vaccines.records}
    columns = (
        Column(tr("paper_card.vaccine"), 4),
        Column(tr("paper_card.vaccine_against"), 7, 0),
        Column(tr("paper_card.vaccine_dose"), 3),
        Column(tr("paper_card.vaccine_date"), 4),
        Column(tr("paper_card.vaccine_lot"), 4),
        Column(tr("paper_card.vaccine_stands"), 4),
    )
    rows = tuple(
        Row(
            (
                one.vaccine.label.in_language(language),
                one.vaccine.against.in_language(language),
                tr("paper_card.vaccine_booster")
                if one.is_booster
                else tr("paper_card.vaccine_number", number=one.number),
                _given(one),
                lots.get(one.given_id or "", ""),
                tr(f"prenatal.dose_{one.status.value}"),
            ),
            strong=one.status in (DoseStatus.DUE, DoseStatus.OVERDUE),
        )
        for one in data.vaccines.doses
        if one.status is not DoseStatus.NOT_APPLICABLE
    )
    return Table(columns, rows, blank_rows=2)


def _given(one: DoseState) -> str:
    if one.status is not DoseStatus.GIVEN:
        return ""
    return show_date(one.given_on) if one.given_on else tr("paper_card.vaccine_long_ago")


def _charts(data: PregnancyData) -> Iterator[Block]:
    charts = {one.chart: one for one in data.charts.charts}
    pictures: list[Block] = []
    for chart in CHARTS_ON_CARD:
        if chart in charts:
            heading, picture = chart_block(charts[chart])
            pictures += [heading, picture]
    if any(isinstance(one, Picture) for one in pictures):
        yield Heading(tr("paper_card.charts"))
        yield from pictures
