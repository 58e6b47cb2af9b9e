"""The report of the referrals on paper: key figures, reasons beside what was published, units, causes; no name."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.clinic.papers import PaperKind, PaperOut
from app.clinic.referral.published import published
from app.clinic.referral.statistics import Statistics
from app.clinic.reports.periods import Period
from ui.papers.blocks import Align, Block, Column, Heading, Note, PaperText, Row, Table
from ui.papers.document import BlockPaper
from ui.papers.issue import Issue, paper_text
from ui.papers.paper import PaperOffer
from ui.reports.reading import period_words
from ui.reports.referrals.reading import Group, read_causes, read_figures, read_reasons, read_units, share_words
from ui.texts import tr
from ui.texts.formats import show_number


@dataclass(frozen=True)
class ReferralPrint:
    """What is printed; `names`: units by CNES."""

    now: Statistics
    before: Statistics | None
    period: Period
    names: dict[str, str]
    issue: Issue


def referral_report_offer(wanted: ReferralPrint) -> PaperOffer:
    """The report as a paper."""
    part = " ".join(day.isoformat() for day in (wanted.period.since, wanted.period.until) if day)
    return PaperOffer(
        heading=tr("reports.paper_heading"),
        make=lambda size: BlockPaper(referral_report_text(wanted), size),
        out=PaperOut(PaperKind.REPORT, "report", "referrals", part),
    )


def referral_report_text(wanted: ReferralPrint) -> PaperText:
    """The whole paper in the language spoken."""
    about = period_words(wanted.period.since, wanted.period.until)
    title, file_name = tr("referral_report.paper_title"), tr("referral_report.file_name")
    return paper_text(wanted.issue, title, file_name, tuple(_blocks(wanted)), about=about)


def _blocks(wanted: ReferralPrint) -> Sequence[Block]:
    now, figures = wanted.now, read_figures(wanted.now, wanted.before)
    causes = [Row((words, show_number(count))) for _, words, count in read_causes(now)]
    blocks: list[Block] = [
        Table(
            (
                Column(tr("reports.column_figure"), 4),
                Column(tr("reports.column_value"), 1.4, align=Align.RIGHT),
                Column(tr("reports.column_of"), 5),
                Column(tr("reports.column_earlier"), 2.4),
            ),
            tuple(Row((one.title, one.big, one.of, one.before)) for one in figures),
        ),
        Heading(tr("referral_report.tab_reasons")),
        _groups(read_reasons(now), tr("referral_report.column_reason"), compared=True),
        Note(tr("referral_report.paper_source", source=published().source), small=True),
        Heading(tr("referral_report.tab_units")),
        _groups(read_units(now, wanted.names), tr("referral_report.column_unit"), compared=False),
        Heading(tr("referral_report.tab_causes")),
        Table(
            (
                Column(tr("referral_report.column_cause"), 8),
                Column(tr("referral_report.column_answers"), 2, align=Align.RIGHT),
            ),
            tuple(causes),
            empty=tr("referral_report.no_causes"),
        ),
        Heading(tr("reports.how_title")),
    ]
    return [*blocks, *(Note(f"{one.title}: {one.how}", small=True) for one in figures)]


def _groups(groups: Sequence[Group], first: str, *, compared: bool) -> Table:
    right = Align.RIGHT
    columns = [
        Column(first, 4, 3.4),
        Column(tr("referral_report.column_answered"), 1.9, 2.7, right),
        Column(tr("referral_report.column_confirmed"), 2, 2.3, right),
        Column(tr("referral_report.column_not_confirmed"), 2.2, 2.4, right),
        Column(tr("referral_report.column_inconclusive"), 2, 2.4, right),
        Column(tr("referral_report.column_unanswered"), 1.6, 0, right),
    ]
    columns += [Column(tr("referral_report.column_published"), 2.2, 0, right)] if compared else []
    rows = []
    for one in groups:
        counts = one.counts
        parts = (counts.confirmed, counts.not_confirmed, counts.inconclusive)
        cells = [one.label, show_number(counts.answered), *(share_words(part, counts) for part in parts)]
        cells += [show_number(counts.unanswered), *([one.known_words] if compared else [])]
        rows.append(Row(tuple(cells)))
    return Table(tuple(columns), tuple(rows), empty=tr("referral_report.empty_next"))
