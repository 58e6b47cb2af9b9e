"""The machines of this station: a list, one of them opened beside it."""

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.router.machines.model import MachineKind, MachineSettings
from app.router.receivers.model import StoredReceiver
from ui.administration.beside import Beside
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.router_admin.machines.form import MachineForm
from ui.router_admin.machines.table import MachineTable
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.buttons import DangerButton, PrimaryButton
from ui.widgets.layouts import column

_LOOK_MS = 1_000


class MachinesSection(SectionPage):
    """Who of people gets which alarm stands in the tables; there a machine is named as `machine:` with its name."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("router_machines.title"), tr("router_machines.about"))
        self._machines: tuple[StoredReceiver, ...] = ()
        self._opened: str | None = None
        self._version = -1
        self.states, self.table = States(), MachineTable()
        self.states.full.addWidget(self.table, 1)
        self.beside = Beside(self.states, self._closed)
        self.beside.hide_beside(self.table, (1, 3))
        self.body.addWidget(self.beside, 1)
        self.add_button = PrimaryButton(tr("router_machines.add"), icon_name="plus", on_press=self.open_new)
        self.add_action(self.add_button)
        self.table.opened.connect(self.open_subject)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(_LOOK_MS)
        context.station.router.follow()
        self.refresh()

    def refresh(self) -> None:
        """Read every machine again."""
        call = partial(self.context.station.receivers.receivers, self.context.session)
        self.loads(self.states, call, self._show)

    def _show(self, receivers: tuple[StoredReceiver, ...]) -> None:
        self._machines = tuple(one for one in receivers if one.kind.is_machine)
        if not self._machines:
            self.states.show_empty("siren", tr("router_machines.empty"), tr("router_machines.empty_first"))
            return
        self._version = -1
        self._look()
        self.states.show_full()

    def _look(self) -> None:
        """How they stand, as soon as the router tells something else."""
        router = self.context.station.router
        if router.version() == self._version and not router.is_silent():
            return
        self._version = router.version()
        paths = router.paths()
        heard = paths is not None and not router.is_silent()
        states = {one.receiver: one for one in paths.receivers} if paths is not None and heard else None
        self.table.show_machines(self._machines, states)

    def open_new(self) -> None:
        """The form of a new machine."""
        self._opened = None
        form = MachineForm(self, None, MachineSettings(MachineKind.RELAY, ""), self._kept, self._leave_form)
        self.beside.open(tr("router_machines.add"), form)
        form.fields["name"].setFocus()

    def open_subject(self, subject: str) -> None:
        """One machine's form, with a way to take it away."""
        machine = next((one for one in self._machines if one.receiver == subject), None)
        if machine is None:
            return
        self._opened = subject
        call = partial(self.context.station.machines.settings, self.context.session, machine)
        self.does(call, partial(self._open, machine))

    def _open(self, machine: StoredReceiver, settings: MachineSettings) -> None:
        content = QWidget()
        layout = column(content, gap=4)
        layout.addWidget(MachineForm(self, machine, settings, self._kept, self._leave_form))
        layout.addWidget(DangerButton(tr("router_machines.take_away"), on_press=partial(self._ask_away, machine)))
        layout.addStretch(1)
        self.beside.open(machine.name, content)

    def _ask_away(self, machine: StoredReceiver) -> None:
        words, more = tr("router_machines.away_ask", name=machine.name), tr("router_machines.away_more")
        action = (tr("router_machines.away_verb"), partial(self._take_away, machine))
        self.banner.show_message("warn", words, more, action=action)

    def _take_away(self, machine: StoredReceiver) -> None:
        call = partial(self.context.station.receivers.revoke, self.context.session, machine.receiver)
        self.does(call, lambda _: self._settled(tr("router_machines.away_done", name=machine.name)))

    def _kept(self, machine: StoredReceiver) -> None:
        self._settled(tr("router_machines.kept", name=machine.name))

    def _settled(self, words: str) -> None:
        self.beside.shut()
        self._opened = None
        self.show_done(words, tr("router_machines.kept_when"))
        self.refresh()

    def step_back(self) -> bool:
        """Esc: the list again."""
        if self.beside.panel.isHidden():
            return False
        self._leave_form()
        return True

    def _leave_form(self) -> None:
        self.beside.shut()
        self._closed()

    def _closed(self) -> None:
        self._opened = None
        self.table.setFocus()
