"""What can be done about a wrong entry: strike it out, or move it to the right woman."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.security.roles import Action
from ui.corrections.move import MoveSheet, Moving
from ui.corrections.strike_out import StrikeOutForm
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.buttons import QuietButton
from ui.widgets.flow import FlowLayout


class EntryActions(QWidget):
    """Buttons for one entry that holds. `strike(reason)` strikes it out in a worker (None: not offered), `moving` says
    what would go to the right woman (None: not offered), `done()` is called after either.

    Only what the role may do is offered; `right` is what striking out needs.
    """

    def __init__(
        self,
        context: UiContext,
        words: str,
        strike: Callable[[str], object] | None,
        moving: Moving | None,
        done: Callable[[], object],
        *,
        right: Action = Action.RECORD_OBSERVATION,
    ) -> None:
        super().__init__()
        self.buttons: list[QuietButton] = []
        layout = FlowLayout(self, gap=1)
        if strike is not None and context.may(right):
            wrong = strike
            self._add("corrections.strike_verb", "x", words, lambda: StrikeOutForm(self, words, wrong, done))
        if moving is not None and context.may(Action.MOVE_RECORD):
            going = moving
            self._add("corrections.move", "arrow-right", words, lambda: MoveSheet(self, context, going, done))
        for button in self.buttons:
            layout.addWidget(button)

    @property
    def is_empty(self) -> bool:
        """Whether the role may do neither."""
        return not self.buttons

    def _add(self, key: str, icon: str, words: str, press: Callable[[], object]) -> None:
        button = QuietButton(tr(key), icon_name=icon, on_press=press)
        button.setAccessibleName(f"{tr(key)}: {words}")
        self.buttons.append(button)
