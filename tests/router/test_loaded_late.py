"""Most stations have no ward: opening one loads neither sockets nor arrays for it."""

import json
import subprocess
import sys

from tests.house.tree import ROOT

_OPENED = "import json, sys; import app.bootstrap; print(json.dumps(sorted(sys.modules)))"


def test_a_station_that_is_opened_loads_neither_zeromq_nor_numpy() -> None:
    done = subprocess.run([sys.executable, "-c", _OPENED], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert "app.router.service" in loaded
    assert not {"zmq", "numpy", "app.router.node.items"} & loaded
