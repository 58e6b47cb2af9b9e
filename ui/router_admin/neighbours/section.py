"""Other stations of the same network: their list, and how two of them come together by a code."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.router.neighbours import Around, Neighbour, NeighbourCode
from app.router.service import PairingCode
from ui.administration.beside import Beside
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.errors import words_of
from ui.router_admin.neighbours.forms import JoinForm, ShowCodeForm
from ui.router_admin.neighbours.panel import NeighbourPanel
from ui.router_admin.neighbours.table import MINOR, NeighbourTable
from ui.router_admin.neighbours.words import Line, fingerprint_words, line_of
from ui.router_admin.receivers.pairing import CodeView
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import column

_LOOK_MS = 1_000


class NeighboursSection(SectionPage):
    """`lines` is what the list shows; `code` the code on show."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("router_neighbours.title"), tr("router_neighbours.about"))
        self.lines: tuple[Line, ...] = ()
        self.code: CodeView | None = None
        self.panel: NeighbourPanel | None = None
        self._around: Around | None = None
        self.join_button = SecondaryButton(tr("router_neighbours.type_code"), icon_name="key", on_press=self.open_join)
        self.add_action(self.join_button)
        self.code_button = PrimaryButton(tr("router_neighbours.show_code"), icon_name="plus", on_press=self.open_code)
        self.add_action(self.code_button)
        self.own = Text("", wrap=True)
        self.warning = Banner()
        self.states, self.table = States(), NeighbourTable()
        self.states.full.addWidget(self.table, 1)
        self.table.opened.connect(self.open_subject)
        self.table.clicked.connect(lambda index: self._open_line(index.row()))
        whole = QWidget()
        layout = column(whole, gap=3)
        layout.addWidget(self.own)
        layout.addWidget(self.warning)
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
        call = partial(self.context.station.neighbours.around, self.context.session)
        if self.states.state in ("full", "empty"):
            self.does(call, self._show)
        else:
            self.loads(self.states, call, self._show)

    def look(self) -> None:
        """What the router told last, and whether whoever has the code came in."""
        if not self.isVisible():
            return
        if self.code is not None and not self.code.is_over:
            self._look_at_door()
        self._show_lines()

    def open_code(self) -> None:
        """Which name this station has, then its code."""
        self._leave_panel()
        form = ShowCodeForm(self, self._own_name(), self._show_code)
        self.beside.open(tr("router_neighbours.show_code"), form)
        (form.submit_button if self._own_name() else form.name).setFocus()

    def open_join(self) -> None:
        """What the other station shows is typed."""
        self._leave_panel()
        form = JoinForm(self, self._own_name(), self._joined)
        self.beside.open(tr("router_neighbours.type_code"), form)
        form.address.setFocus()

    def open_subject(self, subject: str) -> None:
        line = next((one for one in self.lines if one.neighbour.name == subject), None)
        if line is None:
            return
        self._leave_panel()
        self.panel = NeighbourPanel(line, self._remove)
        self.beside.open(subject, self.panel)

    def step_back(self) -> bool:
        if self.beside.panel.isHidden():
            return False
        self.beside.panel.close_panel()
        return True

    def leave(self) -> None:
        """A code that nobody sees any more is none."""
        self._leave_panel()
        self.beside.shut()

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return (("↑ ↓", tr("router_neighbours.keys_arrows")), ("Enter", tr("router_neighbours.keys_enter")))

    def _show(self, around: Around) -> None:
        self._around = around
        name = around.name or tr("router_neighbours.no_name_yet")
        fingerprint = fingerprint_words(around.fingerprint)
        self.own.setText(tr("router_neighbours.own", name=name, fingerprint=fingerprint))
        if around.only_here:
            way = (tr("router_neighbours.to_settings"), lambda: self.context.navigate("administration", "router"))
            title, more = tr("router_neighbours.only_here"), tr("router_neighbours.only_here_more")
            self.warning.show_message("warn", title, more, action=way, closable=False)
        if not around.others:
            empty, first = tr("router_neighbours.empty"), tr("router_neighbours.empty_first")
            self.states.show_empty("activity", empty, first)
        self._show_lines()

    def _show_lines(self) -> None:
        if self._around is None:
            return
        router = self.context.station.router
        silent = router.is_silent()
        if self._around.others and not self._around.only_here:
            problem = router.problem()
            if silent:
                more = words_of(problem).together if problem is not None else ""
                self.warning.show_message("warn", tr("router_neighbours.silent"), more, closable=False)
            else:
                self.warning.hide()
        network = None if silent else router.network()
        lines = tuple(line_of(one, network) for one in self._around.others)
        if not lines:
            self.lines = ()
            return
        if lines != self.lines or self.states.state != "full":
            self.lines = lines
            self.table.show_lines(lines)
            self.states.show_full()
        if self.panel is not None:
            opened = next((one for one in lines if one.neighbour == self.panel.neighbour), None)
            if opened is not None:
                self.panel.show_line(opened)

    # ---- a code

    def _show_code(self, made: NeighbourCode) -> None:
        code = PairingCode(made.code, made.until, made.address)
        how = tr("router_neighbours.how")
        self.code = CodeView(code, how, self.context.station.clock, self.open_code, self.beside.panel.close_panel)
        self.beside.open(tr("router_neighbours.code_title"), self.code)
        self.code.done.setFocus()
        self.refresh()

    def _look_at_door(self) -> None:
        stands = self.context.station.neighbours.stands()
        assert self.code is not None
        if stands.came is not None:
            self.code.came_in(stands.came.name)
            self._said_joined(stands.came)
        elif stands.refused is not None:
            self.code.gave_up(words_of(stands.refused).together)
        elif not stands.is_open:
            self.code.gave_up(tr("router_neighbours.too_often"))

    def _joined(self, other: Neighbour) -> None:
        self.beside.panel.close_panel()
        self._said_joined(other)

    def _said_joined(self, other: Neighbour) -> None:
        same = tr("router_neighbours.compare", fingerprint=fingerprint_words(other.fingerprint))
        self.show_done(tr("router_neighbours.joined", name=other.name), same)
        self.refresh()

    # ---- removing

    def _remove(self, one: Neighbour) -> None:
        call = partial(self.context.station.neighbours.remove, self.context.session, one.name)
        self.does(call, self._removed)

    def _removed(self, gone: Neighbour) -> None:
        self.beside.panel.close_panel()
        undo = (tr("router_neighbours.undo"), partial(self._put_back, gone))
        title, more = tr("router_neighbours.removed", name=gone.name), tr("router_neighbours.removed_more")
        self.banner.show_message("success", title, more, action=undo)
        self.refresh()

    def _put_back(self, gone: Neighbour) -> None:
        call = partial(self.context.station.neighbours.put_back, self.context.session, gone)

        def done(_none: None) -> None:
            self.show_done(tr("router_neighbours.put_back", name=gone.name))
            self.refresh()

        self.does(call, done)

    # ---- within

    def _own_name(self) -> str:
        return self._around.name if self._around is not None else ""

    def _open_line(self, line: int) -> None:
        if 0 <= line < len(self.lines):
            self.open_subject(self.lines[line].neighbour.name)

    def _leave_panel(self) -> None:
        if self.code is not None and not self.code.is_over:
            self.does(self.context.station.neighbours.close, lambda _none: None)
        self.panel, self.code = None, None

    def _closed(self) -> None:
        self._leave_panel()
        self.table.setFocus()
