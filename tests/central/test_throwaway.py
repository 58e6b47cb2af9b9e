"""The PostgreSQL of the tests and the benches: nothing of it is left, even where whoever started it was killed."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.central.throwaway import ThrowawayServer
from tests.house.tree import ROOT
from tests.sync.processes import wait_until

_START = """
import time
from app.central.throwaway import throwaway_server
with throwaway_server() as server:
    print(server.url().query["host"], flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_killed_process_leaves_neither_a_server_nor_its_folder(postgresql: ThrowawayServer) -> None:
    with subprocess.Popen([sys.executable, "-c", _START], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        server = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        process.send_signal(signal.SIGKILL)
        process.wait()
    wait_until(lambda: not folder.exists(), "the folder is cleared")
    wait_until(lambda: not Path(f"/proc/{server}").exists(), "the server is stopped")
