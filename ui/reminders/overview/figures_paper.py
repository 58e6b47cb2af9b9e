"""The figures on paper: how the messages stand, what came of each channel, why some were not sent; no name."""

from collections.abc import Sequence
from datetime import date

from app.clinic.papers import PaperKind, PaperOut
from app.reminders.figures import Dashboard
from ui.papers.blocks import Align, Block, Column, Heading, Note, Pair, Pairs, PaperText, Row, Table
from ui.papers.document import BlockPaper
from ui.papers.issue import Issue, paper_text
from ui.papers.paper import PaperOffer
from ui.reminders.overview.period_figures import channel_cells, channel_headings, facts
from ui.reminders.parts.words import channel_words, short_reason
from ui.texts import tr
from ui.texts.formats import show_date, show_number


def figures_offer(one: Dashboard, first: date, last: date, issue: Issue) -> PaperOffer:
    """The figures of these days as a paper."""
    return PaperOffer(
        heading=tr("overview_page.paper_title"),
        make=lambda size: BlockPaper(figures_text(one, first, last, issue), size),
        out=PaperOut(PaperKind.REPORT, "report", "messages", f"{first.isoformat()} {last.isoformat()}"),
    )


def figures_text(one: Dashboard, first: date, last: date, issue: Issue) -> PaperText:
    """The whole paper in the language spoken."""
    about = tr("overview_page.paper_days", first=show_date(first), last=show_date(last))
    title, name = tr("overview_page.paper_title"), tr("overview_page.paper_file")
    return paper_text(issue, title, name, _blocks(one), about=about)


def _blocks(one: Dashboard) -> Sequence[Block]:
    now = {
        "attention": one.for_a_person,
        "inbox": one.unseen,
        "requests": one.requests,
        "due": one.due_now,
        "waiting": sum(one.waiting.values()),
    }
    blocks: list[Block] = [
        Heading(tr("overview_page.by_channel")),
        _channels(one) if one.by_channel else Note(tr("overview_page.nothing")),
    ]
    if one.not_sent:
        in_order = sorted(one.not_sent.items(), key=lambda pair: -pair[1])
        rows = [(short_reason(code), show_number(count)) for code, count in in_order]
        blocks += [Heading(tr("overview_page.not_sent")), _pairs(rows)]
    blocks += [Heading(tr("overview_page.also")), Pairs(tuple(Pair(*fact) for fact in facts(one)), columns=2)]
    counts = [(tr(f"overview_page.tile_{name}"), show_number(count)) for name, count in now.items()]
    return [*blocks, Heading(tr("overview_page.paper_now")), _pairs(counts)]


def _channels(one: Dashboard) -> Table:
    first, *others = channel_headings()
    columns = (Column(first, 4, 4), *(Column(words, 2, 2, Align.RIGHT) for words in others))
    rows = [Row((channel_words(each.channel), *channel_cells(each))) for each in one.by_channel]
    return Table(columns, tuple(rows))


def _pairs(rows: Sequence[tuple[str, str]]) -> Table:
    columns = (
        Column(tr("overview_page.paper_what"), 6),
        Column(tr("overview_page.paper_count"), 3, align=Align.RIGHT),
    )
    return Table(columns, tuple(Row(row) for row in rows))
