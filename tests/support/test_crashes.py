"""Crash reports: places and codes, and nothing of what the program was working with."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.support.crashes import CrashKeeper, Kind, all_reports, put_away, unseen
from app.support.dumps import read_dump
from app.support.telling import ROOT

MARK = "Maria Sintética Marcada"


def _failing(name: str) -> int:
    held = {"cpf": "52998224725", "name": name}
    return int(held["name"])


def _error(name: str = MARK) -> Exception:
    try:
        try:
            _failing(name)
        except ValueError as error:
            raise KnownError("store.disk_full", path=name) from error
    except KnownError as error:
        return error
    raise AssertionError


def test_a_report_holds_places_and_codes_and_no_value(tmp_path: Path) -> None:
    code = CrashKeeper(tmp_path, "node", FakeClock()).note(_error(), Kind.UNHANDLED)
    (report,) = unseen(tmp_path)
    assert (report.code, report.process, report.kind) == (code, "node", Kind.UNHANDLED)
    assert [one.type for one in report.failures] == ["app.kernel.errors.KnownError", "ValueError"]
    assert report.failures[0].code == "store.disk_full"
    assert report.failures[1].places[-1].endswith(" _failing")
    kept = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.json")) + report.as_text()
    for private in ("Maria", "52998224725", "int(held", str(ROOT)):
        assert private not in kept


def test_the_same_failure_is_one_report_and_is_written_now_and_then_only(tmp_path: Path) -> None:
    keeper = CrashKeeper(tmp_path, "station", FakeClock())
    codes = {keeper.note(_error(str(number) + "x"), Kind.CAUGHT) for number in range(100)}
    assert len(codes) == 1
    assert len(unseen(tmp_path)) == 1


def test_what_was_put_away_is_kept_and_not_shown_again_until_it_comes_anew(tmp_path: Path) -> None:
    CrashKeeper(tmp_path, "station", FakeClock()).note(_error(), Kind.CAUGHT)
    put_away(tmp_path, unseen(tmp_path))
    assert unseen(tmp_path) == ()
    assert len(all_reports(tmp_path)) == 1
    CrashKeeper(tmp_path, "station", FakeClock()).note(_error(), Kind.CAUGHT)
    assert len(unseen(tmp_path)) == 1


def test_a_file_that_is_no_report_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "crashes"
    folder.mkdir()
    for number, text in enumerate(("", "{}", "[1]", '{"failures": [], "kind": "hard", "at": "x", "last_at": "y"}')):
        (folder / f"{number}.json").write_text(text)
    assert unseen(tmp_path) == ()


def test_of_a_dump_only_what_its_lines_may_hold_is_kept() -> None:
    dump = (
        f"Fatal Python error: Segmentation fault\n\nThread 0x00007f01 (most recent call first):\n"
        f'  File "{ROOT}/app/x.py", line 3 in wait\n{MARK}\n'
        f'Current thread 0x00007f02 (most recent call first):\n  File "/srv/maria/.venv/q/r.py", line 9 in <lambda>\n'
    )
    first, second = read_dump(dump)
    assert (first.type, first.places) == ("Segmentation fault", ("q/r.py:9 <lambda>",))
    assert second.places == ("app/x.py:3 wait",)


_PROGRAM = """
import os, sys, threading, faulthandler
from pathlib import Path
from app.support.process import begin_process
from app.support.hardening import is_private
begin_process("node", Path(sys.argv[1]), speaks=False)
name = "Maria Sintetica Marcada"
def work(name):
    raise ValueError(name)
thread = threading.Thread(target=work, args=(name,)); thread.start(); thread.join()
try:
    work(name + "!")
except ValueError as error:
    sys.excepthook(type(error), error, error.__traceback__)
print(is_private())
sys.stdout.flush()
if sys.argv[2] == "hard":
    faulthandler._sigsegv()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="ends by a signal")
def test_a_process_leaves_reports_of_threads_of_its_end_and_of_a_hard_crash_but_no_core(tmp_path: Path) -> None:
    def started(how: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-c", _PROGRAM, str(tmp_path), how],
            capture_output=True, text=True, check=False, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    ended = started("hard")
    assert ended.returncode < 0
    assert ended.stdout.strip() == "True"
    again = started("soft")
    assert again.returncode == 0
    kinds = sorted(one.kind for one in unseen(tmp_path / "logs"))
    assert kinds == [Kind.HARD, Kind.UNHANDLED]
    (hard,) = (one for one in unseen(tmp_path / "logs") if one.kind is Kind.HARD)
    assert hard.process == "node"
    assert hard.failures[0].places
    assert not list(tmp_path.rglob("*.dump")), "an ended process leaves no empty dump"
    said = ended.stderr + again.stderr + "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    assert "Maria" not in said
    assert '"message": "an error reached nobody' in said
    lines = (tmp_path / "logs" / "node.jsonl").read_text().splitlines()
    assert "critical" in {json.loads(line)["level"] for line in lines}
