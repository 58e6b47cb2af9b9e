"""Striking a wrong entry out: what it is, why, and that it stays readable."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.shell.sheet import Sheet
from ui.texts import tr
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.reason_input import ReasonInput

_OFFERED = ("typing", "other_woman", "repeated", "not_done")


class StrikeOutForm(Sheet):
    """Over the window of `host`: `what` in words; `call(reason)` runs in a worker, then `done()`.

    A refusal of the service stands inside the form, with everything as it was typed.
    """

    def __init__(
        self, host: QWidget, what: str, call: Callable[[str], object], done: Callable[[], object] = lambda: None
    ) -> None:
        super().__init__(host.window(), tr("corrections.strike_title"), tr("corrections.strike_explanation"))
        self._call = call
        self._after = done
        self.body.addWidget(Text(what, "strong", wrap=True))
        self.reason = ReasonInput([tr(f"corrections.reason_{code}") for code in _OFFERED])
        self.field = Field(tr("corrections.reason"), self.reason, required=True)
        self.body.addWidget(self.field)
        self.add_buttons(tr("corrections.strike_verb"), self.submit, tr("common.cancel"))
        self.open()
        self.field.setFocus()

    def submit(self) -> None:
        """Strike out, unless the reason is missing."""
        reason = self.reason.value()
        self.field.set_error(None if reason else tr("corrections.reason_missing"))
        if not reason:
            self.field.setFocus()
            return
        self.run(lambda: self._call(reason), self._after)
