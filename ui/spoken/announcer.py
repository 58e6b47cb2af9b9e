"""Hands what is to be said to whatever screen reader runs; without one it costs nothing."""

import time
from collections.abc import Callable
from functools import cache
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ui.spoken.notice import Notice, notice_of
from ui.spoken.rate import Piece, Utterance, Waiting
from ui.texts import tr, tr_count

_LOOK_MS: Final = 200
_ON_A_BUS: Final = ("xcb", "wayland")
"""Platforms of Qt whose accessibility tree is handed out over AT-SPI."""
Send = Callable[[QWidget, str, bool], object]


def send_to_reader(widget: QWidget, words: str, urgent: bool) -> None:
    """On Linux a notification (`notice.py`), elsewhere an announcement of Qt: assertive breaks off what is being said,
    polite waits."""
    if QGuiApplication.platformName() in _ON_A_BUS:
        notice_of(widget.window()).tell(words)
        return
    politeness = QAccessible.AnnouncementPoliteness
    event = QAccessibleAnnouncementEvent(widget, words)
    event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)


class Announcer(QObject):
    """One for the whole program (`announcer()`); `say` may be called as often as something happens."""

    def __init__(self, send: Send = send_to_reader, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.send, self._now = send, now
        self._waiting = Waiting()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)

    def listened_to(self) -> bool:
        """Whether a screen reader runs: what takes work to say is put together only then."""
        return QAccessible.isActive()

    def say(self, widget: QWidget, piece: Piece) -> None:
        """Say something of the window of `widget`; nothing happens where no screen reader listens."""
        if not self.listened_to():
            return
        self._window = widget.window()
        self._waiting.put(piece, self._now())
        if not self._timer.isActive():
            self._timer.start()

    def waiting(self) -> tuple[Piece, ...]:
        """What is still to be said."""
        return self._waiting.waiting()

    def forget(self, kept: tuple[str, ...] = ()) -> None:
        """The screen locks: nothing is left of what was said, nor is it said later, but for these subjects."""
        self._waiting.forget(kept)
        for window in QApplication.topLevelWidgets():
            for notice in window.findChildren(Notice):
                notice.forget()
        self._rest()

    def look(self) -> None:
        """Say what is due."""
        utterance = self._waiting.due(self._now())
        if utterance is not None:
            window = self._window if isValid(self._window) else QApplication.activeWindow()
            if window is not None:
                self.send(window, sentence(utterance), utterance.urgent)
        self._rest()

    def _rest(self) -> None:
        if not len(self._waiting):
            self._timer.stop()


def sentence(utterance: Utterance) -> str:
    """The pieces as one text, with the number of those that are not said."""
    said = ". ".join(piece.rstrip(". …") for piece in utterance.pieces)
    return f"{said}. {tr_count('spoken.more', utterance.more)}" if utterance.more else f"{said}."


@cache
def announcer() -> Announcer:
    """The program's own."""
    return Announcer()


def say_message(widget: QWidget, tone: str, words: str) -> None:
    """A message of the program itself: saved, failed, to be known. What failed breaks off what is being said."""
    if words:
        said = f"{tr(f'common.tone_{tone}')}: {words}" if tone in ("warn", "error") else words
        announcer().say(widget, Piece(said, urgent=tone == "error"))


def say_fold(button: QWidget, unfolded: bool) -> None:
    """That what a button shows came or went; Qt's tree on Linux tells no change of that state (Qt 6.11)."""
    if QGuiApplication.platformName() in _ON_A_BUS and button.hasFocus():
        words = tr("spoken.unfolded" if unfolded else "spoken.folded")
        announcer().say(button, Piece(words, subject="fold", answers=True))


def say_choice(part: QWidget, words: str) -> None:
    """What a key has chosen where the keyboard stands: of a list Orca 43 says no change, of one of several only what
    the space bar chose."""
    if QGuiApplication.platformName() in _ON_A_BUS and part.hasFocus():
        announcer().say(part, Piece(words, urgent=True, subject="choice", answers=True))


def say_at_once(part: QWidget, subject: str, words: str) -> None:
    """What an answer has brought about elsewhere on the page and decides what is done next: whom a code means, which
    class it is now."""
    announcer().say(part, Piece(words, urgent=True, subject=subject, answers=True))


def say_found(search: QWidget, words: str) -> None:
    """How many were found, to whoever still types in `search`: what stands in the list below is not heard there."""
    if search.hasFocus():
        announcer().say(search, Piece(words, subject="found", answers=True))
