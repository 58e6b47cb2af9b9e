"""A mistake of ours in any command: told by its type and its place, never by what the command was working with."""

import subprocess
import sys

import pytest

from app.support.telling import ROOT

_RUN = """
import importlib, runpy, sys, threading
module = importlib.import_module(sys.argv[1])

def fails(_arguments):
    name = "Joana" + " Inventada"
    try:
        raise KeyError("529982" + "24725")
    except KeyError as first:
        raise ValueError(f"nobody expected {name}") from first

def fails_beside(_arguments):
    thread = threading.Thread(target=fails, args=(None,))
    thread.start()
    thread.join()
    return 1

module.run = fails if sys.argv[2] == "main" else fails_beside
sys.argv = ["main.py", *sys.argv[3:]]
runpy.run_path("main.py", run_name="__main__")
"""


@pytest.mark.parametrize("where", ["main", "thread"])
@pytest.mark.parametrize(
    ("module", "words"), [("app.commands.verify_audit", ["verify-audit"]), ("app.commands.agent", ["agent"])]
)
def test_what_a_command_was_working_with_is_not_said_where_it_fails(module: str, words: list[str], where: str) -> None:
    done = subprocess.run(
        (sys.executable, "-c", _RUN, module, where, *words), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    told = done.stdout + done.stderr
    assert "ValueError" in told and "KeyError" in told, "whoever helps sees what it was"
    assert "Joana" not in told and "529982" not in told
