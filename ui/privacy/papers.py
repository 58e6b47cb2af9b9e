"""Two papers for the person herself: all that is held of her, and who saw her record."""

from collections import Counter
from collections.abc import Iterator

from app.clinic.papers import PaperKind, PaperOut
from app.privacy.export_service import PersonExport
from app.privacy.gathering import Row as StoreRow
from app.privacy.stays import SUMMED_UP
from ui.papers.blocks import Block, Column, Heading, Note, Pair, Pairs, PaperText, Row, Table
from ui.papers.document import BlockPaper
from ui.papers.issue import Issue, paper_text
from ui.papers.paper import PaperOffer
from ui.privacy.row_words import row_words
from ui.privacy.stay_blocks import stay_blocks
from ui.privacy.words import by_words, seen_words, table_words, when_words, written_at
from ui.texts import tr
from ui.texts.formats import show_instant, show_number

_LOG = "change_log"


def export_offer(issue: Issue, export: PersonExport) -> PaperOffer:
    """Everything, room by room."""
    return PaperOffer(
        heading=tr("privacy.export_title"),
        make=lambda size: BlockPaper(export_text(issue, export), size),
        out=PaperOut(PaperKind.PERSON_EXPORT, "person", export.person_id),
    )


def access_offer(issue: Issue, export: PersonExport) -> PaperOffer:
    """Who saw or changed the record."""
    return PaperOffer(
        heading=tr("privacy.access_title"),
        make=lambda size: BlockPaper(access_text(issue, export), size),
        out=PaperOut(PaperKind.ACCESS_REPORT, "person", export.person_id),
    )


def export_text(issue: Issue, export: PersonExport) -> PaperText:
    """What stands on it, in the language that is spoken. Every row of every table is there once, those of
    the ward put together stay by stay."""
    zone = issue.profile.time_zone
    blocks: list[Block] = [Note(tr("privacy.export_intro")), Pairs(tuple(_counted(export, zone)), columns=3)]
    if export.sealed:
        blocks.append(Note(tr("privacy.export_sealed"), framed=True, strong=True))
    for table, rows in export.tables.items():
        if table == "ward_stay":
            blocks += stay_blocks(export.stays, zone)
        elif table not in SUMMED_UP:
            blocks += _section(table, rows, export, zone)
    blocks += [Heading(tr("privacy.access_title")), Note(where_words(issue, export)), _seen(export, zone)]
    title, file_name = tr("privacy.export_title"), tr("privacy.export_file")
    return paper_text(issue, title, file_name, blocks, about=export.name, synthetic=export.synthetic)


def access_text(issue: Issue, export: PersonExport) -> PaperText:
    """Who, when, what; newest first."""
    zone = issue.profile.time_zone
    blocks: list[Block] = [
        Note(tr("privacy.access_intro")),
        Note(where_words(issue, export), strong=True),
        _seen(export, zone),
        Note(tr("privacy.access_more")),
    ]
    title, file_name = tr("privacy.access_title"), tr("privacy.access_file")
    return paper_text(issue, title, file_name, blocks, about=export.name, synthetic=export.synthetic)


def where_words(issue: Issue, export: PersonExport) -> str:
    """At which station these accesses were: each has a trail of its own."""
    where = f"{issue.profile.unit_name} (CNES {issue.profile.cnes})" if issue.profile.cnes else issue.profile.unit_name
    return tr("privacy.access_where", unit=where, station=export.station or tr("privacy.this_station"))


def _counted(export: PersonExport, zone: str) -> Iterator[Pair]:
    yield Pair(tr("privacy.made_at"), show_instant(export.at, zone))
    yield Pair(tr("privacy.rows"), show_number(export.count))
    yield Pair(tr("privacy.looks"), show_number(len(export.seen)))


def _section(table: str, rows: tuple[StoreRow, ...], export: PersonExport, zone: str) -> Iterator[Block]:
    yield Heading(tr("privacy.section", name=table_words(table), count=show_number(len(rows))))
    columns = (Column(tr("privacy.when"), 2.2), Column(tr("privacy.what"), 7), Column(tr("privacy.who"), 2.4))
    yield Table(columns, tuple(_line(cells, count) for cells, count in together(table, rows, export, zone)))


def together(
    table: str, rows: tuple[StoreRow, ...], export: PersonExport, zone: str
) -> list[tuple[tuple[str, str, str], int]]:
    """When, what and who of each row, oldest first, with how many rows it is. Of the log of what was written, which
    says no more than where, rows that read alike are one line: page after page of them, nobody would read."""
    told = [
        (
            when_words(row, zone),
            "\n".join(f"{label}: {value}" for label, value in row_words(table, row, zone)),
            by_words(row, export),
        )
        for row in sorted(rows, key=written_at)
    ]
    return list(Counter(told).items()) if table == _LOG else [(cells, 1) for cells in told]


def _line(cells: tuple[str, str, str], count: int) -> Row:
    when, what, who = cells
    return Row((when, what if count == 1 else tr("privacy.so_often", what=what, count=show_number(count)), who))


def _seen(export: PersonExport, zone: str) -> Table:
    columns = (Column(tr("privacy.when"), 2.2), Column(tr("privacy.who"), 3.6), Column(tr("privacy.what"), 6))
    rows = tuple(Row((show_instant(one.at, zone), *seen_words(one))) for one in export.seen)
    return Table(columns, rows, empty=tr("privacy.nobody"))
