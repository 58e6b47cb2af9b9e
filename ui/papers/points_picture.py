"""What added points as bars, one below the other, the strongest first: hatched and framed, so that a photocopy in black
and white loses nothing; the figure stands at the end of each."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen

from app.clinic.risk.assessment import Assessment
from ui.papers.blocks import Picture
from ui.papers.pieces import Words, font
from ui.pregnancy.card_reading import factor_words, points, strongest_first
from ui.texts import tr
from ui.texts.formats import show_number
from ui.theme import paper

_LINE: Final = 5 * paper.STEP
_BAR: Final = 3 * paper.STEP
_WORDS_SHARE, _BAR_SHARE = 0.5, 0.4


def points_bars(assessment: Assessment) -> Picture | None:
    """The picture; None where nothing added points. Its words are taken now, in the language that is spoken."""
    fired = [one for one in strongest_first(assessment.fired) if one.points > 0]
    if not fired:
        return None
    names = [factor_words(one) for one in fired]
    figures = [f"+{show_number(one.points if one.points % 1 else int(one.points))}" for one in fired]
    most = max(float(one.points) for one in fired)

    def paint(painter: QPainter, box: QRectF) -> None:
        left, room = box.left() + box.width() * _WORDS_SHARE, box.width() * _BAR_SHARE
        for number, one in enumerate(fired):
            top = box.top() + number * _LINE
            wide = box.width() * _WORDS_SHARE - 2 * paper.STEP
            Words(_fitting(names[number], wide), wide, paper.SMALL).draw(painter, box.left(), top)
            length = room * float(one.points) / most
            _bar(painter, QRectF(left, top, length, _BAR))
            end = left + length + paper.STEP
            Words(figures[number], box.right() - end, paper.SMALL, "semibold").draw(painter, end, top)

    caption = tr("papers.points_caption", total=points(assessment.total))
    return Picture(_LINE * len(fired), paint, caption)


def _fitting(words: str, width: float) -> str:
    """On one line; the whole words stand in the table below."""
    return QFontMetricsF(font(paper.SMALL)).elidedText(words, Qt.TextElideMode.ElideRight, width)


def _bar(painter: QPainter, bar: QRectF) -> None:
    ink = QColor(paper.INK)
    painter.setPen(QPen(ink, paper.RULE))
    painter.setBrush(QBrush(ink, Qt.BrushStyle.BDiagPattern))
    painter.drawRect(bar)
    painter.setBrush(Qt.BrushStyle.NoBrush)
