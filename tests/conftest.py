"""What every test gets: no screen, a clock that stands still, and no silent leftovers.

A test fails by itself when it
- logs a WARNING or worse that it did not announce (`expected_logs`),
- raises where nobody can catch it (`filterwarnings = error` turns pytest's own report of it into a failure),
- makes Qt print a warning (`qt_log_level_fail`),
- uses `qtbot` and leaves a running timer, a running thread or an open window.
"""

import gc
import logging
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from app.kernel.clock import FakeClock

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

# The fixtures `store`, an empty encrypted one for the tests of every room, and `postgresql`, `server_store`.
pytest_plugins = ["tests.store_fixtures", "tests.server_store_fixtures"]

os.environ["QT_QPA_PLATFORM"] = "offscreen"
# The tests bring their own keys; the desktop of whoever runs them is not asked, and not filled with rubbish.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

_SLOW_MACHINE = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)
settings.register_profile("desk", deadline=None, suppress_health_check=_SLOW_MACHINE)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, suppress_health_check=_SLOW_MACHINE)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

_THREAD_GRACE_SECONDS = 2.0


@dataclass
class ExpectedLogs:
    """The log records at WARNING or above that a test announces; ask for the fixture `expected_logs`."""

    _required: list[tuple[str, str]] = field(default_factory=list)
    _allowed: list[tuple[str, str]] = field(default_factory=list)
    records: list[logging.LogRecord] = field(default_factory=list)

    def expect(self, logger: str, text: str) -> None:
        """`logger` (or one below it) must say something that contains `text`."""
        self._required.append((logger, text))

    def allow(self, logger: str, text: str = "") -> None:
        """`logger` (or one below it) may say something that contains `text`."""
        self._allowed.append((logger, text))

    def complaints(self) -> list[str]:
        """What was logged without being announced, and what was announced but never logged."""
        announced = self._required + self._allowed
        unexpected = [
            f"unexpected log: {record.levelname} {record.name}: {record.getMessage()}"
            for record in self.records
            if not any(_matches(record, one) for one in announced)
        ]
        missing = [
            f"expected log never came: {logger}: {text}"
            for logger, text in self._required
            if not any(_matches(record, (logger, text)) for record in self.records)
        ]
        return unexpected + missing


def _matches(record: logging.LogRecord, announced: tuple[str, str]) -> bool:
    logger, text = announced
    return (record.name == logger or record.name.startswith(f"{logger}.")) and text in record.getMessage()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes name a test by their length alone: packed ones hold the second of their making, and workers then differ."""
    return f"{argname}-of-{len(val)}-bytes" if isinstance(val, bytes) else None


class _Collector(logging.Handler):
    """Keeps what the root logger sees."""

    def __init__(self, records: list[logging.LogRecord]) -> None:
        super().__init__(logging.WARNING)
        self._records = records

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record)


@pytest.fixture(autouse=True)
def expected_logs() -> Iterator[ExpectedLogs]:
    """Announce log records with `.expect(logger, text)` or `.allow(logger, text)`; all others fail the test."""
    logs = ExpectedLogs()
    collector = _Collector(logs.records)
    root = logging.getLogger()
    root.addHandler(collector)
    try:
        yield logs
    finally:
        root.removeHandler(collector)
    if complaints := logs.complaints():
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.fixture
def fake_clock() -> FakeClock:
    """A clock that stands at Monday 2 March 2026, 11:00 UTC, until `advance` moves it."""
    return FakeClock()


@pytest.fixture(autouse=True)
def _nothing_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """For tests with a Qt application: what the test started is stopped when it ends."""
    if not {"qtbot", "qapp"} & set(request.fixturenames):
        yield
        return
    from PySide6.QtCore import QThread

    _begin_afresh()
    windows = _open_windows()
    yield
    _process_events()
    _wait_until(lambda: not any(isinstance(one, QThread) for one in _at_work() - _reported))
    timers_and_threads = _at_work() - _reported
    _reported.update(timers_and_threads)
    left = [
        *(f"still running: {text}" for text in _texts(timers_and_threads)),
        *(f"window left open: {text}" for text in _texts(_open_windows() - windows)),
    ]
    if left:
        pytest.fail("\n".join(left), pytrace=False)


def _begin_afresh() -> None:
    """What is there before a test is not looked through after it: in a long run that took half of all the time.

    Collected first, so that nothing of an earlier test is kept for ever; after the first time that is little.
    """
    gc.collect()
    gc.freeze()


def _texts(objects: "set[QObject]") -> list[str]:
    """Each object as `ClassName 'objectName' in ParentClass`."""
    texts = []
    for one in objects:
        parent = one.parent()
        inside = f" in {type(parent).__name__}" if parent is not None else ""
        texts.append(f"{type(one).__name__} {one.objectName()!r}{inside}")
    return sorted(texts)


_reported: "set[QObject]" = set()
"""What an earlier test left running; it is that test's fault alone."""


def _at_work() -> "set[QObject]":
    """The active timers and running threads that Python holds since the test began, whoever started them.

    Only the types are compared: asking each of some hundred thousand objects takes longer than most tests.
    """
    from PySide6.QtCore import QThread, QTimer
    from shiboken6 import isValid

    kinds = _with_subclasses(QTimer) | _with_subclasses(QThread)
    main = QThread.currentThread()
    found = [one for one in gc.get_objects() if type(one) in kinds]
    return {
        one
        for one in found
        if isValid(one) and one is not main and (one.isRunning() if isinstance(one, QThread) else one.isActive())
    }


def _with_subclasses(kind: type) -> set[type]:
    found: set[type] = {kind}
    below: type
    for below in type.__subclasses__(kind):
        found |= _with_subclasses(below)
    return found


def _open_windows() -> "set[QObject]":
    from PySide6.QtWidgets import QApplication

    return {window for window in QApplication.topLevelWidgets() if window.isVisible()}


def _process_events() -> None:
    """Let Qt finish what the test left it to do, deletions included."""
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _wait_until(condition: Callable[[], bool]) -> None:
    """Give threads that were told to stop the time to do so."""
    end = time.monotonic() + _THREAD_GRACE_SECONDS
    while not condition() and time.monotonic() < end:
        _process_events()
        time.sleep(0.01)
