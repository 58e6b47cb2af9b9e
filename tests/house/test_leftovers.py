"""The watchers of tests/conftest.py do see what they watch for."""

import pytest

from tests.house.tree import ROOT

pytest_plugins = ["pytester"]

CARELESS = """
import logging
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QWidget

kept = []

def keep(one):
    kept.append(one)
    return one

def test_timer(qtbot):
    keep(QTimer()).start(60_000)

def test_child_timer(qtbot):
    QTimer(keep(QWidget())).start(60_000)

def test_window(qtbot):
    keep(QWidget()).show()

def test_thread(qtbot):
    keep(QThread()).start()

def test_thread_that_was_told_to_stop_passes(qtbot):
    thread = keep(QThread())
    thread.start()
    thread.quit()

def test_tidy_passes(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    QTimer(widget).start(60_000)
    widget.show()

def test_log():
    logging.getLogger("app.x").warning("disk is full")

def test_expected_log_passes(expected_logs):
    expected_logs.expect("app", "disk is")
    logging.getLogger("app.x").warning("disk is full")

def test_expected_log_that_never_comes(expected_logs):
    expected_logs.expect("app", "disk is")

def test_exception_nobody_can_catch():
    class Careless:
        def __del__(self):
            raise ValueError("lost")
    Careless()

def test_exception_in_a_slot(qtbot):
    def slot():
        raise ValueError("lost")
    QTimer.singleShot(0, slot)
    qtbot.wait(20)

def test_zz_stop_the_thread():
    for one in kept:
        if isinstance(one, QThread):
            one.quit()
            one.wait()
"""


def test_what_a_careless_test_leaves_behind_fails_it(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makepyfile(CARELESS)
    pytester.makepyprojecttoml('[tool.pytest.ini_options]\nqt_api = "pyside6"\nfilterwarnings = ["error"]\n')
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    result = pytester.runpytest_subprocess("-p", "tests.conftest", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=10, failed=2, errors=6)
    result.stdout.fnmatch_lines_random([
        "still running: QTimer ''",
        "still running: QTimer '' in QWidget",
        "window left open: QWidget ''",
        "still running: QThread ''",
        "unexpected log: WARNING app.x: disk is full",
        "expected log never came: app: disk is",
    ])  # fmt: skip
