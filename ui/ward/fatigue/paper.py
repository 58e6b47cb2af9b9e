"""The counts on paper: beds and conditions as tables; no patient stands in it."""

from collections.abc import Sequence

from app.clinic.papers import PaperKind, PaperOut
from app.ward.fatigue.model import WardLoad
from ui.papers.blocks import Align, Block, Column, Heading, Note, PaperText, Row, Table
from ui.papers.document import BlockPaper
from ui.papers.issue import Issue, paper_text
from ui.papers.paper import PaperOffer
from ui.texts import tr
from ui.texts.formats import show_instant, show_number
from ui.ward.fatigue.words import bed_said, condition_words, lasted_words, per_day_words, published_words, share_words


def load_offer(load: WardLoad, issue: Issue) -> PaperOffer:
    """The counts as a paper."""
    return PaperOffer(
        heading=tr("ward_fatigue.title"),
        make=lambda size: BlockPaper(load_text(load, issue), size),
        out=PaperOut(PaperKind.REPORT, "report", "ward_alarms", f"{load.since.date()} {load.until.date()}"),
    )


def load_text(load: WardLoad, issue: Issue) -> PaperText:
    """The whole paper in the language spoken."""
    zone = issue.profile.time_zone
    about = tr("ward_fatigue.from_to", since=show_instant(load.since, zone), until=show_instant(load.until, zone))
    return paper_text(issue, tr("ward_fatigue.title"), tr("ward_fatigue.file_name"), tuple(_blocks(load)), about=about)


def _blocks(load: WardLoad) -> Sequence[Block]:
    return (
        _figures(load),
        Note(published_words(), small=True),
        Heading(tr("ward_fatigue.by_bed")),
        _beds(load),
        Heading(tr("ward_fatigue.by_condition")),
        _conditions(load),
        Note(tr("ward_fatigue.only_counts"), small=True),
    )


def _figures(load: WardLoad) -> Table:
    columns = (
        Column(tr("ward_fatigue.column_figure"), 6),
        Column(tr("ward_fatigue.column_value"), 2, align=Align.RIGHT),
    )
    rows = (
        (tr("ward_fatigue.audible_per_day"), per_day_words(load.audible_per_day)),
        (tr("ward_fatigue.alarms"), show_number(load.began)),
        (tr("ward_fatigue.repeats"), share_words(load.repeats, load.began)),
        (tr("ward_fatigue.seen_soon"), share_words(load.seen_soon, load.began)),
    )
    return Table(columns, tuple(Row(one) for one in rows))


def _beds(load: WardLoad) -> Table:
    columns = (
        Column(tr("ward_fatigue.bed"), 4),
        Column(tr("ward_fatigue.column_days"), 2, align=Align.RIGHT),
        Column(tr("ward_fatigue.column_audible"), 2, align=Align.RIGHT),
        Column(tr("ward_fatigue.column_per_day"), 4, align=Align.RIGHT),
    )
    rows = [Row((one.label, show_number(one.days, 1), show_number(one.audible), bed_said(one))) for one in load.beds]
    return Table(columns, tuple(rows))


def _conditions(load: WardLoad) -> Table:
    figures = ("began", "audible", "repeats", "seen_soon", "typical")
    columns = (
        Column(tr("ward_fatigue.column_condition"), 5),
        *(Column(tr(f"ward_fatigue.column_{name}"), 1.8, 2, Align.RIGHT) for name in figures),
    )
    rows = [
        Row(
            (
                condition_words(one),
                show_number(one.began),
                show_number(one.audible),
                show_number(one.repeats),
                share_words(one.seen_soon, one.began),
                lasted_words(one.typical),
            )
        )
        for one in load.conditions
    ]
    return Table(columns, tuple(rows))
