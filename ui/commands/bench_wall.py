"""`bench wall`: the ward's wall: CPU of one frame beside the same traces as pyqtgraph plots, and the whole path.

Drawing: 49 beds × 3 traces and 120 beds × 1 trace on 1920 × 1080 at 30 frames a second, from simulated signals with
their numbers and alarms; counted is the processor's time of this process from the tick to the painted window. Path:
`simulate` sends 49 beds over HL7 to a `node`, each a process of its own, and this process shows what the node tells;
it goes on for `--minutes`, and the memory of both is told at the beginning, halfway and at the end. That node keeps no
records. Without a screen (`QT_QPA_PLATFORM=offscreen`, software painting).
"""

import argparse
import contextlib
import gc
import os
import sys
import tempfile
import time
from array import array
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from app.demo.simulated_ward import simulated_ward
from app.interop.simulator.plans import load_plan
from app.interop.simulator.ward import USUAL_SEED, SimulatedWard
from app.kernel.clock import FakeClock, SystemClock
from app.kernel.folders import StationFolders
from app.ward.core import WardCore
from app.ward.node.simulated import simulated_beds
from app.ward.picture.builder import PictureBuilder
from app.ward.picture.rings import RATE_HZ
from app.ward.service import WardService

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from ui.ward.wall.view import WallView

SIZE: Final = (1920, 1080)
FRAMES: Final = 600
TARGET_MS, TARGET_MS_120, TARGET_CORE, TARGET_TIMES, TARGET_MB = 1.5, 2.0, 0.35, 20.0, 600.0
_WAVES: Final = ("ecg_ii", "pleth", "art")
_FPS: Final = 30
_WARM_FRAMES: Final = 240
_PLOT_FRAMES: Final = 20
_TURN_SECONDS: Final = 2.0
_PATIENCE_SECONDS: Final = 60.0


def run(arguments: argparse.Namespace) -> Mapping[str, object]:
    """Milliseconds of processor time a frame, shares of a core, megabytes; a test may give `frames`."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    frames = int(getattr(arguments, "frames", FRAMES))
    seconds = 60 * float(arguments.minutes)
    application = _application()
    # As the window does when it starts (ui/start): the collector need not look through the modules.
    gc.freeze()
    try:
        return _figures(application, frames, seconds)
    finally:
        gc.unfreeze()


def _figures(application: "QApplication", frames: int, seconds: float) -> Mapping[str, object]:
    # First, so that its memory is the wall's alone.
    path = _path(application, seconds) if seconds else {}
    many = _draw(application, 49, _WAVES, frames)
    more = _draw(application, 120, _WAVES[:1], frames)
    plots = _plots_ms(application, 49 * len(_WAVES), min(_PLOT_FRAMES, frames))
    return {
        "frame_49x3_ms": float(np.mean(many)),
        "frame_49x3_p99_ms": float(np.percentile(many, 99)),
        "frame_49x3_target_ms": TARGET_MS,
        "pyqtgraph_49x3_ms": plots,
        "times_less_than_pyqtgraph": plots / float(np.mean(many)),
        "times_less_target": TARGET_TIMES,
        "frame_120x1_ms": float(np.mean(more)),
        "frame_120x1_p99_ms": float(np.percentile(more, 99)),
        "frame_120x1_target_ms": TARGET_MS_120,
        **path,
    }


def _application() -> "QApplication":
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - after the platform was chosen

    from ui.theme import apply_theme  # noqa: PLC0415 - Qt is imported once the bench has begun

    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(["bench"])
    apply_theme(application, "dark")
    return application


def _draw(application: "QApplication", beds: int, waves: Sequence[str], frames: int) -> list[float]:
    """Milliseconds of processor time for each frame of a simulated ward's wall."""
    from ui.ward.wall.view import WallView  # noqa: PLC0415 - after the platform was chosen

    print(f"drawing {beds} beds × {len(waves)} …", file=sys.stderr)
    clock = FakeClock()
    ward = SimulatedWard(clock, load_plan("icu-49").limited(beds), waves=waves)
    picture = PictureBuilder(clock.monotonic)
    core = WardCore(simulated_beds(load_plan("icu-49").limited(beds), USUAL_SEED), picture.take, lambda _changes: None)
    wall = WallView(picture)
    with _shown(wall):
        costs: list[float] = []
        warm = min(_WARM_FRAMES, 10 * frames)
        for frame in range(warm + frames):
            clock.advance(1 / _FPS)
            for message in ward.advance():
                core.take(message)
            core.tick(clock.monotonic())
            began = time.process_time()
            wall.tick()
            application.processEvents()
            if frame >= warm:
                costs.append((time.process_time() - began) * 1000)
    return costs


@contextlib.contextmanager
def _shown(wall: "WallView") -> "Iterator[QWidget]":
    """The wall on a screen of the bench's size; its own timer does not run: the bench ticks."""
    from PySide6.QtCore import QSize  # noqa: PLC0415 - after the platform was chosen

    wall.resize(*SIZE)
    wall.fit(QSize(*SIZE))
    wall.show()
    wall.stop_ticking()
    try:
        yield wall
    finally:
        wall.close()
        wall.deleteLater()


def _plots_ms(application: "QApplication", traces: int, frames: int) -> float:
    """Milliseconds of processor time a frame where each trace is a plot of pyqtgraph with its axes."""
    import pyqtgraph  # noqa: PLC0415 - the comparison alone needs it here

    print(f"the same {traces} traces as plots …", file=sys.stderr)
    page = pyqtgraph.GraphicsLayoutWidget(show=False)
    page.resize(*SIZE)
    columns = 21
    curves = [page.addPlot(row=at // columns, col=at % columns).plot(pen="g") for at in range(traces)]
    page.show()
    count = round(_TURN_SECONDS * RATE_HZ)
    wave = np.sin(np.arange(count * 2) / 20.0)
    costs = []
    for frame in range(frames + 2):
        began = time.process_time()
        for curve in curves:
            curve.setData(wave[frame * 8 : frame * 8 + count])
        application.processEvents()
        if frame >= 2:
            costs.append((time.process_time() - began) * 1000)
    page.close()
    page.deleteLater()
    return float(np.mean(costs))


def _path(application: "QApplication", seconds: float) -> dict[str, object]:
    """Simulator, node and wall as three processes: what the wall costs, and whether it keeps its pace."""
    from ui.ward.wall.view import WallView  # noqa: PLC0415 - after the platform was chosen

    print(f"simulator, node and wall for {seconds:g} s …", file=sys.stderr)
    with (
        tempfile.TemporaryDirectory(prefix="plantao-bench-", ignore_cleanup_errors=True) as home,
        simulated_ward(StationFolders(Path(home))) as node,
    ):
        ward = WardService(StationFolders(Path(home)), SystemClock())
        ward.follow()
        wall = WallView(ward.picture)
        with _shown(wall):
            _wait_for_signals(application, ward)
            found = _watched(application, wall, node, seconds)
        ward.stop()
    return found


def _watched(application: "QApplication", wall: "WallView", node: int, seconds: float) -> dict[str, object]:
    """The wall at its pace for so long, and what it and the node took meanwhile."""
    ticks, memory = array("d"), {"at_start": _megabytes(node)}
    used, node_used, began = time.process_time(), _cpu_of(node), time.monotonic()
    while (now := time.monotonic()) < began + seconds:
        wall.tick()
        application.processEvents()
        ticks.append(now)
        if "halfway" not in memory and now >= began + seconds / 2:
            memory["halfway"] = _megabytes(node)
        time.sleep(max(0.0, began + len(ticks) / _FPS - time.monotonic()))
    lasted = time.monotonic() - began
    memory["at_end"] = _megabytes(node)
    return {
        "path_minutes": lasted / 60,
        "path_fps": len(ticks) / lasted,
        "path_fps_target": float(_FPS),
        "path_frame_p99_ms": float(np.percentile(np.diff(ticks) * 1000, 99)),
        "station_core": (time.process_time() - used) / lasted,
        "station_core_target": TARGET_CORE,
        "node_core": (_cpu_of(node) - node_used) / lasted,
        **{f"{name}_mb_{when}": one for when, both in memory.items() for name, one in both.items()},
        "station_and_node_mb": sum(memory["at_end"].values()),
        "station_and_node_mb_target": TARGET_MB,
    }


def _wait_for_signals(application: "QApplication", ward: WardService) -> None:
    """Until every bed has its traces."""
    end = time.monotonic() + _PATIENCE_SECONDS
    while not ward.picture.beds or not all(bed.traces for bed in ward.picture.beds):
        if time.monotonic() > end:
            raise TimeoutError("the simulated ward never came")
        application.processEvents()
        time.sleep(0.05)


def _cpu_of(process: int) -> float:
    """Seconds of processor time of another process, by its number (Linux); nan elsewhere."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _megabytes(node: int) -> dict[str, float]:
    """What this process, the station, and the node hold in memory."""
    return {"station": _megabytes_of("self"), "node": _megabytes_of(str(node))}


def _megabytes_of(process: str) -> float:
    """Megabytes that a process holds (Linux); nan elsewhere."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return float("nan")
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
