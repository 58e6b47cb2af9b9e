"""Blocks become pieces of a width: headings, paragraphs, labels with values, boxes to tick, results, signatures."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from app.kernel.errors import BugError
from ui.papers.blocks import (
    Block,
    Bullets,
    Fact,
    Facts,
    Heading,
    NewPage,
    Note,
    Pair,
    Pairs,
    Picture,
    Result,
    SignHere,
    Table,
    Ticks,
    WritingLines,
)
from ui.papers.pieces import Piece, Words, draw_rule, draw_tick, pen, spaced, width_of
from ui.papers.tables import table_pieces
from ui.theme import paper
from ui.widgets.shapes import draw_shape

_STEP = paper.STEP
_QUESTION_SHARE = 0.59
_SHORT_QUESTION = 0.3
_TICK_ROOM = paper.TICK + _STEP
_LINES_TOGETHER = 6
"""So many lines of a long paragraph stay on one page."""


@dataclass(frozen=True)
class Room:
    """What a block is set in: a width in points; `narrow`: the sheet is an A5."""

    width: float
    narrow: bool


@singledispatch
def pieces_of(block: Block, _room: Room) -> list[Piece]:
    """The pieces of one block; a new kind of block registers its own function."""
    raise BugError(f"no way to set a {type(block).__name__}")


@pieces_of.register
def _new_page(_block: NewPage, _room: Room) -> list[Piece]:
    return [Piece(0, lambda _painter, _top: None, breaks=True)]


@pieces_of.register
def _heading(block: Heading, room: Room) -> list[Piece]:
    width = room.width
    words = Words(block.words, width, paper.BODY if block.small else paper.PART, "semibold")

    def paint(painter: QPainter, top: float) -> None:
        words.draw(painter, 0, top)
        if not block.small:
            draw_rule(painter, 0, top + words.height + 1, width, paper.RULE)

    below, above = (1, 1.5) if block.small else (_STEP, 3)
    return [Piece(words.height + below, paint, gap=_STEP * above, keep=True)]


@pieces_of.register
def _note(block: Note, room: Room) -> list[Piece]:
    if block.framed:
        return _framed(block, room.width)
    size = paper.SMALL if block.small else paper.BODY
    words = Words(block.words, room.width, size, "semibold" if block.strong else "regular")
    return spaced(list(_parts(words)), _STEP)


def _parts(words: Words) -> Iterator[Piece]:
    for first in range(0, words.lines, _LINES_TOGETHER):
        last = min(first + _LINES_TOGETHER, words.lines)

        def paint(painter: QPainter, top: float, first: int = first, last: int = last) -> None:
            words.draw(painter, 0, top, first, last)

        yield Piece(words.height_of(first, last), paint)


def _framed(block: Note, width: float) -> list[Piece]:
    edge = 2 * _STEP
    words = Words(block.words, width - 2 * edge, paper.BODY, "semibold" if block.strong else "regular")
    height = words.height + 2 * edge - _STEP

    def paint(painter: QPainter, top: float) -> None:
        painter.setPen(pen(paper.FRAME))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(0, top, width, height))
        words.draw(painter, edge, top + edge - _STEP / 2)

    return [Piece(height, paint, gap=2 * _STEP)]


@pieces_of.register
def _bullets(block: Bullets, room: Room) -> list[Piece]:
    columns = max(1, block.columns - 1) if room.narrow else block.columns
    across, indent = room.width / columns, 2.5 * _STEP
    found = [Words(line, across - indent - _STEP) for line in block.lines]
    numbers = [Words(f"{number}.", indent) for number in range(1, len(found) + 1)] if block.numbered else []

    def piece(first: int) -> Piece:
        cells = found[first : first + columns]

        def paint(painter: QPainter, top: float) -> None:
            for place, words in enumerate(cells):
                if numbers:
                    numbers[first + place].draw(painter, place * across, top)
                else:
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(QColor(paper.INK))
                    painter.drawEllipse(QRectF(place * across + 1, top + 5, 3.5, 3.5))
                words.draw(painter, place * across + indent, top)

        return Piece(max(one.height for one in cells) + 1, paint)

    return spaced([piece(first) for first in range(0, len(found), columns)], _STEP)


@pieces_of.register
def _pairs(block: Pairs, room: Room) -> list[Piece]:
    columns = max(min(block.columns, 2), block.columns // 2) if room.narrow else block.columns
    across = room.width / columns
    lines: list[list[Pair]] = [[]]
    for one in block.pairs:
        if lines[-1] and (one.wide or lines[-1][0].wide or len(lines[-1]) == columns):
            lines.append([])
        lines[-1].append(one)
    return spaced([_pair_line(line, room.width if line[0].wide else across) for line in lines if line], _STEP)


def _pair_line(line: list[Pair], room: float) -> Piece:
    inner = room - 2 * _STEP
    labels = [Words(one.label, inner, paper.SMALL) for one in line]
    values = [Words(one.value, inner, paper.BODY, "semibold" if one.strong else "medium") for one in line]
    label_height = max(one.height for one in labels)
    blank = any(not one.value for one in line)
    value_height = max(*(one.height for one in values), paper.WRITING_LINE - label_height / 2 if blank else 0.0)

    def paint(painter: QPainter, top: float) -> None:
        for place, (pair, label, value) in enumerate(zip(line, labels, values, strict=True)):
            label.draw(painter, place * room, top + label_height - label.height)
            value.draw(painter, place * room, top + label_height)
            if not pair.value:
                draw_rule(painter, place * room, top + label_height + value_height - 1, inner)

    return Piece(label_height + value_height + _STEP, paint)


@pieces_of.register
def _facts(block: Facts, room: Room) -> list[Piece]:
    columns = block.columns - 1 if room.narrow else block.columns
    lines = -(-len(block.facts) // columns)
    rows = [block.facts[at::lines][:columns] for at in range(lines)]
    return spaced([_facts_across(one, room.width / columns) for one in rows], _STEP / 2)


def _facts_across(facts: tuple[Fact, ...], room: float) -> Piece:
    share = room * _QUESTION_SHARE
    cells = []
    for one in facts:
        weight = "semibold" if one.strong else "regular"
        answer = Words(one.answer, room - share - _STEP, paper.SMALL, weight, slanted=not one.given)
        cells.append((Words(one.question, share - _STEP, paper.SMALL, weight), answer))

    def paint(painter: QPainter, top: float) -> None:
        for place, (question, answer) in enumerate(cells):
            question.draw(painter, place * room, top)
            answer.draw(painter, place * room + share, top)

    return Piece(max(one.height for both in cells for one in both) + 1, paint)


@pieces_of.register
def _ticks(block: Ticks, room: Room) -> list[Piece]:
    """A short question stands on the line of its boxes, a long one above them."""
    question = Words(block.question, room.width, paper.BODY, "semibold")
    is_short = question.natural_width < room.width * _SHORT_QUESTION
    widest = max(Words(one, room.width, paper.BODY, "semibold").natural_width for one in (block.question, *block.among))
    start = widest + 4 * _STEP if is_short and block.question else 0.0
    lines, above = _tick_lines(block, room.width, start), 0.0 if is_short else question.height + 1
    heights = [max((words.height for _, words, _ in line), default=0.0) + 2 for line in lines]

    def paint(painter: QPainter, top: float) -> None:
        question.draw(painter, 0, top)
        at = top + above
        for line, height in zip(lines, heights, strict=True):
            for left, words, ticked in line:
                draw_tick(painter, left + 0.5, at + 2.5, ticked=ticked)
                words.draw(painter, left + _TICK_ROOM, at)
            at += height

    return [Piece(above + sum(heights) + 1, paint, gap=_STEP)]


def _tick_lines(block: Ticks, width: float, start: float) -> list[list[tuple[float, Words, bool]]]:
    """Boxes with their words and places, in as many lines as they need; further lines begin below the first box."""
    lines: list[list[tuple[float, Words, bool]]] = [[]]
    x = start
    for one in block.choices:
        wide = min(width_of(one.words) + 1, width - start - _TICK_ROOM)
        if x > start and x + _TICK_ROOM + wide > width:
            lines.append([])
            x = start
        lines[-1].append((x, Words(one.words, wide), one.ticked))
        x += _TICK_ROOM + wide + 3 * _STEP
    return lines


@pieces_of.register
def _writing_lines(block: WritingLines, room: Room) -> list[Piece]:
    width = room.width
    label = Words(block.label, width, paper.SMALL)

    def first(painter: QPainter, top: float) -> None:
        label.draw(painter, 0, top)
        draw_rule(painter, 0, top + height - 1, width)

    def other(painter: QPainter, top: float) -> None:
        draw_rule(painter, 0, top + paper.WRITING_LINE - 1, width)

    height = label.height + paper.WRITING_LINE - _STEP
    rest = [Piece(paper.WRITING_LINE, other) for _ in range(block.count - 1)]
    return [Piece(height, first, gap=_STEP, keep=bool(rest)), *rest]


@pieces_of.register
def _table(block: Table, room: Room) -> list[Piece]:
    return table_pieces(block, room.width, narrow=room.narrow)


@pieces_of.register
def _result(block: Result, room: Room) -> list[Piece]:
    width = room.width
    edge, shape = 2.5 * _STEP, paper.SHAPE if block.shape else 0.0
    left = edge + (shape + edge if block.shape else 0.0)
    figure = Words(block.figure, width, paper.PART if room.narrow else paper.TITLE, "semibold")
    right = figure.natural_width + edge if block.figure else 0.0
    inside = width - left - right - edge
    words = Words(block.words, inside, paper.NAME if room.narrow else paper.CLASS, "bold")
    more = Words(block.explanation, inside) if block.explanation else None
    inner = max(words.height + (more.height if more else 0.0), shape)
    height = inner + 2 * edge

    def paint(painter: QPainter, top: float) -> None:
        painter.setPen(pen(paper.FRAME))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(0, top, width, height))
        if block.shape:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(paper.INK))
            draw_shape(painter, block.shape, QRectF(edge, top + (height - shape) / 2, shape, shape))
        words.draw(painter, left, top + edge)
        if more is not None:
            more.draw(painter, left, top + edge + words.height)
        figure.draw(painter, width - right, top + (height - figure.height) / 2)

    return [Piece(height, paint, gap=2 * _STEP)]


@pieces_of.register
def _picture(block: Picture, room: Room) -> list[Piece]:
    width = room.width
    height = block.narrow_height if room.narrow and block.narrow_height else block.height
    caption = Words(block.caption, width, paper.SMALL) if block.caption else None

    def paint(painter: QPainter, top: float) -> None:
        painter.save()
        block.paint(painter, QRectF(0, top, width, height))
        painter.restore()
        if caption is not None:
            caption.draw(painter, 0, top + height + 1)

    return [Piece(height + (caption.height + 2 if caption else 0.0), paint, gap=_STEP)]


@pieces_of.register
def _sign_here(block: SignHere, room: Room) -> list[Piece]:
    across, between = room.width / len(block.labels), 4 * _STEP
    labels = [Words(one, across - between, paper.SMALL) for one in block.labels]
    above = 1.6 * paper.WRITING_LINE

    def paint(painter: QPainter, top: float) -> None:
        for place, label in enumerate(labels):
            draw_rule(painter, place * across, top + above, across - between, paper.RULE)
            label.draw(painter, place * across, top + above + 1)

    return [Piece(above + max(one.height for one in labels) + 2, paint, gap=2 * _STEP)]
