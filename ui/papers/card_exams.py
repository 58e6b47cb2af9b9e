"""The exams of the card: one row an exam, its latest results side by side, room for those to come."""

from collections import defaultdict
from collections.abc import Iterator

from app.clinic.prenatal.exam_catalogue import ExamKind, exams
from app.clinic.prenatal.exams_service import Request, RequestStatus, Result
from ui.papers.blocks import Column, Row, Table
from ui.papers.pregnancy_data import PregnancyData
from ui.papers.words import exam_name, reading_words, value_words
from ui.pregnancy.words import gestational_words
from ui.texts import tr
from ui.texts.formats import show_date

_SHOWN = 3


def exams_table(data: PregnancyData) -> Table:
    """Laboratory and ultrasound; what was read at a visit stands among the visits."""
    found: dict[str, list[Result]] = defaultdict(list)
    for one in data.results:
        if one.is_current:
            found[one.code].append(one)
    asked: dict[str, Request] = {one.code: one for one in data.requests if one.status is not RequestStatus.DONE}
    columns = (
        Column(tr("paper_card.exam"), 3.4, 3),
        *(Column(tr("paper_card.exam_result", number=number), 4, 3.4) for number in range(1, _SHOWN + 1)),
    )
    return Table(columns, tuple(_rows(found, asked)), blank_rows=2)


def _rows(found: dict[str, list[Result]], asked: dict[str, Request]) -> Iterator[Row]:
    for code, what in exams().items():
        if what.kind is ExamKind.PHYSICAL:
            continue
        results = found.get(code, [])
        # Free words come only where there are some; every other exam keeps its row, to be filled in.
        if what.type == "text" and not results:
            continue
        cells = [_cell(one) for one in results[-_SHOWN:]]
        if len(cells) < _SHOWN and code in asked:
            cells.append(tr("paper_card.exam_asked", date=show_date(asked[code].requested_on)))
        name = exam_name(code)
        if len(results) > _SHOWN:
            name = tr("paper_card.exam_more", exam=name, count=len(results) - _SHOWN)
        yield Row((name, *cells, *[""] * (_SHOWN - len(cells))), to_write=len(cells) < _SHOWN)


def _cell(one: Result) -> str:
    when = show_date(one.taken_on)
    if one.age is not None:
        when = f"{when} · {gestational_words(one.age)}"
    reading = reading_words(one)
    return "\n".join(part for part in (when, value_words(one), reading) if part)
