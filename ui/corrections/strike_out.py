"""Striking a wrong entry out: what it is, why, and that it stays readable."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.corrections.reason_sheet import ReasonSheet
from ui.texts import tr
from ui.widgets.labels import Text

_OFFERED = ("typing", "other_woman", "repeated", "not_done")


class StrikeOutForm(ReasonSheet):
    """`what` in words is struck out."""

    def __init__(
        self, host: QWidget, what: str, call: Callable[[str], object], done: Callable[[], object] = lambda: None
    ) -> None:
        super().__init__(host, tr("corrections.strike_title"), tr("corrections.strike_explanation"), call, done)
        self.body.addWidget(Text(what, "strong", wrap=True))
        offered = [tr(f"corrections.reason_{code}") for code in _OFFERED]
        self.ask(tr("corrections.reason"), offered, tr("corrections.strike_verb"))
