"""A policy of this machine that is not followed: said above every place to who may act, until it is put away."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from app.security.roles import Action
from ui.bridge import Latest
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.layouts import column


class PolicyBand(QWidget):
    """Without height while the policy is followed, or there is none; put away, it stays away until the next sign-in."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context, self._latest, self._away = context, Latest(self), False
        self.banner = Banner()
        self.banner.closed.connect(self._put_away)
        column(self, gap=0, margin=2, sides=4).addWidget(self.banner)
        self.hide()

    def look(self) -> None:
        """Read the policy again; others than who may act are not asked."""
        if not self._away and self._context.may(Action.CHANGE_SETTINGS):
            policy, session = self._context.station.policy, self._context.session
            # What goes wrong with the store is told by the place.
            self._latest.ask(partial(policy.problem, session), self._show, lambda _error: None)

    def _show(self, problem: KnownError | None) -> None:
        if problem is not None:
            look = (tr("support.policy_look"), partial(self._context.navigate, "administration", "support"))
            self.banner.show_message("warn", tr("support.policy_broken"), words_of(problem).together, action=look)
        self.setVisible(problem is not None and not self._away)

    def _put_away(self) -> None:
        self._away = True
        self.hide()
