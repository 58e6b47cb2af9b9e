"""The alarms of a bed as a paper: one line each, the newest first."""

from app.clinic.papers import PaperKind, PaperOut
from app.ward.picture.model import ShownBed
from ui.papers.blocks import Column, Note, Row, Table
from ui.papers.document import BlockPaper
from ui.papers.issue import Issue, paper_text
from ui.papers.paper import PaperOffer, PaperSize
from ui.texts import tr
from ui.ward.bed.alarms.history_view import History, HistoryView, lasted_words
from ui.ward.review.marks import name_words, stars, value_words
from ui.ward.review.times import full


def history_offer(issue: Issue, bed: ShownBed, view: HistoryView, history: History) -> PaperOffer:
    """What the list shows now, narrowed as it is."""
    marks, zone = view.marks, issue.profile.time_zone
    rows = [
        (
            view.began(one),
            lasted_words(one),
            f"{stars(one.priority)} {name_words(one)}",
            value_words(one),
            view.seen(one),
        )
        for one in marks
    ]

    def make(size: PaperSize) -> BlockPaper:
        columns = (
            Column(tr("ward_history.column_began"), 2.4),
            Column(tr("ward_history.column_lasted"), 2),
            Column(tr("ward_history.column_alarm"), 5),
            Column(tr("ward_history.column_value"), 3, 0),
            Column(tr("ward_history.column_seen"), 3, 0),
        )
        blocks = (
            Note(
                tr("ward_history.paper_span", start=full(history.start, zone), end=full(history.end, zone)), small=True
            ),
            Table(columns, tuple(Row(cells) for cells in rows), empty=tr("ward_history.none")),
            Note(tr("ward_history.paper_check"), small=True),
        )
        text = paper_text(
            issue,
            tr("ward_history.paper_title"),
            tr("ward_history.file_name", day=full(history.end, zone)[:10].replace("/", "-")),
            blocks,
            about=" · ".join(part for part in (bed.label, bed.person) if part),
            marks=(tr("ward.simulated"),) if history.simulated else (),
        )
        return BlockPaper(text, size)

    return PaperOffer(
        heading=tr("ward_history.paper_title"),
        make=make,
        out=PaperOut(PaperKind.ALARM_LIST, "ward_bed", bed.bed, part=full(history.end, zone)),
    )
