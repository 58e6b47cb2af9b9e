"""The tabs of the place of the alarms: one line of `TABS` and one module each.

A module has

    def build(context: UiContext) -> PlaceWidget

called when the tab is first opened; the widget is kept. Of a `PlaceWidget` the place calls `arrive(subject)`,
`leave`, `step_back`, `print_current`, `first_focus`, `keys_here` and `keeps_draft`. A page that is made like one of the
administration (`SectionPage`) is put into `ui.ward.toolbar.InSection(page)`. Until the tab is opened the module is only
looked for, so its package's `__init__` imports nothing; a tab whose module is not written is not shown.
"""

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

from app.security.roles import Action
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget


@dataclass(frozen=True)
class AlarmTab:
    """`words`: the key of its text; whoever may do `action` sees it."""

    key: str
    icon: str
    words: str
    action: Action
    module: str

    @property
    def exists(self) -> bool:
        """Whether its screen is written."""
        parts = self.module.split(".")
        packages = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
        return all(importlib.util.find_spec(package) is not None for package in packages)

    def build(self, context: UiContext) -> PlaceWidget:
        """Its screen."""
        return cast(Callable[[UiContext], PlaceWidget], importlib.import_module(self.module).build)(context)


TABS: Final = (
    AlarmTab("board", "siren", "alarms.tab_board", Action.VIEW_WARD, "ui.alarms.board.page"),
    AlarmTab("history", "history", "alarms.tab_history", Action.VIEW_WARD, "ui.alarms.history.page"),
    AlarmTab("statistics", "bar-chart", "alarms.tab_statistics", Action.VIEW_WARD, "ui.alarms.statistics.page"),
    AlarmTab("duty", "users", "duty.title", Action.VIEW_WARD, "ui.duty.rota.page"),
    AlarmTab("holders", "bed", "duty_beds.tab", Action.VIEW_WARD, "ui.duty.beds.page"),
    AlarmTab("network", "activity", "router_network.tab", Action.VIEW_WARD, "ui.router_admin.network.page"),
)
"""In their order."""


def written_tabs() -> tuple[AlarmTab, ...]:
    """Those whose screen exists."""
    return tuple(tab for tab in TABS if tab.exists)


def tabs_for(context: UiContext) -> tuple[AlarmTab, ...]:
    """What is written and may be used by whoever is signed in."""
    return tuple(tab for tab in written_tabs() if context.may(tab.action))
