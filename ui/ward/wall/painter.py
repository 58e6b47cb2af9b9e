"""Paints the sectors but for their traces, part by part: only what differs from what was painted last."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from app.ward.picture.model import ShownBed
from ui.theme.icons import pixmap
from ui.ward.care import NOTHING_KNOWN, BedCare, Care
from ui.ward.numbers import NumberRow
from ui.ward.wall.grid import Grid
from ui.ward.wall.looks import WallLooks
from ui.ward.wall.sector import Band, Sector
from ui.ward.wall.seen import Seen, SeenAlarm, SeenFrame, SeenLabel, SeenName, SeenRow, holds_until, seen_of

_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEAST_OF_A_NAME: Final = 3
_WRAPPED: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


class SectorPainter:
    """Remembers what each sector shows and paints into the picture what has become different."""

    def __init__(self, grid: Grid, sector: Sector, looks: WallLooks) -> None:
        self._grid, self._sector, self._looks = grid, sector, looks
        least = looks.theme.px("text_heading") + looks.theme.gap(1)
        self._room = max(2, sector.numbers.height // least)
        self._traces = sector.room_for_traces(looks.theme.scale)
        self._painted: list[dict[str, Seen]] = []
        self._beds: Sequence[ShownBed] = ()
        self._cares: list[BedCare] = []
        self._care_revision = -1
        self._until: list[float] = []
        self._due = -math.inf

    def paint(self, image: QImage, beds: Sequence[ShownBed], now: float, care: Care | None = None) -> None:
        """Bring every sector up to date; costs a comparison where nothing of any can have changed."""
        revision = care.look(now) if care is not None else -1
        if beds is not self._beds or revision != self._care_revision:
            self._take(beds)
            self._take_care(care, revision)
        if now < self._due:
            return
        painter = QPainter(image)
        for at, until in enumerate(self._until):
            if until <= now:
                self._update(painter, at, seen_of(beds[at], now, self._room, self._traces, self._cares[at]))
                self._until[at] = holds_until(beds[at], now)
        painter.end()
        self._due = min(self._until, default=math.inf)

    def _take(self, beds: Sequence[ShownBed]) -> None:
        if len(beds) != len(self._beds):
            self._painted = [{} for _ in beds]
            self._until = [-math.inf] * len(beds)
        else:
            for at, (before, bed) in enumerate(zip(self._beds, beds, strict=True)):
                if bed is not before:
                    self._until[at] = -math.inf
        self._beds, self._due = beds, min(self._until, default=math.inf)

    def _take_care(self, care: Care | None, revision: int) -> None:
        before, self._care_revision = self._cares, revision
        self._cares = [care.of(bed.bed) if care is not None else NOTHING_KNOWN for bed in self._beds]
        if before != self._cares:
            for at, now in enumerate(self._cares):
                if at >= len(before) or before[at] != now:
                    self._until[at] = -math.inf
            self._due = min(self._until, default=math.inf)

    def _update(self, painter: QPainter, at: int, parts: dict[str, Seen]) -> None:
        before = self._painted[at]
        if parts == before:
            return
        self._painted[at] = parts
        painter.save()
        painter.translate(*self._grid.place(at))
        if before.keys() != parts.keys():
            self._clear(painter, self._sector.numbers)
            before = {}
        for key, part in parts.items():
            if before.get(key) != part:
                self._paint(painter, part, before.get(key))
        painter.restore()

    def _paint(self, painter: QPainter, part: Seen, before: Seen | None) -> None:
        match part:
            case SeenFrame():
                self._paint_frame(painter, part)
            case SeenName():
                self._paint_name(painter, part)
            case SeenRow():
                self._paint_row(painter, part, before)
            case SeenAlarm():
                self._paint_alarm(painter, part)
            case SeenLabel():
                self._paint_label(painter, part)

    def _paint_frame(self, painter: QPainter, seen: SeenFrame) -> None:
        edge, width, height = self._sector.frame, self._sector.width, self._sector.height
        if not edge:
            return
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
        band, gap = self._sector.name, self._looks.theme.gap(2)
        self._clear(painter, band)
        right = band.right
        for icon, words in reversed(seen.signs):
            right -= self._paint_sign(painter, Band(band.left, band.top, right - band.left, band.height), icon, words)
        room = QRect(band.left + 2, band.top, right - band.left - 2, band.height)
        painter.setFont(self._looks.font("text_small", "semibold"))
        painter.setPen(self._looks.colour("text"))
        painter.drawText(room, _LEFT, seen.bed)
        room.setLeft(room.left() + self._looks.advance("text_small", "semibold", seen.bed) + gap)
        painter.setFont(self._looks.font("text_small"))
        painter.setPen(self._looks.colour("text_muted"))
        tag = self._looks.advance("text_small", "regular", seen.tag) + gap if seen.tag else 0
        if seen.holder is not None:
            room.setRight(room.right() - self._paint_holder(painter, room, seen, tag))
            painter.setFont(self._looks.font("text_small"))
            painter.setPen(self._looks.colour("text_muted"))
        person = self._looks.elided("text_small", "regular", seen.person, room.width() - tag)
        # A letter and three dots say nothing.
        if person and (person == seen.person or len(person) > _LEAST_OF_A_NAME):
            painter.drawText(room, _LEFT, person)
            room.setLeft(room.left() + self._looks.advance("text_small", "regular", person) + gap)
        painter.drawText(room, _LEFT, seen.tag)

    def _paint_holder(self, painter: QPainter, room: QRect, seen: SeenName, tag: int) -> int:
        """Who answers for the bed, where there is room beside who lies there; the icon alone before nothing."""
        if seen.holder is None:
            return 0
        icon, words = seen.holder
        gap = self._looks.theme.gap(1)
        needs = self._looks.theme.px("icon_small") + self._looks.advance("text_small", "semibold", words) + 3 * gap
        person = min(self._looks.advance("text_small", "regular", seen.person), self._looks.theme.gap(10))
        band = Band(room.left(), room.top(), room.width(), room.height())
        said = words if needs + person + tag <= room.width() else ""
        if not said and self._looks.theme.px("icon_small") + gap + tag > room.width():
            return 0
        return self._paint_sign(painter, band, icon, said, "text_muted") + gap

    def _paint_sign(self, painter: QPainter, band: Band, icon: str, words: str, token: str = "text") -> int:
        """An icon and what belongs to it, at the right end of a band; the width that they take."""
        edge, gap = self._looks.theme.px("icon_small"), self._looks.theme.gap(1)
        taken = 0
        if words:
            painter.setFont(self._looks.font("text_small", "semibold"))
            painter.setPen(self._looks.colour(token))
            painter.drawText(_rect(band), _RIGHT, words)
            taken = self._looks.advance("text_small", "semibold", words) + gap
        place = (band.right - taken - edge, band.top + (band.height - edge) // 2, edge, edge)
        painter.drawPixmap(*place, pixmap(icon, token, "icon_small"))
        return taken + edge + gap

    def _paint_label(self, painter: QPainter, seen: SeenLabel) -> None:
        if not self._sector.labels:
            return
        band = self._sector.trace(seen.at, seen.of)
        left = QRect(self._sector.frame, band.top, self._sector.labels, band.height)
        painter.fillRect(left, self._looks.colour("sector"))
        roomy = self._sector.labels >= self._looks.theme.gap(12)
        painter.setFont(self._looks.font("text_small" if roomy else "wall_tiny"))
        painter.setPen(self._looks.wave(seen.group))
        painter.drawText(left, _LEFT, seen.words)

    def _paint_row(self, painter: QPainter, seen: SeenRow, before: Seen | None) -> None:
        band, row = self._sector.number(seen.at, seen.of), seen.row
        if row is None:
            self._clear(painter, band)
            painter.setFont(self._looks.font("text_small"))
            painter.setPen(self._looks.colour("text_muted"))
            painter.drawText(_rect(band), _WRAPPED, seen.words)
            return
        ground, colour = self._row_colours(row, seen.filled)
        below, taken = self._beside(row, band)
        inset = self._looks.theme.gap(1)
        room = band.width - 2 * inset - taken
        font = self._looks.number_font(band.height, room, row.longest)
        if _only_the_number(before, seen):
            painter.fillRect(band.left + inset + taken, band.top + 1, room, band.height - 2, ground)
        else:
            self._paint_beside(painter, row, band, below, seen.filled)
        painter.setPen(colour)
        painter.setFont(font)
        painter.drawText(QRect(band.left, band.top, band.width - inset, band.height), _RIGHT, row.text)

    def _row_colours(self, row: NumberRow, filled: bool) -> tuple[QColor, QColor]:
        """Of the ground and of what is written on it."""
        ground = self._looks.colour("sector")
        if row.alarm is None:
            return ground, self._looks.colour("text_faint") if row.stale else self._looks.wave(row.group)
        if not filled:
            return ground, self._looks.colour("text")
        priority = row.alarm.alarm.priority
        return self._looks.alarm(priority), self._looks.on_alarm(priority)

    def _beside(self, row: NumberRow, band: Band) -> tuple[str, int]:
        """What stands below the label left of a number, and the width of both; it gives way before the number does."""
        size = self._size_beside(band)
        label = self._looks.advance(size, "regular", row.label)
        below = row.more or row.limits
        taken = max(label, self._looks.advance(size, "regular", below or "00–000"))
        if size != "wall_tiny":
            taken += self._looks.theme.gap(2)
        if band.width - taken < self._looks.theme.px("text_title") * len(row.longest) * 3 // 4:
            return row.more if row.stale else "", label
        return below, taken

    def _size_beside(self, band: Band) -> str:
        """Where a bed has the screen for itself, what stands beside its numbers is read from afar too."""
        return "text_body" if band.height * 2 >= self._looks.theme.px("row") * 3 else "wall_tiny"

    def _paint_beside(self, painter: QPainter, row: NumberRow, band: Band, below: str, filled: bool) -> None:
        """The ground of a number, its frame where it alarms, its label and what stands below that."""
        ground, colour = self._row_colours(row, filled)
        painter.fillRect(_rect(band), ground)
        if row.alarm is not None and not filled:
            painter.setPen(self._looks.alarm(row.alarm.alarm.priority))
            painter.drawRect(band.left, band.top, band.width - 1, band.height - 1)
        painter.setPen(colour)
        painter.setFont(self._looks.font(self._size_beside(band)))
        half, left = band.height // 2, band.left + self._looks.theme.gap(1)
        painter.drawText(QRect(left, band.top if below else band.top + half // 2, band.width, half), _LEFT, row.label)
        painter.drawText(QRect(left, band.top + half, band.width, half), _LEFT, below)

    def _paint_alarm(self, painter: QPainter, seen: SeenAlarm) -> None:
        band, inset = self._sector.alarm, self._looks.theme.gap(1)
        self._clear(painter, band)
        token = "text_muted" if seen.priority is None else "text"
        if seen.priority is not None and seen.filled:
            painter.fillRect(_rect(band), self._looks.alarm(seen.priority))
            token = self._looks.on_alarm_token(seen.priority)
        weight = "regular" if seen.priority is None else "bold"
        inner = Band(band.left + inset, band.top, band.width - 2 * inset, band.height)
        said = [words for words in (seen.words, seen.fewer) if words] or [""]
        widths = [self._looks.advance("text_small", weight, words) for words in said]
        room = self._paint_marks(painter, seen, inner, min(widths), token)
        painter.setFont(self._looks.font("text_small", weight))
        painter.setPen(self._looks.colour(token))
        fitting = next((words for words, width in zip(said, widths, strict=True) if width <= room), said[-1])
        words = self._looks.elided("text_small", weight, fitting, room)
        painter.drawText(QRect(inner.left, band.top, room, band.height), _LEFT, words)

    def _paint_marks(self, painter: QPainter, seen: SeenAlarm, band: Band, words: int, token: str) -> int:
        """How many more there are and the marks, from the right; the width that is left for the alarm's `words`.

        Where there is room for both, the weightiest mark says what it means; its icon never gives way.
        """
        room, gap = band.width, self._looks.theme.gap(1)
        if seen.more:
            painter.setFont(self._looks.font("text_small"))
            painter.setPen(self._looks.colour(token))
            painter.drawText(_rect(band), _RIGHT, seen.more)
            room -= self._looks.advance("text_small", "regular", seen.more) + 2 * gap
        icons = len(seen.marks) * (self._looks.theme.px("icon_small") + gap)
        if seen.taken is not None:
            icon, name = seen.taken
            wide = self._looks.advance("text_small", "semibold", name) + self._looks.theme.px("icon_small") + 3 * gap
            left = Band(band.left, band.top, room, band.height)
            room -= self._paint_sign(painter, left, icon, name if words + icons + wide <= room else "", token) + gap
        said = self._looks.advance("text_small", "semibold", seen.mark_words) + gap
        fits = words + icons + said + gap <= room
        for at, icon in reversed(list(enumerate(seen.marks))):
            left = Band(band.left, band.top, room, band.height)
            room -= self._paint_sign(painter, left, icon, seen.mark_words if fits and at == 0 else "", token)
        return room

    def _clear(self, painter: QPainter, band: Band) -> None:
        painter.fillRect(_rect(band), self._looks.colour("sector"))


def _only_the_number(before: Seen | None, seen: SeenRow) -> bool:
    """Whether nothing of a row is new but the number itself, and what stood there before fitted its place."""
    if not isinstance(before, SeenRow) or before.row is None or seen.row is None or before.filled is not seen.filled:
        return False
    old = before.row
    return len(old.text) <= len(old.longest) and replace(old, text=seen.row.text) == seen.row


def _rect(band: Band) -> QRect:
    return QRect(band.left, band.top, band.width, band.height)
