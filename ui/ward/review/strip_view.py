"""The chosen moment at true scale: every waveform over the millimetre grid, 25 mm/s, an ECG at 10 mm/mV."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ward.catalogue import Waveform, waveforms
from app.ward.recording.model import AlarmMark, WaveSpan
from app.ward.review.strips import strip_rule
from ui.texts import tr
from ui.theme import current_theme
from ui.ward.review.strip_paint import Band, StripPainter, StripPlace
from ui.ward.wall.looks import WallLooks

MM_PER_INCH: Final = 25.4
_GUTTER_STEPS: Final = 19
_EDGE_MM: Final = 1.0


def band_mm(wave: Waveform) -> float:
    """How high a waveform is drawn: an ECG at 10 mm/mV over its range, any other one as high as the rule says."""
    rule = strip_rule()
    if wave.unit == "mV":
        return (wave.shown[1] - wave.shown[0]) * rule.mm_per_millivolt
    return rule.other_mm


class StripView(QWidget):
    """`chosen(moment)`: somebody pressed there. Answers to `calipers.Measured` for the first waveform.

    `show_moment` sets what is looked at, `show_spans` brings the samples when they were read.
    """

    chosen = Signal(float)
    laid_out = Signal()
    widened = Signal()
    """Another span is seen now: whoever chose the moment says it again."""

    def __init__(self, zone: str) -> None:
        super().__init__()
        self._zone = zone
        self._waves: tuple[str, ...] = ()
        self._spans: tuple[WaveSpan, ...] = ()
        self._alarms: tuple[AlarmMark, ...] = ()
        self._mark: AlarmMark | None = None
        self._at: float | None = None
        self._start = 0.0
        self._instead = tr("common.loading")
        self._picture: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("ward_review.strip"))

    def show_waves_of(self, waves: Sequence[str]) -> None:
        """Which waveforms have a band, the measured one first."""
        if tuple(waves) != self._waves:
            self._waves = tuple(waves)
            self.setMinimumHeight(self.sizeHint().height())
            self.updateGeometry()
            self._renew()

    def show_moment(self, at: float, alarms: Sequence[AlarmMark], mark: AlarmMark | None = None) -> tuple[float, float]:
        """Look at a moment, a third from the left edge; tells the span that is seen now."""
        self._at, self._alarms, self._mark = at, tuple(alarms), mark
        before, self._start = self._start, at - self.seconds / 3
        if self._start != before:
            self._spans, self._instead = (), tr("common.loading")
        self._renew()
        return self.span

    def show_spans(self, spans: Sequence[WaveSpan]) -> None:
        """The samples; they may reach farther than what is seen."""
        self._spans, self._instead = tuple(spans), ""
        self._renew()

    def show_unread(self) -> None:
        """The samples could not be read: that is no gap, and says so."""
        self._spans, self._instead = (), tr("ward_review.row_broken")
        self._renew()

    @property
    def seconds(self) -> float:
        """How much is seen."""
        return self._width() / (self.per_mm * strip_rule().mm_per_second)

    @property
    def span(self) -> tuple[float, float]:
        """From the left to the right edge of the traces."""
        return self._start, self._start + self.seconds

    @property
    def per_mm(self) -> float:
        """Pixels of a millimetre, as far as the screen tells its true size."""
        return self.logicalDpiX() / MM_PER_INCH

    def x_of(self, moment: float) -> float:
        """The column of a moment."""
        return self._gutter() + (moment - self._start) * strip_rule().mm_per_second * self.per_mm

    def moment_of(self, x: float) -> float:
        """The moment of a column."""
        return self._start + (x - self._gutter()) / (strip_rule().mm_per_second * self.per_mm)

    def edges(self) -> tuple[float, float]:
        """Of the traces."""
        return self._gutter(), self._gutter() + self._width()

    def unit(self) -> str:
        """Of the measured waveform; empty where it has none of its own."""
        unit = waveforms()[self._waves[0]].unit if self._waves else ""
        return "" if unit == "1" else unit

    def value_at(self, moment: float) -> float | None:
        """What the measured waveform shows at a moment; None in a gap."""
        span = next((one for one in self._spans if self._waves and one.wave == self._waves[0]), None)
        if span is None or not len(span.samples):
            return None
        times = span.first_at + np.arange(len(span.samples)) / span.rate_hz
        value = float(np.interp(moment, times, span.samples, left=np.nan, right=np.nan))
        return None if np.isnan(value) else value

    def y_of(self, value: float) -> float:
        """How high a value of the measured waveform is drawn."""
        bands = self.bands()
        return float(bands[0].y(np.array([value]))[0]) if bands else 0.0

    def bands(self) -> tuple[Band, ...]:
        """The waveforms from above to below."""
        top, found = self._head() + _EDGE_MM * self.per_mm, []
        for code in self._waves:
            wave = waveforms()[code]
            height = band_mm(wave) * self.per_mm
            found.append(Band(wave, top, height))
            top += height + _EDGE_MM * self.per_mm
        return tuple(found)

    def sizeHint(self) -> QSize:
        theme = current_theme()
        bands = sum(band_mm(waveforms()[code]) + _EDGE_MM for code in self._waves)
        return QSize(theme.px("line_room"), round(self._head() + (bands + _EDGE_MM) * self.per_mm))

    def _gutter(self) -> float:
        return current_theme().gap(_GUTTER_STEPS)

    def _width(self) -> float:
        return max(1.0, self.width() - self._gutter())

    def _times(self) -> float:
        return current_theme().px("text_small") * 1.5

    def _head(self) -> float:
        return self._times() + current_theme().gap(6)

    def _renew(self) -> None:
        self._picture = None
        self.update()
        self.laid_out.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._picture is None:
            self._picture = self._drawn()
        painter.drawPixmap(0, 0, self._picture)

    def _drawn(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        looks = WallLooks(current_theme())
        picture.fill(looks.colour("sector"))
        if self._at is None:
            return picture
        painter = QPainter(picture)
        place = StripPlace(
            self._gutter(), self._width(), self._times(), self._head(), self.height(), self.per_mm, self._start
        )
        strip = StripPainter(painter, place, looks, self._zone)
        strip.grid()
        strip.times(self._at)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for band in self.bands():
            strip.label(band)
            if self._instead:
                strip.words(band, self._instead)
            else:
                strip.trace(band, next((one for one in self._spans if one.wave == band.wave.code), None))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        strip.alarms(self._alarms, self._mark)
        painter.end()
        return picture

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.position().x() >= self._gutter():
            self.chosen.emit(self.moment_of(event.position().x()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._renew()
        if event.size().width() != event.oldSize().width():
            self.widened.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._renew()
