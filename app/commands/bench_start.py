"""`bench start`: how long until the first window is painted and until somebody can sign in.

Each figure is the median of several starts of a fresh process without a screen (`QT_QPA_PLATFORM=offscreen`), counted
from the moment the process is asked for. Beside it stands, measured in turn in the same run, what it is compared with:
an empty PySide6 window, and a bare window that imports SQLAlchemy, numpy, pyqtgraph and PySide6. The station that is
opened is a real one: encrypted, with its key in a key file. Of the installed program its own two figures are measured.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from app import bootstrap
from app.kernel.folders import StationFolders
from app.kernel.program import program
from app.security.account_model import NewAccount
from app.security.roles import Role
from app.settings import StationProfile, StationRole

_ROUNDS = 7
_PATIENCE_SECONDS = 300.0
"""A first start from the disk took 71 s once, beside two dozen other programs that wanted the same two cores."""
_ROOT = Path(__file__).resolve().parents[2]
_BARE_WINDOW = """
{imports}
import sys, time
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(f"plantao-start bare {{time.monotonic():.6f}}", file=sys.stderr, flush=True)
application = QApplication([])
window = Window()
window.resize(1280, 720)
window.show()
application.exec()
"""
_EMPTY = _BARE_WINDOW.format(imports="")
_ALL_IMPORTS = _BARE_WINDOW.format(imports="import sqlalchemy, numpy, pyqtgraph")


def run(arguments: argparse.Namespace) -> Mapping[str, object]:
    """Seconds (medians), the two ratios, and the targets of the ratios."""
    rounds = int(getattr(arguments, "rounds", _ROUNDS))
    with tempfile.TemporaryDirectory() as folder:
        _make_station(Path(folder))
        environment = _environment(Path(folder))
        commands = {"station": (program(), "login-ready")} | _compared()
        for command, last in commands.values():  # the first start fills the caches of the disk
            _start(command, environment, last)
        found: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, (command, last) in commands.items():
                found[name].append(_start(command, environment, last))
    return {"rounds": rounds, **_figures(found)}


def _compared() -> dict[str, tuple[tuple[str, ...], str]]:
    """Bare windows; the installed program begins nothing but itself."""
    if getattr(sys, "frozen", False):
        return {}
    bare = {"empty": _EMPTY, "imports": _ALL_IMPORTS}
    return {name: ((sys.executable, "-c", source), "bare") for name, source in bare.items()}


def _figures(found: Mapping[str, Sequence[Mapping[str, float]]]) -> dict[str, object]:
    first_paint = median(one["first-paint"] for one in found["station"])
    login = median(one["login-ready"] for one in found["station"])
    own: dict[str, object] = {"first_window_s": first_paint, "login_ready_s": login}
    if "empty" not in found:
        return own | {"compared_with": "nothing: bare windows are measured from a checkout only"}
    empty = median(one["bare"] for one in found["empty"])
    imports = median(one["bare"] for one in found["imports"])
    return {
        "empty_window_s": empty,
        "first_window_s": first_paint,
        "first_window_ratio": first_paint / empty,
        "first_window_target": 2.0,
        "bare_window_with_imports_s": imports,
        "login_ready_s": login,
        "login_ready_ratio": login / imports,
        "login_ready_target": 1.5,
    }


def _make_station(home: Path) -> None:
    profile = StationProfile(StationRole.PRIMARY_CARE, "UBS Sintética", "0000000", "2408102", "Natal", demo=True)
    account = NewAccount("bench", "Bench Sintética", Role.ADMINISTRATOR, "pombos verdes e azuis")
    first = bootstrap.FirstStart(profile, account, key_file=home / "bench.key")
    bootstrap.create_station(StationFolders(home), first, bootstrap.Ports(background=False)).station.close()


def _environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PLANTAO_HOME": str(home),
        "PLANTAO_START_TRACE": "1",
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(_ROOT),
    }


def _start(command: Sequence[str], environment: Mapping[str, str], last: str) -> dict[str, float]:
    """Start once; seconds until each point that the program reports, up to `last`, when it is ended."""
    begin = time.monotonic()
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        points: dict[str, float] = {}
        said = []
        try:
            while last not in points:
                line = process.stderr.readline()
                said.append(line)
                if not line or time.monotonic() - begin > _PATIENCE_SECONDS:
                    raise RuntimeError("the program never got ready: " + "".join(said[-5:]))
                if line.startswith("plantao-start "):
                    _, point, instant = line.split()
                    points.setdefault(point, float(instant) - begin)
        finally:
            process.kill()
    return points
