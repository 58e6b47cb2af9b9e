"""The start is measured on a real station, and the first window waits for nothing heavy."""

import argparse
import subprocess
import sys
from pathlib import Path

from app.commands import bench_start

ROOT = Path(__file__).parents[2]


def test_the_first_window_is_loaded_without_anything_heavy() -> None:
    script = "import sys, ui.start.application; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {"sqlalchemy", "alembic", "numpy", "pyqtgraph", "argon2", "cryptography", "sqlcipher3", "apscheduler"}
    assert heavy & set(done.stdout.split()) == set()


def test_each_figure_stands_beside_what_it_is_compared_with() -> None:
    figures = bench_start.run(argparse.Namespace(rounds=1))
    assert figures["rounds"] == 1
    assert figures["first_window_target"] == 2.0
    assert figures["login_ready_target"] == 1.5
    seconds: dict[str, float] = {}
    for name in ("empty_window_s", "first_window_s", "bare_window_with_imports_s", "login_ready_s"):
        figure = figures[name]
        assert isinstance(figure, float)
        assert figure > 0
        seconds[name] = figure
    assert seconds["login_ready_s"] > seconds["first_window_s"]
