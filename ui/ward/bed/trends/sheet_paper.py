"""The vital signs sheet: what a nurse copies to paper, hour by hour, and the alarms of these hours counted."""

from typing import Final

from app.clinic.papers import PaperKind, PaperOut
from app.ward.alarms.words import Priority
from app.ward.catalogue import vital_signs
from app.ward.picture.model import ShownBed
from ui.papers.blocks import Align, Block, Column, Note, Row, Table
from ui.papers.document import BlockPaper
from ui.papers.issue import Issue, paper_text
from ui.papers.paper import PaperOffer, PaperSize
from ui.texts import tr
from ui.ward.bed.trends.reading import Panel, Trends
from ui.ward.bed.trends.table import Line
from ui.ward.bed.trends.words import panel_name
from ui.ward.review.marks import stars
from ui.ward.review.times import full

_BESIDE: Final = 4
"""So many panels stand in columns on A5; the others below their line."""


def sheet_offer(issue: Issue, bed: ShownBed, trends: Trends, lines: tuple[Line, ...], step: float) -> PaperOffer:
    """The table as it is seen, the oldest line first: as it would be written by hand."""
    zone = issue.profile.time_zone

    def make(size: PaperSize) -> BlockPaper:
        columns = [Column(tr("ward_trends.column_when"), 3.1)]
        columns += [
            Column(panel_name(panel), _width(panel), 2 if at < _BESIDE else 0, Align.RIGHT)
            for at, panel in enumerate(trends.panels)
        ]
        span = tr("ward_trends.paper_span", start=full(trends.start, zone)[:-3], end=full(trends.end, zone)[:-3])
        blocks: list[Block] = [
            Note(span, small=True),
            Table(tuple(columns), tuple(Row((one.when, *one.cells)) for one in lines), empty=tr("ward_trends.nothing")),
            Note(tr("ward_trends.table_said", minutes=round(step / 60)), small=True),
            Note(_alarms(trends), small=True),
            Note(tr("ward_history.paper_check"), small=True),
        ]
        text = paper_text(
            issue,
            tr("ward_trends.paper_title"),
            tr("ward_trends.file_name", day=full(trends.end, zone)[:10].replace("/", "-")),
            blocks,
            about=" · ".join(part for part in (bed.label, bed.person) if part),
            marks=(tr("ward.simulated"),) if trends.simulated else (),
        )
        return BlockPaper(text, size)

    return PaperOffer(
        heading=tr("ward_trends.paper_title"),
        make=make,
        out=PaperOut(PaperKind.VITALS_SHEET, "ward_bed", bed.bed, part=full(trends.end, zone)),
    )


def _width(panel: Panel) -> float:
    """A temperature takes more room than a rate: "36,6 (36,3–38,9)"."""
    if panel.is_pressure:
        return 3.1
    return 3.9 if vital_signs()[panel.vitals[0]].decimals else 2.8


def _alarms(trends: Trends) -> str:
    """ "Alarmes: 2 ***, 5 **, 0 *"."""
    counts = ", ".join(f"{sum(mark.priority is one for mark in trends.marks)} {stars(one)}" for one in Priority)
    return tr("ward_trends.paper_alarms", counts=counts)
