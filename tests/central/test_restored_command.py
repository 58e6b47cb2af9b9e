"""`central restored` asks before it begins a new epoch, and says what it did."""

import json
import subprocess
import sys
from pathlib import Path

from app.central.epochs import STEP
from tests.house.tree import ROOT


def _central(folder: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "main.py", "central", *arguments, "--folder", str(folder)]
    return subprocess.run(command, cwd=ROOT, input=typed, capture_output=True, text=True, check=False, timeout=60)


def test_nothing_happens_until_the_word_is_typed_and_then_it_is_logged(tmp_path: Path) -> None:
    refused = _central(tmp_path, "restored", typed="yes\n")
    assert refused.returncode == 1
    assert "Nada foi alterado" in refused.stderr
    assert _central(tmp_path, "restored", "--json").returncode == 1
    done = _central(tmp_path, "restored", typed="restored\n")
    assert done.returncode == 0
    (line,) = [json.loads(one) for one in done.stderr.splitlines()]
    assert (line["held"], line["reported"]) == (0, 0)
    assert line["first"] > STEP
    again = json.loads(_central(tmp_path, "restored", "--json", "--yes").stdout)
    assert again["held"] == line["first"] - 1
    assert again["first"] > line["first"]
