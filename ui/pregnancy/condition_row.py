"""One condition in one line: its name and yes, no or not asked. One stop of the Tab key, answered by one letter."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.texts import tr
from ui.theme import current_theme

_ANSWERS: tuple[bool | None, ...] = (True, False, None)
_YES_KEYS = frozenset("sSyY1")
_NO_KEYS = frozenset("nN2")
_UNKNOWN_KEYS = frozenset("?3")
_STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1}


class ConditionRow(QAbstractButton):
    """`answered` carries True, False or None when the person answers; `moved` carries +1 or -1 for the next line.

    Painted as a whole: sixty of these lines stand in a form, and all must be there at once.
    """

    answered = Signal(object)
    moved = Signal(int)

    def __init__(self, code: str, words: str) -> None:
        super().__init__()
        self.code = code
        self._words = words
        self._answer: bool | None = None
        self._hovered: bool | str | None = ""
        self.setObjectName(f"condition_{code}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(words)
        self._speak()

    def answer(self) -> bool | None:
        """True, False, or None while not asked."""
        return self._answer

    def set_answer(self, answer: bool | None) -> None:
        """Show an answer without telling anybody."""
        self._answer = answer
        self._speak()
        self.update()

    def words(self) -> str:
        """The condition's name."""
        return self._words

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px("field_medium") + self._answers_width(), theme.px("row"))

    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px("field_short") + self._answers_width(), current_theme().px("row"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, letter = Qt.Key(event.key()), event.text()
        if key in _MOVES:
            self.moved.emit(_MOVES[key])
        elif key in _STEPS:
            at = _ANSWERS.index(self._answer) + _STEPS[key]
            self._choose(_ANSWERS[min(len(_ANSWERS) - 1, max(0, at))])
        elif key == Qt.Key.Key_Space:
            self._choose(_ANSWERS[(_ANSWERS.index(self._answer) + 1) % len(_ANSWERS)])
        elif letter and letter in _YES_KEYS:
            self._choose(True)
        elif letter and letter in _NO_KEYS:
            self._choose(False)
        elif (letter and letter in _UNKNOWN_KEYS) or key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._choose(None)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        for answer in _ANSWERS:
            if event.button() == Qt.MouseButton.LeftButton and self.answer_box(answer).contains(event.position()):
                self._choose(answer)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        inside = [answer for answer in _ANSWERS if self.answer_box(answer).contains(event.position())]
        hovered: bool | str | None = inside[0] if inside else ""
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def answer_box(self, answer: bool | None) -> QRectF:
        """Where an answer is drawn and pressed."""
        theme = current_theme()
        widths = [self._width_of(one) for one in _ANSWERS]
        at = _ANSWERS.index(answer)
        height = theme.px("target") - theme.gap(1)
        left = self.width() - sum(widths) + sum(widths[:at])
        return QRectF(left, (self.height() - height) / 2, widths[at], height)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("line"), theme.px("hairline")))
        bottom = self.height() - 0.5
        painter.drawLine(QPointF(0, bottom), QPointF(self.width(), bottom))
        self._paint_words(painter)
        for answer in _ANSWERS:
            self._paint_answer(painter, answer)
        if self.hasFocus():
            ring = theme.px("ring")
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent"), ring))
            box = QRectF(self.rect()).adjusted(ring / 2, ring / 2, -ring / 2, -ring / 2)
            painter.drawRoundedRect(box, theme.px("radius_small"), theme.px("radius_small"))

    def _paint_words(self, painter: QPainter) -> None:
        theme = current_theme()
        present = self._answer is True
        painter.setFont(theme.font("text_body", "semibold" if present else "regular"))
        painter.setPen(theme.color("text_muted" if self._answer is False else "text"))
        room = QRect(theme.gap(1.5), 0, self.width() - self._answers_width() - theme.gap(4), self.height())
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        if painter.fontMetrics().horizontalAdvance(self._words) > room.width():
            painter.setFont(theme.font("text_small", "semibold" if present else "regular"))
            flags |= int(Qt.TextFlag.TextWordWrap)
        painter.drawText(room, flags, self._words)

    def _paint_answer(self, painter: QPainter, answer: bool | None) -> None:
        theme = current_theme()
        chosen = answer is self._answer
        box = self.answer_box(answer).adjusted(theme.gap(0.5), 0, -theme.gap(0.5), 0)
        ground, ink = "", "text_faint"
        if chosen:
            ground, ink = {True: ("accent", "on_accent"), False: ("pressed", "text"), None: ("sunken", "text_faint")}[
                answer
            ]
        elif self._hovered is answer:
            ground, ink = "hover", "text"
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(ground))
            painter.drawRoundedRect(box, theme.px("radius_small"), theme.px("radius_small"))
        painter.setPen(theme.color(ink))
        painter.setFont(theme.font("text_small", "semibold" if chosen and answer is not None else "medium"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), _letters(answer))

    def _choose(self, answer: bool | None) -> None:
        if answer is self._answer:
            return
        self.set_answer(answer)
        self.answered.emit(answer)

    def _speak(self) -> None:
        said = {True: tr("common.yes"), False: tr("common.no"), None: tr("common.not_asked")}[self._answer]
        self.setAccessibleName(f"{self._words}: {said}")
        # Not the tool tip, which says the same once more.
        self.setAccessibleDescription(" ")

    def _width_of(self, answer: bool | None) -> int:
        return current_theme().gap(9 if answer is None else 13)

    def _answers_width(self) -> int:
        return sum(self._width_of(answer) for answer in _ANSWERS)


def _letters(answer: bool | None) -> str:
    return {True: tr("common.yes"), False: tr("common.no"), None: "?"}[answer]
