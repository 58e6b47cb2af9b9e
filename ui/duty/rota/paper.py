"""The week on paper, for the wall of the nurses' room: each day with its shifts, posts and names."""

from datetime import date, timedelta

from app.clinic.papers import PaperKind, PaperOut
from ui.duty.reading import Rota
from ui.duty.week import DAYS, Slot
from ui.duty.words import day_words, entry_words, lacking_words, shift_words
from ui.papers.blocks import Block, Column, Note, PaperText, Row, Table
from ui.papers.document import BlockPaper
from ui.papers.issue import Issue, paper_text
from ui.papers.paper import PaperOffer
from ui.texts import tr


def rota_offer(rota: Rota, issue: Issue) -> PaperOffer:
    """The week as a paper."""
    return PaperOffer(
        heading=tr("duty.title"),
        make=lambda size: BlockPaper(rota_text(rota, issue), size),
        out=PaperOut(PaperKind.DUTY_ROTA, "station", "duty_rota", part=rota.first.isoformat()),
    )


def rota_text(rota: Rota, issue: Issue) -> PaperText:
    """The whole paper in the language spoken."""
    last = rota.first + timedelta(days=DAYS - 1)
    about = tr("duty.week", first=day_words(rota.first), last=day_words(last))
    blocks: list[Block] = [Note(tr("duty.paper_note"), small=True)]
    for number in range(DAYS):
        day = rota.first + timedelta(days=number)
        blocks.append(_day(rota, day))
    file_name = tr("duty.file_name", week=rota.first.isoformat())
    return paper_text(issue, tr("duty.title"), file_name, blocks, about=about)


def _day(rota: Rota, day: date) -> Table:
    columns = (
        Column(day_words(day), 3),
        *(Column(shift_words(shift), 5) for shift in rota.shifts),
    )
    rows = []
    for post in rota.posts:
        slots = [slot for line in rota.lines for slot in line.slots if slot.post is post and slot.day == day]
        cells = tuple(_cell(rota, slot) for slot in slots)
        rows.append(Row((tr(f"router.post_{post.value}"), *cells)))
    return Table(columns, tuple(rows))


def _cell(rota: Rota, slot: Slot) -> str:
    said = [entry_words(one, slot, rota.names, rota.zone) for one in slot.duties]
    return "\n".join([*said, *lacking_words(slot, rota.zone)])
