"""Paints the sectors but for their traces, part by part: only what differs from what was painted last."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter

from app.ward.catalogue import vital_signs
from app.ward.picture.model import BedStanding, ShownBed
from ui.theme.icons import pixmap
from ui.ward.numbers import NumberRow
from ui.ward.wall.grid import Grid
from ui.ward.wall.looks import WallLooks
from ui.ward.wall.sector import Band, Sector
from ui.ward.wall.seen import Seen, SeenAlarm, SeenFrame, SeenLabel, SeenName, SeenRow, seen_of

_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WRAPPED: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
_CHECKS_A_SECOND: Final = 8
"""The fastest flash turns four times a second: what alarms is looked at twice as often, ages and countdowns once."""


class SectorPainter:
    """Remembers what each sector shows and paints into the picture what has become different."""

    def __init__(self, grid: Grid, sector: Sector, looks: WallLooks) -> None:
        self._grid, self._sector, self._looks = grid, sector, looks
        least = looks.theme.px("text_heading") + looks.theme.gap(1)
        self._room = max(2, sector.numbers.height // least)
        self._traces = sector.room_for_traces(looks.theme.scale)
        self._painted: list[dict[str, Seen]] = []
        self._beds: list[ShownBed | None] = []
        self._checked = -1

    def paint(self, image: QImage, beds: Sequence[ShownBed], now: float) -> None:
        """Bring every sector up to date."""
        if len(self._beds) != len(beds):
            self._beds, self._painted = [None] * len(beds), [{} for _ in beds]
        check = int(now * _CHECKS_A_SECOND)
        turned = check != self._checked
        due = [
            at
            for at, bed in enumerate(beds)
            if bed is not self._beds[at] or (turned and (bed.alarms or _goes_on(bed, now)))
        ]
        self._checked = check
        if not due:
            return
        painter = QPainter(image)
        for at in due:
            self._beds[at] = beds[at]
            self._update(painter, at, seen_of(beds[at], now, self._room, self._traces))
        painter.end()

    def _update(self, painter: QPainter, at: int, parts: dict[str, Seen]) -> None:
        before = self._painted[at]
        if parts == before:
            return
        self._painted[at] = parts
        painter.save()
        painter.translate(*self._grid.place(at))
        if {key for key in before if key.startswith("number")} != {key for key in parts if key.startswith("number")}:
            self._clear(painter, self._sector.numbers)
        for key, part in parts.items():
            if before.get(key) != part:
                self._paint(painter, part)
        painter.restore()

    def _paint(self, painter: QPainter, part: Seen) -> None:
        match part:
            case SeenFrame():
                self._paint_frame(painter, part)
            case SeenName():
                self._paint_name(painter, part)
            case SeenRow():
                self._paint_row(painter, part)
            case SeenAlarm():
                self._paint_alarm(painter, part)
            case SeenLabel():
                self._paint_label(painter, part)

    def _paint_frame(self, painter: QPainter, seen: SeenFrame) -> None:
        edge, width, height = self._sector.frame, self._sector.width, self._sector.height
        ground = self._looks.colour("sector")
        if seen.priority is not None and seen.filled:
            ground = self._looks.alarm(seen.priority)
        for left, top, wide, high in (
            (0, 0, width, edge),
            (0, height - edge, width, edge),
            (0, 0, edge, height),
            (width - edge, 0, edge, height),
        ):
            painter.fillRect(left, top, wide, high, ground)
        line = self._looks.colour("wall") if seen.priority is None else self._looks.alarm(seen.priority)
        painter.setPen(line)
        painter.drawRect(0, 0, width - 1, height - 1)

    def _paint_name(self, painter: QPainter, seen: SeenName) -> None:
        band = self._sector.name
        self._clear(painter, band)
        room = QRect(band.left + 2, band.top, band.width - 2 - self._paint_pause(painter, seen), band.height)
        painter.setFont(self._looks.font("text_small", "semibold"))
        painter.setPen(self._looks.colour("text"))
        if not band.height:
            return
        painter.drawText(room, _LEFT, seen.bed)
        room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(seen.bed) + self._looks.theme.gap(2))
        if seen.words and room.width() > 0:
            painter.setFont(self._looks.font("text_small"))
            painter.setPen(self._looks.colour("text_muted"))
            words = painter.fontMetrics().elidedText(seen.words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, _LEFT, words)

    def _paint_pause(self, painter: QPainter, seen: SeenName) -> int:
        """Icon and countdown of a pause at the right; the width that they take."""
        if not seen.pause_icon:
            return 0
        band, edge, gap = self._sector.name, self._looks.theme.px("icon_small"), self._looks.theme.gap(1)
        painter.setFont(self._looks.font("text_small", "semibold"))
        painter.setPen(self._looks.colour("text"))
        painter.drawText(_rect(band), _RIGHT, seen.pause_left)
        taken = painter.fontMetrics().horizontalAdvance(seen.pause_left) + gap
        picture = pixmap(seen.pause_icon, "text", "icon_small")
        painter.drawPixmap(band.right - taken - edge, band.top + (band.height - edge) // 2, edge, edge, picture)
        return taken + edge + gap

    def _paint_label(self, painter: QPainter, seen: SeenLabel) -> None:
        if not self._sector.labels:
            return
        band = self._sector.trace(seen.at, seen.of)
        left = QRect(self._sector.frame, band.top, self._sector.labels, band.height)
        painter.fillRect(left, self._looks.colour("sector"))
        painter.setFont(self._looks.font("wall_tiny"))
        painter.setPen(self._looks.wave(seen.group))
        painter.drawText(left, _LEFT, seen.words)

    def _paint_row(self, painter: QPainter, seen: SeenRow) -> None:
        band, row = self._sector.number(seen.at, seen.of), seen.row
        self._clear(painter, band)
        if row is None:
            painter.setFont(self._looks.font("text_small"))
            painter.setPen(self._looks.colour("text_muted"))
            painter.drawText(_rect(band), _WRAPPED, seen.words)
            return
        colour = self._looks.colour("text_faint") if row.stale else self._looks.wave(row.group)
        priority = row.alarm.alarm.priority if row.alarm is not None else None
        if priority is not None and seen.filled:
            painter.fillRect(_rect(band), self._looks.alarm(priority))
            colour = self._looks.on_alarm(priority)
        elif priority is not None:
            painter.setPen(self._looks.alarm(priority))
            painter.drawRect(band.left, band.top, band.width - 1, band.height - 1)
            colour = self._looks.colour("text")
        painter.setPen(colour)
        inset = self._looks.theme.gap(1)
        room = band.width - 2 * inset - self._paint_beside(painter, row, band)
        painter.setFont(self._looks.number_font(band.height, room, row.longest))
        painter.drawText(QRect(band.left, band.top, band.width - inset, band.height), _RIGHT, row.text)

    def _paint_beside(self, painter: QPainter, row: NumberRow, band: Band) -> int:
        """Label and limits left of a number; the width that they take. Limits give way before the number does."""
        half, inset = band.height // 2, self._looks.theme.gap(1)
        painter.setFont(self._looks.font("wall_tiny"))
        metrics = painter.fontMetrics()
        below = row.more or row.limits
        taken = max(metrics.horizontalAdvance(row.label), metrics.horizontalAdvance(below or "00–000"))
        if band.width - taken < self._looks.theme.px("text_title") * len(row.longest) * 3 // 4:
            below, taken = row.more if row.stale else "", metrics.horizontalAdvance(row.label)
        top = band.top if below else band.top + half // 2
        painter.drawText(QRect(band.left + inset, top, band.width, half), _LEFT, row.label)
        painter.drawText(QRect(band.left + inset, band.top + half, band.width, half), _LEFT, below)
        return taken

    def _paint_alarm(self, painter: QPainter, seen: SeenAlarm) -> None:
        band, inset = self._sector.alarm, self._looks.theme.gap(1)
        self._clear(painter, band)
        colour = self._looks.colour("text_muted" if seen.priority is None else "text")
        if seen.priority is not None and seen.filled:
            painter.fillRect(_rect(band), self._looks.alarm(seen.priority))
        if not band.height:
            return
            colour = self._looks.on_alarm(seen.priority)
        painter.setPen(colour)
        room = band.width - 2 * inset
        if seen.more:
            painter.setFont(self._looks.font("text_small"))
            painter.drawText(_rect(band).adjusted(0, 0, -inset, 0), _RIGHT, seen.more)
            room -= painter.fontMetrics().horizontalAdvance(seen.more) + 2 * inset
        painter.setFont(self._looks.font("text_small", "regular" if seen.priority is None else "bold"))
        words = painter.fontMetrics().elidedText(seen.words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(band.left + inset, band.top, room, band.height), _LEFT, words)

    def _clear(self, painter: QPainter, band: Band) -> None:
        painter.fillRect(_rect(band), self._looks.colour("sector"))


def _goes_on(bed: ShownBed, now: float) -> bool:
    """Whether something of the sector changes by time alone: an age, or the countdown of a pause."""
    silence = bed.silence
    if silence.audio_until is not None or silence.alarms_until is not None or now - bed.signal_at > 2.0:
        return bed.standing is not BedStanding.EMPTY
    signs = vital_signs()
    return any(now - number.measured_at > signs[number.vital].fresh_seconds for number in bed.numbers)


def _rect(band: Band) -> QRect:
    return QRect(band.left, band.top, band.width, band.height)
