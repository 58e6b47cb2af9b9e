"""Where the scenes play: the window, the station, waiting for conditions, and the camera."""

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from app.demo.unit import DEMO_LOGINS, DEMO_PASSWORD
from app.kernel.clock import FakeClock
from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from ui.bridge import operations_under_way
from ui.commands.screenshots.looks import PLAIN, WalkLook
from ui.commands.screenshots.stray_windows import StrayWindows
from ui.commands.screenshots.vision import seen_with
from ui.shell.sheet import Sheet
from ui.shell.window import Shell
from ui.start.flow import StartFlow
from ui.texts import chosen_language
from ui.theme import apply_theme
from ui.widgets.confirm_sheet import ConfirmSheet

WIDTH, HEIGHT = 1366, 768
"""The clinics' old screens (look.md)."""
_PATIENCE_SECONDS = 120.0
_PAUSE_SECONDS = 0.001
_ROUNDS = 12
"""A part that turns out to be higher than it was tells the one around it, which tells the next in another round."""
_BETWEEN_SCENES = 95.0
"""Seconds that pass in the walk's clock from one shell to the next, so that the audit trail reads like a morning."""


class SceneFailedError(Exception):
    """A scene did not come to be; the message says what was waited for."""


@dataclass
class Pictures:
    """What a walk has made."""

    written: list[Path] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


class Stage:
    """One walk in one language. Scenes put something on the window and call `shoot`."""

    def __init__(
        self,
        application: QApplication,
        flow: StartFlow,
        station: Station,
        folder: Path,
        qt: "QtMessages",
        make_hospital: Callable[[], Station] | None = None,
        look: WalkLook = PLAIN,
    ) -> None:
        self.application = application
        self.flow = flow
        self.window = flow.window
        self.station = station
        self.folder = folder
        self.pictures = Pictures()
        self._sessions: dict[Role, Session] = {}
        self._make_hospital = make_hospital
        self._hospital: Station | None = None
        self._qt = qt
        self._stray = StrayWindows(application)
        self._look = look
        self._faults: list[str] = []

    @property
    def takes_pictures(self) -> bool:
        """Whether pictures are kept; else scenes are only looked at for faults."""
        return self._look.pictures

    @contextmanager
    def looking(self, theme: str | None = None, scale: int | None = None) -> Iterator[None]:
        """Another look for the time of a scene; then again as the whole walk looks."""
        apply_theme(self.application, theme or self._look.theme, max(scale or 0, self._look.scale))
        try:
            yield
        finally:
            apply_theme(self.application, self._look.theme, self._look.scale)

    def session(self, role: Role) -> Session:
        """A session of the demo account of a role, speaking the language of the walk."""
        if role not in self._sessions:
            signed_in = self.station.sign_in.sign_in(DEMO_LOGINS[role], DEMO_PASSWORD)
            self._sessions[role] = replace(signed_in, language=chosen_language())
        return self._sessions[role]

    @contextmanager
    def at_hospital(self) -> Iterator[Station]:
        """The scenes inside play at the reference hospital's station, which is made when it is first needed."""
        if self._hospital is None:
            if self._make_hospital is None:
                raise SceneFailedError("this walk has no hospital")
            self._hospital = self._make_hospital()
        before = self.station, self._sessions
        self.station = self.flow.station = self._hospital
        self._sessions = {}
        try:
            yield self._hospital
        finally:
            self.settle()
            self.station, self._sessions = before
            self.flow.station = self.station

    def enter(self, role: Role, place: str | None = None, subject: str | None = None) -> Shell:
        """The shell of somebody of this role, at a place, with everything read."""
        self.clock_moves(_BETWEEN_SCENES)
        for left_open in (*self.window.findChildren(Sheet), *self.window.findChildren(ConfirmSheet)):
            # What a scene leaves unanswered would lie as a veil over every scene after it.
            if left_open.isVisible():
                left_open.abandon()
        self.flow.rebuild(self.session(role), place, subject)
        self.settle()
        shell = self.window.centralWidget()
        assert isinstance(shell, Shell)
        return shell

    def clock_moves(self, seconds: float) -> None:
        """Let time pass in the walk's own clock."""
        clock = self.station.clock
        if isinstance(clock, FakeClock):
            clock.advance(seconds)

    def show_page(self, page: QWidget) -> None:
        """Put a page of the start on the window."""
        self.window.before_close = None
        self.window.show_page(page)
        self.settle()

    def until(self, condition: Callable[[], bool], what: str, *, time_passes: bool = False) -> None:
        """Let the program work until the condition holds; SceneFailedError when it never does. `time_passes`: the
        walk's own clock goes on meanwhile, for what asks again after a while."""
        now = time.monotonic()
        end = now + _PATIENCE_SECONDS
        while not condition():
            before, now = now, time.monotonic()
            if now > end:
                raise SceneFailedError(f"waited in vain for {what}")
            if time_passes:
                self.clock_moves(now - before)
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
            # The condition alone ends the waiting; the pause leaves the interpreter to the worker threads.
            time.sleep(_PAUSE_SECONDS)

    def settle(self) -> None:
        """Until no operation is under way and everything posted has been done."""
        self.until(lambda: operations_under_way() == 0, "the operations under way")
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        for _ in range(_ROUNDS):
            QCoreApplication.processEvents()

    def shoot(self, name: str) -> None:
        """Take the picture `NNN-name.png` of the whole window."""
        self.settle()
        self.ask_of(self.window, name)
        if self._look.pictures:
            self.keep(name, self.window.grab().toImage())

    def ask_of(self, shown: QWidget, name: str) -> None:
        """Ask of a window what the walk asks of every scene, and note what is wrong with it."""
        if self._look.faults is None:
            return
        if self._look.faults(shown):
            # Wrapped text in a part that was made while it was on show needs one more round to find its height.
            self.settle()
        self._faults.extend(f"{name}: {one}" for one in self._look.faults(shown))

    def keep(self, name: str, picture: QImage) -> None:
        """Write a picture under the next number."""
        if not self._look.pictures:
            return
        if self._look.vision is not None:
            picture = seen_with(self._look.vision, picture)
        path = self.folder / f"{len(self.pictures.written) + 1:03}-{name}.png"
        if is_blank(picture):
            raise SceneFailedError(f"{path.name} is blank")
        if not picture.save(str(path)):
            raise SceneFailedError(f"{path} cannot be written")
        self.pictures.written.append(path)

    def end(self) -> None:
        """The walk is over."""
        self._stray.end()
        if self._hospital is not None:
            self._hospital.close()

    def play(self, name: str, scene: "Callable[[Stage], None]") -> None:
        """Play one scene; what goes wrong in it is noted and the walk goes on."""
        with _Listening() as heard:
            try:
                scene(self)
                self.settle()
            except Exception as error:  # whatever a scene meets is a failure of that scene, and the next one is played
                heard.complaints.append(f"{type(error).__name__}: {error}")
        heard.complaints.extend((*self._qt.take(), *self._stray.take(), *self._faults))
        self._faults.clear()
        self.pictures.failures.extend(f"{chosen_language()} {name}: {one}" for one in heard.complaints)


def is_blank(picture: QImage) -> bool:
    """Whether a picture shows nothing: fewer than three colours at the points of a coarse grid."""
    step = max(1, min(picture.width(), picture.height()) // 64)
    seen = {picture.pixel(x, y) for x in range(0, picture.width(), step) for y in range(0, picture.height(), step)}
    return len(seen) < 3


class QtMessages:
    """What Qt itself complains about; a platform without a screen says one thing again and again, which is dropped."""

    _EVERY_WINDOW = "does not support propagateSizeHints"

    def __init__(self) -> None:
        self._heard: list[str] = []

    def __enter__(self) -> "QtMessages":
        self._before = qInstallMessageHandler(self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        qInstallMessageHandler(self._before)

    def take(self) -> list[str]:
        """What was said since the last time."""
        heard, self._heard = self._heard, []
        return heard

    def _hear(self, kind: QtMsgType, _context: object, message: str | None) -> None:
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) and self._EVERY_WINDOW not in (message or ""):
            self._heard.append(f"Qt: {message}")


class _Listening(logging.Handler):
    """Hears errors that reach nobody: those logged (a text that is missing) and those raised inside a slot."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.complaints: list[str] = []

    def __enter__(self) -> "_Listening":
        logging.getLogger().addHandler(self)
        self._hook, sys.excepthook = sys.excepthook, self._hear
        return self

    def __exit__(self, *_: object) -> None:
        sys.excepthook = self._hook
        logging.getLogger().removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.complaints.append(record.getMessage())

    def _hear(self, kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        self.complaints.append(f"{kind.__name__} in a slot: {error}")
