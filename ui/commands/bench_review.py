"""`bench review`: 24 hours of one bed's ECG, scrolled and zoomed, beside a plot of the same hours.

The hours are written by the recorder's own writer into a folder that is thrown away, and read while it is measured.
A frame is counted from the scrolling to the painted window: the processor's time of the whole process, workers that
read and draw rows included. The plot is pyqtgraph's `PlotDataItem` with `clipToView` and downsampling by peaks; it has
all samples in memory and shows in one line the span that the page shows in rows.
Without a screen (`QT_QPA_PLATFORM=offscreen`, software painting).
"""

import argparse
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from app.demo.recorded_hours import record_hours
from app.kernel.clock import SystemClock
from app.ward.alarms.words import Priority
from app.ward.recording.folder import RecordingFolder
from app.ward.recording.model import AlarmMark, BedRecording
from app.ward.recording.reader import StayRecording
from app.ward.recording.sealed import RecordingKey
from app.ward.review.reading import read_review
from app.ward.review.rows import ROW_SECONDS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from ui.ward.review.desk import ReviewDesk

SIZE: Final = (1920, 1080)
HOURS: Final = 24.0
FRAMES: Final = 240
TARGET_FPS: Final = 20.0
_WAVE: Final = "ecg_ii"
_RATE: Final = 250.0
_PACE_FPS: Final = 30.0
_FRAMES_A_ZOOM: Final = 12
_PLOT_FRAMES: Final = 60
_PATIENCE_SECONDS: Final = 60.0
_ALARM_SECONDS: Final = 900.0
Costs = NDArray[np.float64]
"""Milliseconds of each frame."""


def run(arguments: argparse.Namespace) -> Mapping[str, object]:
    """Milliseconds of processor time a frame, frames a second, share of the frames in which every seen row was drawn.

    `frames` and `hours` may be given by a test.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    frames = int(getattr(arguments, "frames", FRAMES))
    hours = float(getattr(arguments, "hours", HOURS))
    application = _application()
    with tempfile.TemporaryDirectory(prefix="plantao-bench-", ignore_cleanup_errors=True) as home:
        print(f"writing {hours:g} h of one bed …", file=sys.stderr)
        recording = _recorded(Path(home), hours)
        figures, rows = _review(application, recording, frames)
        spans = {seconds: min(hours * 3600, rows * seconds) for seconds in ROW_SECONDS}
        plot = float(_plots(application, recording, max(1, min(frames, _PLOT_FRAMES) // len(spans)), spans).mean())
    times = plot / figures["scroll_frame_ms"]
    return {"hours": hours, **figures, "pyqtgraph_frame_ms": plot, "times_less_than_pyqtgraph": times}


def _application() -> "QApplication":
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - after the platform was chosen

    from ui.theme import apply_theme  # noqa: PLC0415 - Qt is imported once the bench has begun

    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(["bench"])
    apply_theme(application, "light")
    return application


def _recorded(home: Path, hours: float) -> BedRecording:
    """Simulated hours on the disk; an alarm every quarter of an hour, as a restless patient has them."""
    folder = RecordingFolder(home, RecordingKey(os.urandom(32)))
    until = float(int(SystemClock().now().timestamp()))
    record_hours(folder, "bed", "stay", until, hours)
    began = np.arange(until - hours * 3600 + 60, until, _ALARM_SECONDS)
    marks = tuple(
        AlarmMark("spo2_low", "spo2_low", Priority(number % 3), False, float(at), float(at) + 40)
        for number, at in enumerate(began)
    )
    return StayRecording(folder, "stay", lambda _start, _end: marks)


@dataclass(frozen=True)
class _Scrolled:
    """`whole`: whether every row that is seen was drawn in each frame; `lasted` seconds of the wall clock."""

    costs: Costs
    whole: NDArray[np.bool_]
    lasted: float


def _review(application: "QApplication", recording: BedRecording, frames: int) -> tuple[dict[str, float], float]:
    """Scrolling by rows at every length of a row, then zooming at one place; and how many rows are seen."""
    from ui.ward.review.desk import ReviewDesk  # noqa: PLC0415 - after the platform was chosen

    began = time.monotonic()
    desk = ReviewDesk("UTC", may_print=True)
    with _shown(desk):
        desk.show_review(read_review(recording, _WAVE))
        _until_whole(application, desk)
        opened = time.monotonic() - began
        scrolled = {row: _scroll(application, desk, row, max(2, frames // len(ROW_SECONDS))) for row in ROW_SECONDS}
        zoomed, ready = _zoom(application, desk, max(2, frames // _FRAMES_A_ZOOM))
        rows = desk.sheet.viewport().height() / desk.sheet.row_height
    costs = np.concatenate([each.costs for each in scrolled.values()])
    whole = np.concatenate([each.whole for each in scrolled.values()])
    figures = {
        "open_seconds": opened,
        "scroll_fps": len(costs) / sum(each.lasted for each in scrolled.values()),
        "scroll_fps_target": TARGET_FPS,
        "scroll_fps_paced_at": _PACE_FPS,
        "scroll_frame_ms": float(costs.mean()),
        "scroll_frame_p99_ms": float(np.percentile(costs, 99)),
        "scroll_whole_share": float(whole.mean()),
        **{f"scroll_frame_ms_{row:g}_s_a_row": float(each.costs.mean()) for row, each in scrolled.items()},
        **{f"scroll_whole_share_{row:g}_s_a_row": float(each.whole.mean()) for row, each in scrolled.items()},
        "zoom_ms": float(zoomed.mean()),
        "zoom_all_rows_drawn_after_ms": float(ready.mean()),
        "zoom_all_rows_drawn_after_p99_ms": float(np.percentile(ready, 99)),
    }
    return figures, rows


def _scroll(application: "QApplication", desk: "ReviewDesk", seconds: float, frames: int) -> _Scrolled:
    """One row each frame, from the newest upwards, and again where there are few."""
    sheet = desk.sheet
    sheet.set_seconds(seconds)
    sheet.to_end()
    _until_whole(application, desk)
    bar, costs, whole = sheet.verticalScrollBar(), [], []
    began = time.monotonic()
    for frame in range(frames):
        used = time.process_time()
        bar.setValue(bar.value() - sheet.row_height if bar.value() > bar.minimum() else bar.maximum())
        application.processEvents()
        whole.append(sheet.is_whole())
        while (left := began + (frame + 1) / _PACE_FPS - time.monotonic()) > 0:
            time.sleep(min(left, 0.002))
            application.processEvents()
        costs.append((time.process_time() - used) * 1000)
    return _Scrolled(np.array(costs), np.array(whole), time.monotonic() - began)


def _zoom(application: "QApplication", desk: "ReviewDesk", steps: int) -> tuple[Costs, Costs]:
    """In and out again, each time with nothing drawn before: processor time, and wall clock, until all is drawn."""
    review = desk.review
    if review is not None:
        desk.go_to((review.window[0] + review.window[1]) / 2)
    costs, ready = [], []
    for number in range(steps):
        desk.sheet.tiles.forget()
        began, used = time.monotonic(), time.process_time()
        desk.zoom(-1 if number // (len(ROW_SECONDS) - 1) % 2 == 0 else 1)
        _until_whole(application, desk)
        costs.append((time.process_time() - used) * 1000)
        ready.append((time.monotonic() - began) * 1000)
    return np.array(costs), np.array(ready)


def _until_whole(application: "QApplication", desk: "ReviewDesk") -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while not desk.sheet.is_whole():
        if time.monotonic() > end:
            raise TimeoutError("the rows never came")
        application.processEvents()
        time.sleep(0.001)


@contextlib.contextmanager
def _shown(widget: "QWidget") -> Iterator[None]:
    """On a screen of the bench's size."""
    widget.resize(*SIZE)
    widget.show()
    try:
        yield
    finally:
        widget.close()
        widget.deleteLater()


def _plots(application: "QApplication", recording: BedRecording, frames: int, spans: Mapping[float, float]) -> Costs:
    """A plot that shows the span of the page at each length of a row, and is moved by one row each frame."""
    import pyqtgraph  # noqa: PLC0415 - the comparison alone needs it here

    start, end = recording.span() or (0.0, 0.0)
    print("the same hours as one plot …", file=sys.stderr)
    parts = [recording.wave(_WAVE, at, min(at + 3600, end)).samples for at in np.arange(start, end, 3600.0)]
    samples = np.concatenate(parts)
    page = pyqtgraph.PlotWidget()
    curve = page.plot(np.arange(len(samples)) / _RATE, samples, pen="g")
    curve.setClipToView(True)
    curve.setDownsampling(auto=True, method="peak")
    costs = []
    with _shown(page):
        for row, seen in spans.items():
            room = max(row, (end - start) - seen)
            for frame in range(frames + 1):
                left = max(0.0, room - (frame + 1) * row % room)
                used = time.process_time()
                page.setXRange(left, left + seen, padding=0)
                application.processEvents()
                if frame:
                    costs.append((time.process_time() - used) * 1000)
    return np.array(costs)
