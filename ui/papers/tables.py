"""Tables on paper: the head is repeated on every page, long rows may break, what is too much for an A5 goes below."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ui.papers.blocks import Column, Row, Table
from ui.papers.pieces import Piece, Words, draw_rule, spaced
from ui.theme import paper
from ui.widgets.shapes import draw_shape

_PAD = 2.5
_LINES_TOGETHER = 8
_PIECES_TOGETHER = 4
_BLANK_HEIGHT = paper.WRITING_LINE


@dataclass(frozen=True)
class _Place:
    """Where a column stands; `left` None: below the row."""

    column: Column
    number: int
    left: float | None
    width: float


@dataclass(frozen=True)
class _Cell:
    left: float
    words: Words


def table_pieces(table: Table, width: float, *, narrow: bool) -> list[Piece]:
    """The head, then the rows; or what is said where there is none."""
    if not table.rows and not table.blank_rows and table.empty:
        words = Words(table.empty, width)
        return [Piece(words.height, lambda painter, top: words.draw(painter, 0, top), gap=paper.STEP)]
    places = _places(table, width, narrow=narrow)
    head = _head(places, width)
    pieces = [head]
    for one in table.rows:
        pieces += _whole(list(_row(one, places, width, head)))
    blank = _blank(places, width, head)
    pieces += [blank] * table.blank_rows
    return spaced(pieces, paper.STEP)


def _places(table: Table, width: float, *, narrow: bool) -> list[_Place]:
    shares = [one.narrow if narrow and one.narrow is not None else one.share for one in table.columns]
    total, left, found = sum(shares), 0.0, []
    for number, (column, share) in enumerate(zip(table.columns, shares, strict=True)):
        room = width * share / total
        found.append(_Place(column, number, left if share else None, room if share else width))
        left += room
    return found


def _head(places: list[_Place], width: float) -> Piece:
    cells = [
        _Cell(
            one.left + _PAD,
            Words(one.column.heading, one.width - 2 * _PAD, paper.SMALL, "semibold", one.column.align),
        )
        for one in places
        if one.left is not None
    ]
    inner = max(one.words.height for one in cells)

    def paint(painter: QPainter, top: float) -> None:
        for one in cells:
            one.words.draw(painter, one.left, top + 1 + inner - one.words.height)
        draw_rule(painter, 0, top + inner + 2, width, paper.RULE)

    return Piece(inner + 3, paint, keep=True)


def _row(row: Row, places: list[_Place], width: float, head: Piece) -> Iterator[Piece]:
    weight = "semibold" if row.strong else "regular"
    shape = paper.SMALL + _PAD if row.shape else 0.0
    cells, below = [], []
    for one in places:
        text = row.cells[one.number]
        indent = shape if one.number == 0 else 0.0
        if one.left is not None:
            room = one.width - 2 * _PAD - indent
            words = Words(text, room, paper.SMALL, weight, one.column.align)
            cells.append(_Cell(one.left + _PAD + indent, words))
        elif text:
            below.append(Words(f"{one.column.heading}: {text}", width - 6 * _PAD, paper.SMALL, weight))
    lines = max(one.words.lines for one in cells)
    for first in range(0, lines, _LINES_TOGETHER):
        is_last = first + _LINES_TOGETHER >= lines and not below
        least = _BLANK_HEIGHT if row.to_write and first == 0 else 0.0
        yield _part(cells, first, width, head, row.shape if first == 0 else "", is_last=is_last, least=least)
    for at, words in enumerate(below):
        yield from _below(words, width, head, is_last=at == len(below) - 1)


def _whole(pieces: list[Piece]) -> list[Piece]:
    """A row of ordinary length stays on one page; a long one may break between its pieces."""
    if len(pieces) > _PIECES_TOGETHER:
        return pieces
    return [*(replace(one, keep=True) for one in pieces[:-1]), pieces[-1]]


def _part(
    cells: list[_Cell], first: int, width: float, head: Piece, shape: str, *, is_last: bool, least: float
) -> Piece:
    last = first + _LINES_TOGETHER
    inner = max(one.words.height_of(first, last) for one in cells)
    height = max(inner + _PAD + (1 if is_last else 0), least)

    def paint(painter: QPainter, top: float) -> None:
        if shape:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(paper.INK))
            draw_shape(painter, shape, QRectF(_PAD, top + _PAD, paper.SMALL - 1, paper.SMALL - 1))
        for one in cells:
            one.words.draw(painter, one.left, top + _PAD / 2, first, last)
        if is_last:
            draw_rule(painter, 0, top + height - 0.5, width)

    return Piece(height, paint, repeat=head)


def _below(words: Words, width: float, head: Piece, *, is_last: bool) -> Iterator[Piece]:
    for first in range(0, words.lines, _LINES_TOGETHER):
        last = min(first + _LINES_TOGETHER, words.lines)
        ends = is_last and last == words.lines
        height = words.height_of(first, last) + (_PAD if ends else 0)

        def paint(
            painter: QPainter,
            top: float,
            first: int = first,
            last: int = last,
            height: float = height,
            ends: bool = ends,
        ) -> None:
            words.draw(painter, 4 * _PAD, top, first, last)
            if ends:
                draw_rule(painter, 0, top + height - 0.5, width)

        yield Piece(height, paint, repeat=head)


def _blank(places: list[_Place], width: float, head: Piece) -> Piece:
    """An empty row with the columns drawn, so that what is written stays in its place."""
    edges = [one.left for one in places if one.left]

    def paint(painter: QPainter, top: float) -> None:
        draw_rule(painter, 0, top + _BLANK_HEIGHT - 0.5, width)
        for left in edges:
            painter.drawLine(*_vertical(left, top))

    return Piece(_BLANK_HEIGHT, paint, repeat=head)


def _vertical(left: float, top: float) -> tuple[int, int, int, int]:
    return round(left), round(top + _BLANK_HEIGHT / 2), round(left), round(top + _BLANK_HEIGHT)
