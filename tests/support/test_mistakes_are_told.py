"""A mistake of ours, wherever it happens, leaves a report and a line that name nobody, and the program goes on."""

import os
import subprocess
import sys
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from app.support.crashes import Kind, all_reports
from app.support.telling import ROOT
from tests.privacy.identities import Identity, found_in, identities, left_on_disk

_PROGRAM = """
import sys, threading, time
from pathlib import Path
from app.support.process import begin_process, end_process
home, name = Path(sys.argv[1]), sys.stdin.readline().strip()
begin_process("agent", home, speaks=False)
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from app.background import BackgroundWork
from app.kernel.clock import SystemClock
from app.kernel.ids import TimeOrderedIds
from app.store.opening import create_store
from ui.bridge import Op, operations_under_way
from ui.errors import words_of

class Mistake(Exception):
    pass

class Backups:
    def create_if_due(self):
        pass

asked = []
def in_a_job():
    asked.append(1)
    raise Mistake(name)
def in_a_slot():
    raise Mistake(name)
def in_a_thread():
    raise Mistake(name)
def in_a_worker():
    raise Mistake(name)
def in_an_answer(_answer):
    raise Mistake(name)

store = create_store(home / "plantao.db", bytes(32), SystemClock(), TimeOrderedIds(SystemClock()))
work = BackgroundWork(store, Backups(), daily=in_a_job, question_seconds=0.05)
application = QCoreApplication([])
told = []
QTimer.singleShot(0, in_a_slot)
thread = threading.Thread(target=in_a_thread)
thread.start(); thread.join()
parent = QObject()
Op(parent, in_a_worker).on_failure(lambda error: told.append(words_of(error).together)).start()
Op(parent, lambda: name).on_success(in_an_answer).start()
work.start()
ends = time.monotonic() + 60
while (len(asked) < 2 or operations_under_way() or not told) and time.monotonic() < ends:
    application.processEvents()
work.stop(); store.close(); end_process()
print("\\n".join(told))
print("went on", len(asked) >= 2)
"""
_PLACES = ("in_a_job", "in_a_slot", "in_a_thread", "in_a_worker", "in_an_answer")


def _run(home: Path, one: Identity) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(home)], input=f"{one.name} {one.cpf} {one.note}\n", cwd=ROOT,
        capture_output=True, text=True, check=False, env=environment, timeout=100,
    )  # fmt: skip


def test_a_job_a_slot_a_thread_a_worker_and_an_answer_that_fail_leave_a_report_each_and_all_goes_on(
    tmp_path: Path,
) -> None:
    @given(one=identities())
    @settings(
        max_examples=1,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def fails(one: Identity) -> None:
        ended = _run(tmp_path, one)
        assert ended.returncode == 0, ended.stderr
        assert "went on True" in ended.stdout
        reports = all_reports(tmp_path / "logs")
        last = {found.failures[0].places[-1].split(" ")[-1]: found.kind for found in reports}
        assert last.keys() == set(_PLACES)
        assert last["in_a_job"] is last["in_a_worker"] is Kind.CAUGHT
        assert last["in_a_slot"] is last["in_a_thread"] is last["in_an_answer"] is Kind.UNHANDLED
        assert any(found.code in ended.stdout for found in reports), (
            "whoever waits for the worker is told where to look"
        )
        lines = (tmp_path / "logs" / "agent.jsonl").read_text(encoding="utf-8")
        assert all(place in lines for place in _PLACES)
        assert found_in(ended.stdout + ended.stderr, [one]) == []
        assert left_on_disk(tmp_path, [one]) == []

    fails()
