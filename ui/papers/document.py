"""A paper made of blocks: set for one size, broken into pages, each with its head and its foot."""

from collections.abc import Iterator

from PySide6.QtGui import QPainter

from ui.papers.blocks import Align, PaperText
from ui.papers.paper import PaperSize, printed_area
from ui.papers.pieces import Piece, Words, draw_rule
from ui.papers.setting import Room, pieces_of
from ui.theme import paper

_STEP = paper.STEP
_MARK_SHARE = 0.34


class BlockPaper:
    """The `Paper` of a `PaperText`; laid out when made. `zoom`: everything so many times as large."""

    def __init__(self, text: PaperText, size: PaperSize, zoom: float = 1.0) -> None:
        self._text = text
        self._size = size
        self._zoom = zoom
        area = printed_area(size)
        self._width, self._height = area.width() / zoom, area.height() / zoom
        room = Room(self._width, narrow=size is PaperSize.A5)
        self._foot = _Foot(text, self._width)
        self._running = _running(text, self._width)
        pieces = [_title(text, self._width)]
        for block in text.blocks:
            pieces += pieces_of(block, room)
        self._pages = list(self._broken(pieces))
        total = len(self._pages)
        self._numbers = [
            Words(text.page_words(number, total), self._width, paper.SMALL, align=Align.RIGHT)
            for number in range(1, total + 1)
        ]

    @property
    def title(self) -> str:
        """The document's name."""
        return self._text.title

    @property
    def file_name(self) -> str:
        """The name proposed for the PDF."""
        return self._text.file_name

    @property
    def size(self) -> PaperSize:
        """The sheet."""
        return self._size

    @property
    def pages(self) -> int:
        """How many."""
        return len(self._pages)

    def paint_page(self, painter: QPainter, number: int) -> None:
        """Paint page `number` (from 0) in points."""
        painter.save()
        painter.scale(self._zoom, self._zoom)
        for top, piece in self._pages[number]:
            piece.paint(painter, top)
        top = self._height - self._foot.height
        self._foot.paint(painter, top)
        self._numbers[number].draw(painter, 0, top + _STEP)
        painter.restore()

    def _broken(self, pieces: list[Piece]) -> Iterator[list[tuple[float, Piece]]]:
        """Pieces that stay together are set together; what begins a page takes its table's head along."""
        bottom = self._height - self._foot.height - _STEP
        page: list[tuple[float, Piece]] = []
        at = 0.0
        for group in _groups(pieces):
            needed = sum(one.height + one.gap for one in group)
            if page and (group[0].breaks or at + needed > bottom):
                yield page
                page = [(0.0, self._running)]
                at = self._running.height
                head = group[0].repeat
                if head is not None:
                    page.append((at, head))
                    at += head.height
                fresh = True
            else:
                fresh = not page
            for place, one in enumerate(group):
                at += 0.0 if fresh and place == 0 else one.gap
                page.append((at, one))
                at += one.height
        yield page


def _groups(pieces: list[Piece]) -> Iterator[list[Piece]]:
    group: list[Piece] = []
    for one in pieces:
        group.append(one)
        if not one.keep:
            yield group
            group = []
    if group:
        yield group


def _title(text: PaperText, width: float) -> Piece:
    """Title and unit at the left, marks at the right, then whose paper it is."""
    share = _MARK_SHARE if text.marks else 0.0
    room = width * (1 - share)
    title = Words(text.title, room, paper.TITLE, "semibold")
    unit = Words(text.unit, room, paper.SMALL)
    marks = Words("\n".join(text.marks), width * share, paper.BODY, "semibold", Align.RIGHT)
    about = Words(text.about, width, paper.NAME, "semibold") if text.about else None
    top_height = max(title.height + unit.height, marks.height)
    height = top_height + (about.height + 2 * _STEP if about else _STEP)

    def paint(painter: QPainter, top: float) -> None:
        title.draw(painter, 0, top)
        unit.draw(painter, 0, top + title.height)
        if text.marks:
            marks.draw(painter, room, top)
        if about is not None:
            draw_rule(painter, 0, top + top_height + _STEP, width, paper.RULE)
            about.draw(painter, 0, top + top_height + 1.5 * _STEP)

    return Piece(height, paint, keep=False)


def _running(text: PaperText, width: float) -> Piece:
    """The head of every further page: a sheet that falls out of the folder still says whose it is."""
    words = Words(" · ".join(one for one in (text.about, text.title) if one), width, paper.BODY, "semibold")

    def paint(painter: QPainter, top: float) -> None:
        words.draw(painter, 0, top)
        draw_rule(painter, 0, top + words.height + 1, width, paper.RULE)

    return Piece(words.height + 2 * _STEP, paint)


class _Foot:
    """Marks, who printed and when, and the notice; the page's number stands at the right of the first line."""

    _NUMBER_SHARE = 0.22

    def __init__(self, text: PaperText, width: float) -> None:
        self._width = width
        first = " · ".join((*text.marks, text.printed))
        self._first = Words(first, width * (1 - self._NUMBER_SHARE), paper.SMALL)
        self._notice = Words(text.notice, width, paper.SMALL) if text.notice else None
        self.height = _STEP + self._first.height + (self._notice.height if self._notice else 0.0)

    def paint(self, painter: QPainter, top: float) -> None:
        draw_rule(painter, 0, top + 1, self._width)
        self._first.draw(painter, 0, top + _STEP)
        if self._notice is not None:
            self._notice.draw(painter, 0, top + _STEP + self._first.height)
