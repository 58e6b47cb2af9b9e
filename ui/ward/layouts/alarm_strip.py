"""How the whole ward stands, in one line: the worst alarm and where, and how many there are of each priority."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy

from app.ward.alarms.words import Priority
from app.ward.picture.model import ShownAlarm, ShownBed
from ui.alarms.words import SHAPES
from ui.spoken.words import marks_spoken
from ui.texts import tr
from ui.theme import current_theme
from ui.theme.tokens import ALARM_COLOURS
from ui.ward.alarm_words import alarm_words
from ui.ward.flashing import FLASH_LOOK_MS, lit
from ui.widgets.shapes import SIGNS

_COUNTED = {Priority.HIGH: "high", Priority.MEDIUM: "medium", Priority.LOW: "low"}

_LEAST_WORDS = 40
"""In steps of the grid: what the worst alarm's words keep beside the counts, where text is very large."""


def _rank(one: tuple[ShownAlarm, ShownBed | None]) -> tuple[int, bool, float]:
    """Of the highest priority what nobody has seen yet, and of that the newest."""
    alarm = one[0].alarm
    return alarm.priority, not alarm.is_unseen, -alarm.since


class AlarmStrip(QPushButton):
    """Stays in sight whatever else is; a press tells `go(bed)` where the worst alarm is.

    Newest of the highest priority, as the shape of the line says: `*** SpO₂ 84 < 90 · Leito 07`, then a count in the
    colour of each priority. `least`: the token of the width that it keeps (less with very large text). `phase`: the
    ward's clock, where no sector is in sight: then the line flashes as a sector would, for whoever does not hear; else
    nothing in it does.
    """

    def __init__(
        self,
        go: Callable[[str], object] | None = None,
        *,
        least: str = "side_panel_narrow",
        phase: Callable[[], float] | None = None,
    ) -> None:
        super().__init__()
        self._phase, self._lit = phase, True
        self._shown: ShownAlarm | None = None
        self._timer = QTimer(self, interval=FLASH_LOOK_MS)
        self._timer.timeout.connect(self._turn)
        self._least = least
        self.setProperty("kind", "strip")
        self._bed = ""
        self._words = ""
        self._worst: Priority | None = None
        self._counts: tuple[int, ...] = (0, 0, 0)
        self.setFixedHeight(current_theme().px("target"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if go is None:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        else:
            self.clicked.connect(lambda *_: self._bed and go(self._bed))

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px("search"), theme.px("target"))

    def minimumSizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px("search_least" if theme.is_large else self._least), theme.px("target"))

    def show_ward(self, beds: Sequence[ShownBed], station: Sequence[ShownAlarm] = (), *, silent: bool = False) -> None:
        """Say how it stands now; `silent`: the ward is not heard, so that nothing can be said of it."""
        found = [(shown, bed) for bed in beds for shown in bed.alarms]
        everything = [*((shown, None) for shown in station), *found]
        worst = min(everything, key=_rank, default=None)
        counts = tuple(sum(shown.alarm.priority is priority for shown, _ in everything) for priority in Priority)
        bed = worst[1] if worst is not None else None
        if silent:
            words = tr("ward_layouts.strip_silent")
        elif worst is None:
            words = tr("ward.no_alarm")
        else:
            words = alarm_words(worst[0].alarm) + (f" · {bed.label}" if bed is not None else "")
        priority = worst[0].alarm.priority if worst is not None and not silent else None
        said = (words, priority, counts if not silent else (0, 0, 0))
        self._bed = bed.bed if bed is not None else ""
        self._flash(worst[0] if worst is not None and not silent else None)
        if said != (self._words, self._worst, self._counts):
            self._words, self._worst, self._counts = said
            self._speak()
            self.update()

    @property
    def words(self) -> str:
        """What it says, without the counts."""
        return self._words

    @property
    def counts(self) -> tuple[int, ...]:
        """How many alarms there are of each priority, the highest first."""
        return self._counts

    @property
    def is_lit(self) -> bool:
        """Whether the line is filled at this moment."""
        return self._lit

    def _flash(self, shown: ShownAlarm | None) -> None:
        self._shown = shown
        if self._phase is not None and shown is not None and shown.alarm.is_unseen:
            self._timer.start()
        else:
            self._timer.stop()
        self._turn()

    def _turn(self) -> None:
        shown, phase = self._shown, self._phase
        flashes = phase is not None and shown is not None and shown.alarm.is_unseen
        lit_now = lit(shown.sign.light, phase()) if flashes and shown and phase else True
        if lit_now != self._lit:
            self._lit = lit_now
            self.update()

    def _speak(self) -> None:
        counted = [
            tr(f"ward_layouts.count_{name}", count=count)
            for name, count in zip(_COUNTED.values(), self._counts, strict=True)
            if count
        ]
        words = marks_spoken(self._words)
        self.setAccessibleName(f"{words}. {', '.join(counted)}" if counted else words)
        self.setToolTip(self.accessibleName())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = current_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap, right = theme.gap(2), self.width()
        metrics = QFontMetrics(theme.font("text_small", "semibold"))
        painter.setFont(theme.font("text_small", "semibold"))
        for token, words, wide in reversed(self.pills(metrics)):
            self._pill(painter, QRectF(right - wide, 0, wide, self.height()), token, words)
            right -= wide + theme.gap(1)
        line = QRectF(0, 0, right, self.height())
        painter.setFont(theme.font("text_body", "semibold"))
        room = int(line.width()) - 2 * gap
        words = QFontMetrics(painter.font()).elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        if self._worst is not None:
            self._pill(painter, line, ALARM_COLOURS[self._worst], words, left=True, filled=self._lit)
        else:
            painter.setFont(theme.font("text_body"))
            painter.setPen(theme.color("text_muted"))
            inside = line.adjusted(gap, 0, -gap, 0)
            painter.drawText(inside, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), words)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.color("focus"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def pills(self, metrics: QFontMetrics) -> list[tuple[str, str, int]]:
        """Colour, words and width of each count. Where very large text would leave the worst alarm no words, those of
        the lower priorities are one `+9` behind the last that has room; the tool tip tells each."""
        theme, found = current_theme(), list[tuple[str, str, int]]()
        room, more = self.width(), 0
        for token, shape, count in zip(ALARM_COLOURS, SHAPES, self._counts, strict=True):
            # The shape of the priority before its number: red and yellow are alike to one man in twenty.
            sign = f"{SIGNS[shape]} "
            wide = max(metrics.horizontalAdvance(f"{sign}{one}") for one in ("00", count)) + 2 * theme.gap(2)
            if not count:
                continue
            fits = not more and room - wide >= theme.gap(_LEAST_WORDS)
            if fits or not found or not theme.is_large:
                found.append((token, f"{sign}{count}", wide))
                room -= wide + theme.gap(1)
            else:
                more += count
        if more:
            token, words, wide = found.pop()
            found.append((token, f"{words} +{more}", wide + metrics.horizontalAdvance(f" +{more}")))
        return found

    def _pill(
        self, painter: QPainter, place: QRectF, token: str, words: str, *, left: bool = False, filled: bool = True
    ) -> None:
        theme = current_theme()
        ring = theme.px("ring")
        inside = place.adjusted(ring / 2, theme.gap(0.5), -ring / 2, -theme.gap(0.5))
        painter.setPen(QPen(theme.color(token), ring))
        painter.setBrush(theme.color(token) if filled else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(inside, theme.px("radius_small"), theme.px("radius_small"))
        painter.setPen(theme.color(f"on_{token}" if filled else "text"))
        side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignHCenter
        gap = theme.gap(2) if left else 0
        painter.drawText(inside.adjusted(gap, 0, -gap, 0), int(Qt.AlignmentFlag.AlignVCenter | side), words)
