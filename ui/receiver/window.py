"""The receiver's window: small, above the others, beside whatever else the person does."""

import math
from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from app.kernel.clock import Clock
from app.router.links.client import ReceiverLink
from app.router.links.pairing import Paired
from app.router.receiver.came import Called
from app.router.receiver.keeping import KeptPairing
from app.router.receiver.linked import LinkedReceiver
from app.router.receiver.sound import ReceiverSound, burst_for
from app.router.receiver.state import ReceiverState
from app.router.words import Capability
from ui.help.alone import help_window
from ui.receiver.attention import Attention
from ui.receiver.desk import LEAST_STEPS, Desk
from ui.receiver.entry import EntryPage, LockPage, SignInPage
from ui.receiver.pairing_page import PairingPage
from ui.receiver.room import make_wider
from ui.receiver.support import ReceiverSupport, make_way, standing_lines
from ui.receiver.telling import ReceiverSpeaker
from ui.receiver.tray import Tray, TrayState
from ui.spoken.announcer import announcer
from ui.start.preferences import Preferences
from ui.texts import choose_language, tr
from ui.theme import current_theme
from ui.widgets.confirm_sheet import ask

TURN_MS: Final = 20
"""How often the link is read: a critical alarm has 200 ms from the node to the eyes and back."""
_LOOK_SECONDS: Final = 0.1
_SILENT: Final = (Capability.TEXT, Capability.GRAPHICS, Capability.SETTINGS)
_TOUCHES: Final = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel)


class ReceiverWindow(QMainWindow):
    """Pairing, sign-in, alarms and lock, one at a time. `ended` is called when the person quits.

    `turn` is called by a timer of this thread: a window that hangs for three seconds is out of reach for the node, and
    the next person is called at once.
    """

    def __init__(
        self,
        preferences: Preferences,
        kept: KeptPairing,
        clock: Clock,
        sound: ReceiverSound,
        ended: Callable[[], object] = lambda: None,
        support: ReceiverSupport | None = None,
    ) -> None:
        super().__init__()
        self._preferences, self._kept, self._clock, self._sound, self._ended = preferences, kept, clock, sound, ended
        self.receiver: LinkedReceiver | None = None
        self._support = support
        if support is not None:
            support.lines = lambda: standing_lines(self.receiver, self._sound.missing, self._failures)
        self.desk: Desk | None = None
        self._ends, self._look_at, self._page_kind, self._failures = False, -math.inf, "", 0
        self.attention = Attention(self, "")
        self.attention.name(self.own_name())
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        # Coming to the front must not take the keyboard from whoever types elsewhere: Enter would be an answer.
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        theme = current_theme()
        self.setMinimumSize(theme.gap(LEAST_STEPS), theme.gap(110))
        if not self.restoreGeometry(QByteArray.fromBase64(preferences.geometry.encode())):
            room = self.screen().availableGeometry()
            self.resize(theme.px("field_long"), min(theme.px("window_height"), room.height()))
        self.tray = Tray(self, self.come_back, self.lock, self.ask_to_end, self._open_support)
        self._speaker = ReceiverSpeaker(self, announcer())
        self._timer = QTimer(self, interval=TURN_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.turn)
        QShortcut(QKeySequence("Ctrl+L"), self, self.lock)
        QShortcut(QKeySequence("F1"), self, lambda: help_window(self, "receiver"))
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self._step_back)

    def own_name(self) -> str:
        """How the window is called while nothing is to be heard."""
        return tr("receiver.title")

    def begin(self, paired: Paired | None, *, unreachable: bool = False) -> None:
        """With the station that this receiver belongs to, or with the question for one; `unreachable`: there is one,
        but the keyring does not hand out the key."""
        if paired is None:
            page = PairingPage(self._kept, self.begin, self._language_chosen, self._support)
            if unreachable:
                page.banner.show_message("error", tr("receiver.key_unreachable"), tr("receiver.key_unreachable_next"))
            self._show(page, "pairing")
            return
        state = ReceiverState(_SILENT)
        state.begins_with_nobody()
        self.receiver = LinkedReceiver(ReceiverLink(paired.node, paired.own, self._clock), state, self._clock)
        self._timer.start()
        self.turn()

    def turn(self) -> None:
        """Take what came, and show how things are."""
        receiver = self.receiver
        if receiver is None:
            return
        came = receiver.turn()
        now = self._clock.monotonic()
        if not came and now - self._look_at < _LOOK_SECONDS:
            return
        self._look_at = now
        state = receiver.state
        state.can(_SILENT if self._sound.missing is not False else (*_SILENT, Capability.SOUND))
        self._choose_page()
        page = self.centralWidget()
        if isinstance(page, Desk | EntryPage):
            page.hear(came)
        self._look(page)
        self._sound_and_tray(state)
        self._speaker.look(state, self.desk.trouble_lines if self.desk is not None else ())
        if any(isinstance(one, Called) for one in came):
            make_way(self)
            self.come_to_front()

    def failed(self) -> None:
        """Something of this program went wrong: what it shows may not be all, and that is said from now on."""
        self._failures += 1

    def come_to_front(self) -> None:
        """An alarm asks."""
        self.attention.bring_forward()

    def come_back(self) -> None:
        """A person wants to see it."""
        self.come_to_front()
        self.activateWindow()

    def lock(self) -> None:
        """Nobody looks any more."""
        if self.receiver is not None and self.receiver.state.signed is not None:
            self.receiver.state.lock()
            self._look_at = -math.inf
            self.turn()

    def leave(self) -> None:
        """The person goes; the next one signs in."""
        if self.receiver is None:
            return
        self.receiver.state.leave()
        if self.desk is not None:
            self.desk.forget()
        self._look_at = -math.inf
        self.turn()

    def ask_to_end(self) -> None:
        """Quitting takes this receiver from the ward: it is asked."""
        if self.receiver is None or self.receiver.state.signed is None:
            self.end()
            return
        self.come_back()
        ask(self, tr("receiver.end_ask"), tr("receiver.end"), self.end, explanation=tr("receiver.end_explained"))

    def end(self) -> None:
        """In good order: the node knows that nobody is here."""
        if self._ends:
            return
        self._ends = True
        self._timer.stop()
        self._keep_place()
        if self.receiver is not None:
            if self.receiver.state.signed is not None:
                self.receiver.state.leave()
                self.receiver.turn()
            self.receiver.close()
        self.tray.hide()
        self.close()
        self._ended()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._keep_place()
        if self._ends:
            super().closeEvent(event)
            return
        event.ignore()
        if self.receiver is None or self.receiver.state.signed is None:
            self.end()
        elif self.tray.is_there and not self.attention.sounds:
            self.hide()
        else:
            # Without an icon nobody would find it again; while it is heard its button says why.
            self.showMinimized()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if (handle := self.windowHandle()) is not None:
            # The native window sees only what a person does.
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What a person does in this window keeps it unlocked."""
        if event.type() in _TOUCHES and self.receiver is not None:
            self.receiver.state.touched(self._clock.monotonic())
        return False

    def _choose_page(self) -> None:
        assert self.receiver is not None
        state, now = self.receiver.state, self._clock.monotonic
        kind = "sign_in" if state.signed is None else "locked" if state.locked else "desk"
        if kind == self._page_kind:
            return
        receiver = self.receiver
        if kind == "desk":
            page: QWidget = self._desk(receiver)
        elif kind == "locked":
            page = LockPage(receiver, now, self.leave)
        else:
            page = SignInPage(receiver, now, self._pair_again, self._language_chosen, self._support)
        self._show(page, kind)

    def _desk(self, receiver: LinkedReceiver) -> Desk:
        """The same page after an unlock: what somebody was typing is still there."""
        if self.desk is None:
            self.desk = Desk(receiver, self._clock.monotonic, self.lock, self.leave)
            self.desk.wider.connect(partial(make_wider, self))
        return self.desk

    def _show(self, page: QWidget, kind: str) -> None:
        self._page_kind = kind
        before: QWidget | None = self.takeCentralWidget()
        if before is not None:
            before.hide()
            if isinstance(before, Desk):
                # It comes again, with whatever somebody was typing.
                before.setParent(self)
            else:
                before.deleteLater()
        self.setCentralWidget(page)
        page.show()
        page.setFocus()

    def _look(self, page: QWidget | None) -> None:
        if isinstance(page, Desk):
            page.look(self._sound.missing, self._failures)
        elif isinstance(page, EntryPage):
            page.look()

    def _sound_and_tray(self, state: ReceiverState) -> None:
        rows = state.rows.all()
        asking = [row.note.priority for row in rows if row.asks]
        lost = not state.connected and state.changed_at > 0
        burst = burst_for(rows, link_lost=lost) if state.signed is not None else None
        self._sound.want(burst)
        if not state.connected:
            which = TrayState.LOST
        elif asking:
            which = TrayState.ASKING
        else:
            which = TrayState.NOBODY if state.signed is None else TrayState.CALM
        self.tray.show_state(which, len(asking) if state.connected else 0, min(asking, default=2))
        self.tray.lock_action.setEnabled(state.may_show())
        self.attention.look(self.tray.words, sounds=burst is not None, lost=lost)

    def _step_back(self) -> None:
        page = self.centralWidget()
        if isinstance(page, Desk):
            page.step_back()

    def _open_support(self) -> None:
        if self._support is not None:
            self._support.open(self)

    def _pair_again(self) -> None:
        ask(self, tr("receiver.pair_again_ask"), tr("receiver.pair_again"), self._forget_station)

    def _forget_station(self) -> None:
        self._timer.stop()
        if self.receiver is not None:
            self.receiver.close()
        self.receiver = None
        self._kept.forget()
        self.begin(None)

    def _language_chosen(self, code: str) -> None:
        self._preferences.language = code
        self._preferences.save()
        choose_language(code)
        self.attention.name(self.own_name())
        kind, self._page_kind = self._page_kind, ""
        if kind == "pairing":
            self.begin(None)
        else:
            self.turn()

    def _keep_place(self) -> None:
        if self.desk is not None:
            self.desk.parts.fold()
        self._preferences.geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self._preferences.save()
