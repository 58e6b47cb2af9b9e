"""The response times on paper: one table for each way to group them; no patient and no member of staff stands in it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from app.clinic.papers import PaperKind, PaperOut
from app.router.history.statistics import ResponseStatistics
from ui.alarms.statistics.view import how_counted
from ui.alarms.statistics.words import Group, by_bed, by_priority, by_shift, median_words, p90_words, soon_words
from ui.papers.blocks import Align, Block, Column, Heading, Note, Row, Table
from ui.papers.document import BlockPaper
from ui.papers.issue import Issue, paper_text
from ui.papers.paper import PaperOffer, PaperSize
from ui.texts import tr
from ui.texts.formats import show_instant, show_number


def statistics_offer(found: ResponseStatistics, issue: Issue) -> PaperOffer:
    """The figures as a paper."""
    since, until = datetime.fromtimestamp(found.since, UTC), datetime.fromtimestamp(found.until, UTC)
    zone = issue.profile.time_zone

    def make(size: PaperSize) -> BlockPaper:
        about = tr("ward_fatigue.from_to", since=show_instant(since, zone), until=show_instant(until, zone))
        title = tr("alarm_statistics.title")
        text = paper_text(issue, title, tr("alarm_statistics.file_name"), tuple(_blocks(found)), about=about)
        return BlockPaper(text, size)

    out = PaperOut(PaperKind.REPORT, "report", "alarm_response", f"{since.date()} {until.date()}")
    return PaperOffer(heading=tr("alarm_statistics.title"), make=make, out=out)


def _blocks(found: ResponseStatistics) -> Sequence[Block]:
    everything = ((tr("alarm_statistics.all"), found.all),)
    parts: list[Block] = [_table(everything)]
    for key, groups in (("priority", by_priority), ("shift", by_shift), ("bed", by_bed)):
        parts += [Heading(tr(f"alarm_statistics.by_{key}")), _table(groups(found))]
    return (*parts, *(Note(words, small=True) for words in how_counted()))


def _table(groups: Sequence[Group]) -> Table:
    names = ("calls", "accept_median", "accept_p90", "accept_soon", "presence_median", "presence_soon", "escalated")
    columns = (
        Column("", 3.4),
        *(Column(tr(f"alarm_statistics.column_{name}"), 2, 2, Align.RIGHT) for name in names),
    )
    rows = [
        Row(
            (
                name,
                show_number(one.calls),
                median_words(one.accept),
                p90_words(one.accept),
                soon_words(one.accept),
                median_words(one.presence),
                soon_words(one.presence),
                show_number(one.escalated),
            )
        )
        for name, one in groups
    ]
    return Table(columns, tuple(rows))
