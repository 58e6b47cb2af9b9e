"""Before the alarms: who takes this receiver, or the same person back before a locked screen."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from app.router.receiver.came import Answer, Came
from app.router.receiver.linked import LinkedReceiver
from app.router.requests import Refused, Request, SignIn, Unlock
from ui.errors import words_of
from ui.receiver.head import LinkLine
from ui.receiver.row_painter import LIGHTS
from ui.receiver.support import ReceiverSupport
from ui.receiver.words import refused_words
from ui.start.language_line import LanguageLine
from ui.texts import tr, tr_count
from ui.theme import current_theme
from ui.theme.tokens import ALARM_COLOURS
from ui.ward.flashing import lit
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.field import Field
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, row
from ui.widgets.text_fields import PasswordField, TextField


class EntryPage(QWidget):
    """What both have: the link, a form, and what the node says against it."""

    def __init__(self, receiver: LinkedReceiver, now: Callable[[], float]) -> None:
        super().__init__()
        self._receiver, self._now = receiver, now
        self._waits_for: type[Request] | None = None
        self.link = LinkLine()
        self.banner = Banner()
        self.password = PasswordField(name=tr("sign_in.password"))
        inside = QWidget()
        self.form = column(inside, gap=4, margin=5)
        outer = column(self, gap=0)
        top = column(gap=0, margin=3)
        top.addWidget(self.link)
        outer.addLayout(top)
        outer.addWidget(Scroll(inside, width=None), 1)
        self._outer = outer

    def look(self) -> None:
        """As the link is now."""
        self.link.show_state(self._receiver.state, self._now())
        if not self._receiver.state.connected:
            self._waits_for = None
        self.button().setEnabled(self._receiver.state.connected and self._waits_for is None)

    def hear(self, came: list[Came]) -> None:
        """What the node said; being let in is not shown here."""
        for one in came:
            if isinstance(one, Answer) and isinstance(one.request, SignIn | Unlock):
                self._waits_for = None
                self.password.clear()
                if isinstance(one.reply, Refused):
                    words = refused_words(one.reply.code, one.reply.values)
                    self.banner.show_message("error", words.title, words.next_step)
                    self.password.setFocus()

    def button(self) -> PrimaryButton:
        """What sends the form."""
        raise NotImplementedError

    def send(self, request: Request) -> None:
        """Ask the node once; while it thinks nothing is asked again."""
        if self._waits_for is not None:
            return
        try:
            self._receiver.ask(request)
        except KnownError as problem:
            words = words_of(problem)
            self.banner.show_message("error", words.title, words.next_step)
            return
        self._waits_for = type(request)
        self.banner.hide()
        self.look()


class SignInPage(EntryPage):
    """Login and password; `pair_again` leaves the station that this receiver belongs to."""

    def __init__(
        self,
        receiver: LinkedReceiver,
        now: Callable[[], float],
        pair_again: Callable[[], object],
        language_chosen: Callable[[str], object],
        support: ReceiverSupport | None = None,
    ) -> None:
        super().__init__(receiver, now)
        self.login = TextField(name=tr("sign_in.login"))
        self.enter = PrimaryButton(tr("sign_in.enter"), on_press=self.try_entering)
        words = column(gap=1)
        words.addWidget(Text(tr("receiver.sign_in"), "title", wrap=True))
        self.hint = Text(tr("receiver.sign_in_hint"), "muted", wrap=True)
        words.addWidget(self.hint)
        self.form.addLayout(words)
        if support is not None:
            self.form.addWidget(support.band(self))
        self.form.addWidget(self.banner)
        self.form.addWidget(Field(tr("sign_in.login"), self.login))
        self.form.addWidget(Field(tr("sign_in.password"), self.password))
        self.form.addWidget(self.enter)
        self.practise = QuietButton(tr("practice.start"), icon_name="pencil", on_press=self._practise)
        self.form.addWidget(self.practise, 0, Qt.AlignmentFlag.AlignLeft)
        self.form.addStretch(1)
        foot = row(gap=2, sides=3)
        self.again = QuietButton(tr("receiver.pair_again"), on_press=pair_again)
        foot.addWidget(self.again)
        if support is not None:
            foot.addWidget(QuietButton(tr("support.title"), on_press=partial(support.open, self)))
        foot.addStretch(1)
        foot.addWidget(LanguageLine(language_chosen, sides=0))
        self._outer.addLayout(foot)
        self.login.returnPressed.connect(self.password.setFocus)
        self.password.line.returnPressed.connect(self.try_entering)
        self.setFocusProxy(self.login)

    def button(self) -> PrimaryButton:
        return self.enter

    def try_entering(self) -> None:
        """Ask the node whether this is who it says."""
        login, password = self.login.value(), self.password.value()
        if not login or not password:
            self.banner.show_message("warn", tr("sign_in.both_needed"))
            (self.password if login else self.login).setFocus()
            return
        self.send(SignIn(login, password))

    def _practise(self) -> None:
        from ui.practice.starting import AT_RECEIVER, start_practice  # noqa: PLC0415 - rarely needed

        self.banner.show_message(*start_practice(part=AT_RECEIVER))


class LockPage(EntryPage):
    """That it is locked, how many alarms ask and how urgent they are; no bed and no name."""

    def __init__(self, receiver: LinkedReceiver, now: Callable[[], float], leave: Callable[[], object]) -> None:
        super().__init__(receiver, now)
        self.enter = PrimaryButton(tr("receiver.unlock"), icon_name="unlock", on_press=self.try_unlocking)
        self.asking = Text("", "title", wrap=True)
        self.is_lit, self._painted = True, ""
        self.who = Text("", "muted", wrap=True)
        head = row(gap=3)
        head.addWidget(IconLabel("lock", "accent", "icon_large"))
        head.addWidget(Text(tr("receiver.locked"), "title"), 1)
        self.form.addLayout(head)
        self.form.addWidget(self.who)
        self.form.addWidget(self.asking)
        self.form.addWidget(self.banner)
        self.form.addWidget(Field(tr("sign_in.password"), self.password))
        self.form.addWidget(self.enter)
        self.leave = QuietButton(tr("receiver.other_person"), on_press=leave)
        self.form.addWidget(self.leave)
        self.form.addStretch(1)
        self.password.line.returnPressed.connect(self.try_unlocking)
        self.setFocusProxy(self.password)

    def button(self) -> PrimaryButton:
        return self.enter

    def look(self) -> None:
        super().look()
        state = self._receiver.state
        if state.signed is not None:
            self.who.setText(tr("receiver.locked_hint", name=state.signed.name))
        asking = [row_.note.priority for row_ in state.rows.all() if row_.asks]
        self.asking.setText(tr_count("receiver.locked_asking", len(asking)) if asking else "")
        self.asking.setVisible(bool(asking))
        if asking:
            self._flash(min(2, *asking, 2))

    def _flash(self, priority: int) -> None:
        """As the mark of the worst of them flashes on the list: no less noticeable than what is heard."""
        theme, token = current_theme(), ALARM_COLOURS[priority]
        self.is_lit = lit(LIGHTS[priority], self._now())
        ground, ink = (token, f"on_{token}") if self.is_lit else ("surface", "text")
        frame = f"border: {theme.px('ring')}px solid {theme.hex(token)}; padding: {theme.gap(2)}px;"
        style = f"QLabel {{ background: {theme.hex(ground)}; color: {theme.hex(ink)}; {frame} }}"
        if style != self._painted:
            self._painted = style
            self.asking.setStyleSheet(style)

    def try_unlocking(self) -> None:
        """Ask the node whether it is the same person."""
        if self.password.value():
            self.send(Unlock(self.password.value()))
