"""The program ended from outside, as a real process."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_demo_ended_from_outside_leaves_nothing_behind(tmp_path: Path, ending: signal.Signals) -> None:
    environment = {
        **os.environ,
        "TMPDIR": str(tmp_path),
        "QT_QPA_PLATFORM": "offscreen",
        "PLANTAO_START_TRACE": "1",
    }
    command = [sys.executable, str(ROOT / "main.py"), "demo"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "login-ready" in line:
                break
        assert list(tmp_path.glob("plantao-demo-*"))
        process.send_signal(ending)
        assert process.wait(timeout=30) == 0
    assert not list(tmp_path.glob("plantao-demo-*"))
