"""The report on paper: key figures, classes, reasons and groups as tables; no name stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.clinic.papers import PaperKind, PaperOut
from app.clinic.reports.model import ReportBy, ReportFigure, ReportPair, ReportRow
from app.clinic.reports.periods import Period
from app.clinic.risk.rules import RuleBase
from ui.papers.blocks import Align, Block, Column, Heading, Note, PaperText, Row, Table
from ui.papers.document import BlockPaper
from ui.papers.issue import Issue, paper_text
from ui.papers.paper import PaperOffer
from ui.reports.bar_picture import class_bars
from ui.reports.reading import (
    CLASSES,
    Share,
    class_words,
    group_words,
    how_counted,
    part_and_whole,
    percent,
    period_words,
    read_classes,
    read_reasons,
    read_tiles,
    sentence,
    short_class,
)
from ui.texts import tr
from ui.texts.formats import show_number
from ui.widgets.badges import risk_look

_MOST_REASONS = 15


@dataclass(frozen=True)
class ReportPrint:
    """What is printed. `own`: (CNES, name) of this unit; `unit`: the one unit counted, in words, or empty."""

    pair: ReportPair
    period: Period
    before: Period | None
    by: ReportBy
    rules: RuleBase
    reasons_of: str | None
    own: tuple[str, str]
    unit: str
    issue: Issue


def report_offer(wanted: ReportPrint) -> PaperOffer:
    """The report as a paper."""
    days = (wanted.period.since, wanted.period.until)
    part = " ".join(day.isoformat() for day in days if day)
    return PaperOffer(
        heading=tr("reports.paper_heading"),
        make=lambda size: BlockPaper(report_text(wanted), size),
        out=PaperOut(PaperKind.REPORT, "report", "pregnancies", part),
    )


def report_text(wanted: ReportPrint) -> PaperText:
    """The whole paper in the language spoken."""
    about = period_words(wanted.period.since, wanted.period.until)
    if wanted.unit:
        about = f"{about} · {wanted.unit}"
    return paper_text(
        wanted.issue, tr("reports.paper_title"), tr("reports.file_name"), tuple(_blocks(wanted)), about=about
    )


def _blocks(wanted: ReportPrint) -> Sequence[Block]:
    pair = wanted.pair
    classes = read_classes(pair)
    reasons = read_reasons(pair, wanted.rules, wanted.reasons_of)[:_MOST_REASONS]
    of_class = class_words(wanted.reasons_of) if wanted.reasons_of else tr("reports.every_class")
    blocks: list[Block] = [
        Note(sentence(wanted.period, wanted.before), small=True),
        _figures(pair),
        Heading(tr("reports.tab_classes")),
        class_bars(classes),
        _shares(classes, tr("reports.column_class"), shaped=True),
        Heading(f"{tr('reports.tab_reasons')}: {of_class}"),
        _shares(reasons, tr("reports.column_reason")) if reasons else Note(tr("reports.no_reasons")),
        Heading(tr(f"reports.by_{wanted.by.value}")),
        _groups(wanted),
        Heading(tr("reports.how_title")),
    ]
    notes = (*(one.figure for one in read_tiles(pair)), ReportFigure.CLASS, ReportFigure.REASON)
    blocks += [Note(f"{tr(f'reports.figure_{one.value}')}: {how_counted(one)}", small=True) for one in notes]
    return blocks


def _figures(pair: ReportPair) -> Table:
    columns = (
        Column(tr("reports.column_figure"), 5),
        Column(tr("reports.column_value"), 1.4, align=Align.RIGHT),
        Column(tr("reports.column_of"), 5),
        Column(tr("reports.column_earlier"), 3),
    )
    rows = [Row((one.title, one.big, one.of, one.before), strong=False) for one in read_tiles(pair)]
    return Table(columns, tuple(rows))


def _shares(shares: Sequence[Share], first: str, *, shaped: bool = False) -> Table:
    compared = any(one.before is not None for one in shares)
    figures = ["reports.column_count", "reports.column_share"]
    figures += ["reports.column_before", "reports.column_share_before"] if compared else []
    columns = (Column(first, 6, 5), *(Column(tr(key), 1.5, 2, Align.RIGHT) for key in figures))
    rows = []
    for one in shares:
        cells = [risk_look(one.code or None)[0] if shaped else one.label, show_number(one.count), one.share]
        cells += [show_number(one.before or 0), one.share_before] if compared else []
        rows.append(Row(tuple(cells), shape=risk_look(one.code or None)[2] if shaped else ""))
    return Table(columns, tuple(rows))


def _groups(wanted: ReportPrint) -> Table:
    # On A5 what counts only a few stands in a line of its own below the row.
    right = Align.RIGHT
    columns = (
        Column(tr("reports.column_group"), 3, 2.4),
        Column(tr("reports.short_opened"), 1.4, 1.8, right),
        *(Column(short_class(code), 1.8, 2.1 if code else 0, right) for code in CLASSES),
        Column(tr("reports.short_early"), 1.6, 1.5, right),
        Column(tr("reports.short_enough_visits"), 1.6, 1.5, right),
        Column(tr("reports.short_past_due"), 1.6, 0, right),
        Column(tr("reports.short_not_seen"), 1.6, 0, right),
    )
    rows = [_group_row(group_words(row.group, wanted.by, wanted.own), row) for row in wanted.pair.now.rows]
    rows.append(_group_row(tr("reports.total"), wanted.pair.now.total(), strong=True))
    return Table(columns, tuple(rows))


def _group_row(words: str, row: ReportRow, *, strong: bool = False) -> Row:
    cells = (
        words,
        show_number(row.opened),
        *(show_number(row.by_class.get(code, 0)) for code in CLASSES),
        percent(*part_and_whole(ReportFigure.EARLY, row)),
        percent(*part_and_whole(ReportFigure.ENOUGH_VISITS, row)),
        show_number(row.past_due),
        show_number(row.not_seen),
    )
    return Row(cells, strong=strong)
