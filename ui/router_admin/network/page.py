"""The network of the alarms as it stands: is it large enough, which ways there are, what they carry, what changed."""

from collections import deque
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.router.node.items import Network
from app.security.roles import Action
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.errors import words_of
from ui.router_admin.network.budget_card import BudgetCard
from ui.router_admin.network.drawing import Drawing
from ui.router_admin.network.links_table import LinksTable
from ui.router_admin.network.words import (
    Names,
    box_is_wrong,
    box_words,
    changes_between,
    receiver_words,
    routes_words,
)
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_hour
from ui.ward.toolbar import InSection
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.cards import Section
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column
from ui.widgets.turning import Turning

_LOOK_MS: Final = 1_000
_KEPT: Final = 6


class NetworkMap(SectionPage):
    """Follows the router; what it told last stays in sight, marked, while it is not heard."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("router_network.title"), tr("router_network.about"))
        self.network: Network | None = None
        self._names: Names = {}
        self._version = -1
        self._changes: deque[str] = deque(maxlen=_KEPT)
        if context.may(Action.CHANGE_SETTINGS):
            to_receivers = SecondaryButton(
                tr("router_receivers_page.title"),
                icon_name="phone",
                on_press=lambda: context.navigate("administration", "receivers"),
            )
            self.add_action(to_receivers)
        self.silence = Banner()
        self.budget, self.drawing, self.table = BudgetCard(), Drawing(), LinksTable()
        self.routes = Text("", wrap=True)
        self.changes = Text("", "muted", wrap=True)
        self.box = Text("", wrap=True)
        self.states = States(lines=8)
        self._build()
        self.table.chosen.connect(self._choose)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        context.station.router.follow()
        self.refresh()

    def _build(self) -> None:
        content = QWidget()
        layout = column(content, gap=4)
        layout.addWidget(self.budget)
        beside = Turning("record_room", gap=4, gap_below=4)
        beside.line.addWidget(self.drawing, 1)
        holder = QWidget()
        listed = column(holder, gap=3)
        listed.addWidget(self.table, 1)
        listed.addWidget(self.routes)
        beside.line.addWidget(holder, 2)
        layout.addWidget(beside)
        kept = Section(tr("router_network.box"), ruled=True)
        kept.body.addWidget(self.box)
        layout.addWidget(kept)
        section = Section(tr("router_network.changes"), ruled=True)
        section.body.addWidget(self.changes)
        layout.addWidget(section)
        layout.addStretch(1)
        self.states.full.addWidget(Scroll(content, width=None), 1)
        self.body.addWidget(self.silence)
        self.body.addWidget(self.states, 1)

    def refresh(self) -> None:
        """Look again now, and each second."""
        self._timer.start()
        self.look()

    def leave(self) -> None:
        self._timer.stop()

    def look(self) -> None:
        """What the router told last."""
        router = self.context.station.router
        network = router.network()
        silent = router.is_silent()
        problem = router.problem()
        if silent and network is not None:
            words = words_of(problem).together if problem is not None else ""
            self.silence.show_message("warn", tr("router_network.silent"), words, closable=False)
        else:
            self.silence.hide()
        if network is None:
            if silent:
                self.states.show_empty("wifi-off", tr("router_network.not_heard"), tr("router_network.not_heard_next"))
            else:
                self.states.show_loading()
            return
        if router.version() != self._version:
            self._version = router.version()
            paths = router.paths()
            if paths is not None:
                self.box.setText(box_words(paths.sending))
                self.box.set_role("error" if box_is_wrong(paths.sending) else "body")
            self._show(network, {one.receiver: one.name for one in paths.receivers} if paths is not None else {})

    def first_focus(self) -> QWidget | None:
        """The list of links."""
        return self.table if self.states.state == "full" else None

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return (("↑ ↓", tr("router_network.keys_arrows")),)

    def _show(self, network: Network, names: Names) -> None:
        before = self.network
        if network == before and names == self._names:
            return
        now = show_hour(self.context.station.clock.now(), self.context.station.profile.time_zone)
        for words in changes_between(before, network, names) if before is not None else ():
            self._changes.appendleft(f"{now}  {words}")
        self.network, self._names = network, names
        self.budget.show_network(network)
        self.drawing.show_network(network, names)
        self.table.show_links(network.links, names)
        self.changes.setText("\n".join(self._changes) or tr("router_network.no_changes"))
        self.states.show_full()
        if not self.table.currentIndex().isValid() and network.links:
            self.table.selectRow(0)
        self._tell_routes()

    def _choose(self, to: object) -> None:
        self.drawing.choose(str(to or ""))
        self._tell_routes()

    def _tell_routes(self) -> None:
        if self.network is None:
            return
        chosen = self.table.chosen_link()
        self.drawing.choose(chosen)
        link = next((one for one in self.network.links if one.to == chosen), None)
        if link is not None and link.kind == "receiver":
            said = [receiver_words(link, self._names)]
        else:
            ways = routes_words(self.network, chosen)
            said = [tr("router_network.routes_to", name=chosen), *ways] if ways else []
        self.routes.setText("\n".join(said))
        self.routes.setVisible(bool(said))


class NetworkScreen(InSection):
    """The page as a tab of the alarms."""

    def __init__(self, page: NetworkMap) -> None:
        super().__init__(page)
        self._map = page

    def first_focus(self) -> QWidget | None:
        return self._map.first_focus()


def build(context: UiContext) -> NetworkScreen:
    """The tab "Rede"."""
    return NetworkScreen(NetworkMap(context))
