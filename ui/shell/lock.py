"""The locked screen: nothing of the record shows through; PIN or password opens it, or somebody else signs in."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from app.kernel.errors import KnownError
from app.security.idle import IdleLock
from app.security.session import Session
from ui.bridge import Op
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.shell.demo_band import DemoBand
from ui.spoken.announcer import announcer
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.clipboard import forget_copied
from ui.widgets.field import Field
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.overlay import Overlay
from ui.widgets.text_fields import PasswordField

_LOOK_EVERY_MS = 2000
_WITHOUT_NAMES = ("alarm", "ward")
"""What is said of the ward names beds and no person; it is said at the locked screen too."""
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


def close_what_floats() -> None:
    """Menus and the system's own dialogs (print, save as) lie above the window, and so above the lock; so do tool tips,
    and what a screen reader was about to say. What was copied could be pasted by whoever comes."""
    QToolTip.hideText()
    forget_copied()
    announcer().forget(_WITHOUT_NAMES)
    for above in (QApplication.activePopupWidget, QApplication.activeModalWidget):
        while (one := above()) is not None and one.close():
            pass


def behind_lock(shell: QWidget) -> QWidget:
    """What holds all of a shell but what lies over it: hidden at the lock, for a screen reader reads what is merely
    covered."""
    inside = QWidget()
    column(shell, gap=0).addWidget(inside)
    return inside


class LockScreen(Overlay):
    """Opaque over the whole shell. `unlocked(session)` gets the refreshed session. `sides`: what is hidden meanwhile,
    and what may be seen while nobody is there (the first of them): alarms without names.
    """

    def __init__(
        self,
        host: QWidget,
        context: UiContext,
        unlocked: Callable[[Session], object],
        change_user: Callable[[], object],
        sides: tuple[QWidget, Sequence[QWidget]],
    ) -> None:
        super().__init__(host, ground="canvas")
        self._behind, beside = sides[0], next(iter(sides[1]), None)
        self._context = context
        self._unlocked = unlocked
        self.setAccessibleName(tr("shell.locked"))
        self.secret = PasswordField()
        self.banner = Banner()
        self.button = PrimaryButton(tr("shell.unlock"), icon_name="unlock", on_press=self._unlock)
        form = QWidget()
        form.setFixedWidth(current_theme().px("sheet" if beside is None else "side_panel_narrow"))
        body = column(form, gap=4)
        body.addWidget(IconLabel("lock", "accent", "icon_empty"), 0, Qt.AlignmentFlag.AlignLeft)
        words = column(gap=1)
        words.addWidget(Text(tr("shell.locked"), "title"))
        words.addWidget(Text(tr("shell.locked_hint", name=context.session.name), "muted", wrap=True))
        body.addLayout(words)
        body.addWidget(self.banner)
        body.addWidget(Field(tr("shell.secret"), self.secret))
        line = row(gap=2) if beside is None else column(gap=2)
        line.addWidget(self.button)
        line.addWidget(QuietButton(tr("shell.other_person"), on_press=change_user))
        line.addStretch(1)
        body.addLayout(line)
        place = column(self, gap=0)
        if context.station.profile.demo:
            place.addWidget(DemoBand())
        if beside is None:
            across = place
        else:
            # Alarms take the room that there is; the form keeps the width that it needs.
            holder, wide = QWidget(), row(gap=0)
            across = column(holder, gap=0, sides=6)
            wide.addWidget(holder)
            wide.addWidget(beside, 1)
            place.addLayout(wide, 1)
        across.addStretch(2)
        across.addWidget(form, 0, Qt.AlignmentFlag.AlignHCenter)
        across.addStretch(3)
        self.secret.line.returnPressed.connect(self._unlock)
        self.open()
        self.secret.setFocus()
        self._behind.hide()

    def dismiss(self) -> None:
        """Hide it, and show again what it hid."""
        self._behind.show()
        super().dismiss()

    def _unlock(self) -> None:
        typed = self.secret.value()
        if not typed or not self.button.isEnabled():
            return
        service, session = self._context.station.sign_in, self._context.session
        self.button.setEnabled(False)
        Op(self, lambda: service.unlock(session, typed)).on_success(self._opened).on_failure(self._refused).start()

    def _opened(self, session: Session) -> None:
        self.dismiss()
        self.deleteLater()
        self._unlocked(session)

    def _refused(self, error: Exception) -> None:
        self.button.setEnabled(True)
        self.secret.clear()
        self.secret.setFocus()
        words = words_of(error)
        tone = "error" if not isinstance(error, KnownError) or error.code != "access.pin_not_set" else "info"
        self.banner.show_message(tone, words.title, words.next_step, closable=False)


class IdleWatch(QObject):
    """Asks the idle lock now and then; keys and mouse of the window count as touches.

    It listens to the native window, which sees only what a person does: far fewer events than the whole application.
    """

    def __init__(self, window: QWidget, idle: IdleLock, lock: Callable[[], object]) -> None:
        super().__init__(window)
        self._idle = idle
        self._lock = lock
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        handle = window.window().windowHandle()
        if handle is not None:
            handle.installEventFilter(self)
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._idle.touched()
        return False

    def look(self) -> None:
        """Lock when the time is up."""
        if self._idle.should_lock():
            self._lock()

    def stop(self) -> None:
        """Watch no longer."""
        self._timer.stop()
