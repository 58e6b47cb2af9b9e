"""The receivers of people: who is where and reachable, and how a new one comes in by a code."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.router.node.items import Paths
from app.router.receivers.model import Kind, StoredReceiver
from app.router.service import PairingCode
from ui.administration.beside import Beside
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.errors import words_of
from ui.router_admin.receivers.pairing import CodeView, NewReceiver
from ui.router_admin.receivers.panel import ReceiverPanel
from ui.router_admin.receivers.table import MINOR, ReceiverTable
from ui.router_admin.receivers.words import Line
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton
from ui.widgets.layouts import column

_LOOK_MS = 1_000
_READ_AGAIN = 2
"""In looks: how often the list is read anew while a code is valid."""


class ReceiversSection(SectionPage):
    """`lines` is what the list shows; `code` the code on show."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("router_receivers_page.title"), tr("router_receivers_page.about"))
        self.lines: tuple[Line, ...] = ()
        self.code: CodeView | None = None
        self.panel: ReceiverPanel | None = None
        self._known: tuple[StoredReceiver, ...] = ()
        self._before: frozenset[str] = frozenset()
        self._opened = ""
        self._looks = 0
        self.new_button = PrimaryButton(tr("router_receivers_page.new"), icon_name="plus", on_press=self.open_new)
        self.add_action(self.new_button)
        self.silence = Banner()
        self.states, self.table = States(), ReceiverTable()
        self.states.full.addWidget(self.table, 1)
        self.table.opened.connect(self.open_subject)
        self.table.clicked.connect(lambda index: self._open_line(index.row()))
        whole = QWidget()
        layout = column(whole, gap=3)
        layout.addWidget(self.silence)
        layout.addWidget(self.states, 1)
        self.beside = Beside(whole, self._closed)
        self.beside.hide_beside(self.table, MINOR)
        self.body.addWidget(self.beside, 1)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        context.station.router.follow()
        self.refresh()

    def refresh(self) -> None:
        """Read the list again; what stands there stays until the newer is read."""
        call = partial(self.context.station.receivers.receivers, self.context.session)
        if self.states.state in ("full", "empty"):
            self.does(call, self._show)
        else:
            self.loads(self.states, call, self._show)

    def look(self) -> None:
        """What the router told last, and whether whoever has the code came in."""
        if not self.isVisible():
            return
        self._looks += 1
        if self.code is not None and not self.code.is_over and self._looks % _READ_AGAIN == 0:
            self.refresh()
            return
        self._show_states()

    def open_new(self) -> None:
        """The form of a new receiver."""
        self._opened, self.panel, self.code = "", None, None
        form = NewReceiver(self, self._show_code)
        self.beside.open(tr("router_receivers_page.new"), form)
        form.name.setFocus()

    def open_subject(self, subject: str) -> None:
        line = next((one for one in self.lines if one.receiver.receiver == subject), None)
        if line is None:
            return
        self._opened, self.code = subject, None
        self.panel = ReceiverPanel(self, line)
        self.beside.open(line.receiver.name, self.panel)
        self.panel.form.name.setFocus()

    def settled(self, words: str, *, close: bool = False) -> None:
        """Something was changed: say so and read again."""
        self.show_done(words)
        if self.panel is not None:
            self.panel.form.settle()
        if close:
            self.beside.panel.close_panel()
        self.refresh()

    def step_back(self) -> bool:
        if self.beside.panel.isHidden():
            return False
        self.beside.panel.close_panel()
        return True

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return (("↑ ↓", tr("router_receivers_page.keys_arrows")), ("Enter", tr("router_receivers_page.keys_enter")))

    def _show(self, receivers: Sequence[StoredReceiver]) -> None:
        self._known = tuple(one for one in receivers if not one.kind.is_machine)
        came = [one for one in self._known if one.receiver not in self._before]
        if self.code is not None and came:
            self.code.came_in(came[0].name)
        if not self._known:
            self.states.show_empty("phone", tr("router_receivers_page.empty"), tr("router_receivers_page.empty_first"))
        self._show_states()

    def _show_states(self) -> None:
        router = self.context.station.router
        problem = router.problem()
        if problem is not None or router.is_silent():
            next_step = words_of(problem).together if problem is not None else ""
            self.silence.show_message("warn", tr("router_receivers_page.silent"), next_step, closable=False)
        else:
            self.silence.hide()
        paths, age = router.paths(), router.age(Paths) or 0.0
        heard = paths is not None and not router.is_silent()
        states = {one.receiver: one for one in paths.receivers} if paths is not None and heard else {}
        lines = tuple(Line(one, states.get(one.receiver), age) for one in self._known)
        if not self._known:
            self.lines = ()
            return
        if lines != self.lines or self.states.state != "full":
            self.lines = lines
            self.table.show_lines(lines)
            self.states.show_full()
        opened = next((one for one in lines if one.receiver.receiver == self._opened), None)
        if self.panel is not None and opened is not None:
            self.panel.show_line(opened)

    def _show_code(self, code: PairingCode, name: str, kind: Kind) -> None:
        self._before = frozenset(one.receiver for one in self._known)
        clock = self.context.station.clock
        how = tr(f"router_receivers_page.how_{kind.value}", name=name, address=code.address)
        self.code = CodeView(code, how, clock, self.open_new, self.beside.panel.close_panel)
        self.beside.open(tr("router_receivers_page.code_title", name=name), self.code)
        self.code.done.setFocus()

    def _open_line(self, line: int) -> None:
        if 0 <= line < len(self.lines):
            self.open_subject(self.lines[line].receiver.receiver)

    def _closed(self) -> None:
        self._opened, self.panel, self.code = "", None, None
        self.table.setFocus()
