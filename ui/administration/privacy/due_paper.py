"""What comes due, on paper: for the meeting where a unit decides how long it keeps things. It names nobody."""

from collections.abc import Iterator

from app.clinic.papers import PaperKind, PaperOut
from app.privacy.due import Due, DueList
from ui.administration.privacy.period_words import count_words, due_words, entry_words, kept_words, label_of
from ui.papers.blocks import Block, Column, Heading, Note, PaperText, Row, Table
from ui.papers.document import BlockPaper
from ui.papers.issue import Issue, paper_text
from ui.papers.paper import PaperOffer
from ui.texts import tr
from ui.texts.formats import show_date, show_instant, show_number


def due_offer(issue: Issue, due: DueList) -> PaperOffer:
    """The list as a paper."""
    return PaperOffer(
        heading=tr("retention.paper_title"),
        make=lambda size: BlockPaper(due_text(issue, due), size),
        out=PaperOut(PaperKind.DUE_LIST, "station", "retention", part=due.at.date().isoformat()),
    )


def due_text(issue: Issue, due: DueList) -> PaperText:
    """What stands on it, in the language that is spoken."""
    zone = issue.profile.time_zone
    late = due.at <= issue.at
    when = tr("retention.due_now") if late else tr("retention.due_at", at=show_instant(due.at, zone))
    blocks: list[Block] = [Note(tr("retention.paper_about")), Note(when, strong=True), _summary(due)]
    for one in due.kinds:
        blocks += _entries(one, zone)
    file_name = tr("retention.paper_file")
    return paper_text(issue, tr("retention.paper_title"), file_name, blocks)


def _summary(due: DueList) -> Table:
    columns = (
        Column(tr("retention.paper_kind"), 4),
        Column(tr("retention.paper_period"), 1.6),
        Column(tr("retention.paper_due"), 3),
        Column(tr("retention.paper_stays"), 3.4),
    )
    rows = tuple(
        Row(
            (
                label_of(one.period),
                count_words(one.period.unit, one.until),
                _due_cell(one),
                "\n".join(kept_words(one)) or "—",
            ),
            strong=bool(one.count),
        )
        for one in due.kinds
    )
    return Table(columns, rows)


def _due_cell(due: Due) -> str:
    if due.oldest is None:
        return due_words(due)
    return f"{due_words(due)}\n{tr('retention.due_oldest', day=show_date(due.oldest))}"


def _entries(due: Due, zone: str) -> Iterator[Block]:
    """One line each, where there is more to say than how many."""
    if not due.entries:
        return
    columns = [Column(tr("retention.paper_since"), 3)]
    told = any(one.what for one in due.entries)
    if told:
        columns.append(Column(tr("retention.paper_what"), 6))
    yield Heading(tr("retention.paper_part", name=label_of(due.period), count=show_number(due.count)))
    yield Table(
        tuple(columns),
        tuple(
            Row((show_instant(one.since, zone), entry_words(due, one)) if told else (show_instant(one.since, zone),))
            for one in due.entries
        ),
    )
    if due.count > len(due.entries):
        yield Note(tr("retention.paper_more", count=show_number(due.count - len(due.entries))), small=True)
