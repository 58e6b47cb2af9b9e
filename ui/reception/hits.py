"""The people found, as a list: who somebody is in two lines, the name as the person is called."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem

from app.clinic.dating import completed_years
from app.clinic.people.model import PersonHit
from ui.conflicts.found import count_words
from ui.papers.identity import document_words
from ui.texts import tr, tr_count
from ui.texts.formats import show_date
from ui.theme import current_theme
from ui.widgets.badges import paint_badge
from ui.widgets.row_ground import paint_row_ground

_Index = QModelIndex | QPersistentModelIndex
_HIT = Qt.ItemDataRole.UserRole
BADGE = int(Qt.ItemDataRole.UserRole) + 1
"""What disagrees about this person, in words."""


def years_words(birth: date, today: date) -> str:
    """`28 anos`."""
    return tr_count("person.years", completed_years(birth, today))


def identity_line(hit: PersonHit) -> str:
    """Birth date and mother: what tells two people of one name apart."""
    return " · ".join((show_date(hit.birth_date), mother_words(hit)))


def mother_words(hit: PersonHit) -> str:
    """`mãe Joana da Silva`."""
    return tr("person.mother_short", name=hit.mother_name) if hit.mother_name else tr("person.mother_unknown")


def origin_line(hit: PersonHit) -> str:
    """Document and municipality."""
    return " · ".join((document_words(hit.cpf, hit.cns), hit.municipality_name))


class HitModel(QAbstractListModel):
    """The hits of one search."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self.today = today
        self._hits: tuple[PersonHit, ...] = ()
        self._counts: Mapping[str, int] = {}

    def show_hits(self, hits: tuple[PersonHit, ...], counts: Mapping[str, int] | None = None) -> None:
        """Show other people; `counts`: person → decisions that wait about her."""
        self.beginResetModel()
        self._hits, self._counts = hits, counts or {}
        self.endResetModel()

    def hit(self, line: int) -> PersonHit | None:
        """Who stands in a line."""
        return self._hits[line] if 0 <= line < len(self._hits) else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        hit = self.hit(index.row())
        if hit is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.shown_name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            years = years_words(hit.birth_date, self.today)
            told = (hit.shown_name, self._badge(hit), years, identity_line(hit), origin_line(hit))
            return ", ".join(one for one in told if one)
        if role == BADGE:
            return self._badge(hit)
        return hit if role == _HIT else None

    def _badge(self, hit: PersonHit) -> str:
        return count_words(self._counts.get(hit.person_id, 0))


class HitPainter(QStyledItemDelegate):
    """Draws one person."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        theme = current_theme()
        return QSize(theme.px("field_long"), theme.px("text_body") + theme.px("text_small") + theme.gap(8))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        hit = index.data(_HIT)
        if not isinstance(hit, PersonHit):
            return
        theme = current_theme()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect)
        paint_row_ground(painter, box, option.state)
        model = index.model()
        today = model.today if isinstance(model, HitModel) else date.today()
        inside = box.adjusted(theme.gap(3), theme.gap(2), -theme.gap(3), -theme.gap(2))
        self._paint_lines(painter, inside, hit, today, str(index.data(BADGE) or ""))
        painter.restore()

    def _paint_lines(self, painter: QPainter, box: QRectF, hit: PersonHit, today: date, badge: str) -> None:
        """Name, birth date and age, what disagrees; below, what tells two people of one name apart."""
        theme = current_theme()
        top, below = QRectF(box), QRectF(box)
        top.setHeight(theme.px("text_body") + theme.gap(1.5))
        below.setTop(top.bottom() + theme.gap(0.5))
        painter.setPen(theme.color("text"))
        painter.setFont(theme.font("text_body"))
        top.setRight(_at_right(painter, top, years_words(hit.birth_date, today)))
        painter.setPen(theme.color("text_muted"))
        painter.setFont(theme.font("text_small"))
        top.setRight(_at_right(painter, top, show_date(hit.birth_date)))
        if badge:
            top.setRight(_badge_at_right(painter, top, badge))
        painter.setPen(theme.color("text_muted"))
        _line(painter, below, f"{mother_words(hit)} · {origin_line(hit)}")
        painter.setPen(theme.color("text"))
        painter.setFont(theme.font("text_body", "semibold"))
        _line(painter, top, hit.shown_name)


def _at_right(painter: QPainter, box: QRectF, words: str) -> float:
    """Write at the right end; gives where the room left of it ends."""
    painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words)
    return box.right() - painter.fontMetrics().horizontalAdvance(words) - current_theme().gap(3)


def _badge_at_right(painter: QPainter, box: QRectF, words: str) -> float:
    """The badge at the right end; gives where the room left of it ends."""
    theme = current_theme()
    painter.setFont(theme.font("text_small", "semibold"))
    metrics = painter.fontMetrics()
    width = metrics.horizontalAdvance(words) + metrics.height() + theme.gap(6)
    paint_badge(painter, QRectF(box.right() - width, box.top(), width, box.height()), words, "warn", "diamond")
    painter.setFont(theme.font("text_small"))
    return box.right() - width - theme.gap(3)


def _line(painter: QPainter, box: QRectF, words: str) -> None:
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)


class HitList(QListView):
    """`opened` carries the person's id on Enter or click; `left_upwards` when the arrow key leaves at the top."""

    opened = Signal(str)
    left_upwards = Signal()

    def __init__(self, model: HitModel, *, name: str) -> None:
        super().__init__()
        self._hits = model
        self._painter = HitPainter(self)
        self.setModel(model)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(lambda index: self._open(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, line = event.key(), self.currentIndex().row()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(line)
        elif key == Qt.Key.Key_Up and line <= 0:
            self.left_upwards.emit()
        else:
            super().keyPressEvent(event)

    def enter(self) -> None:
        """Take the focus at the first line."""
        if self._hits.rowCount():
            self.setCurrentIndex(self._hits.index(0))
            self.setFocus(Qt.FocusReason.TabFocusReason)

    def _open(self, line: int) -> None:
        hit = self._hits.hit(line)
        if hit is not None:
            self.opened.emit(hit.person_id)
