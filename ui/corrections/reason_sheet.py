"""A question over the window that is answered by a reason, and what then runs."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from ui.shell.sheet import Sheet
from ui.texts import tr
from ui.widgets.field import Field
from ui.widgets.reason_input import ReasonInput


class ReasonSheet(Sheet):
    """Over the window of `host`; `call(reason)` runs in a worker, then `done()`. Whoever makes one adds to `body` what
    it is about, then calls `ask`.

    A refusal of the service stands inside the form, with everything as it was typed.
    """

    def __init__(
        self,
        host: QWidget,
        title: str,
        explanation: str,
        call: Callable[[str], object],
        done: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(host.window(), title, explanation)
        self._call, self._after = call, done

    def ask(self, label: str, offered: Sequence[str], verb: str) -> None:
        """The reason, with what is often one, and the verb; then show it."""
        self.reason = ReasonInput(offered)
        self.field = Field(label, self.reason, required=True)
        self.body.addWidget(self.field)
        self.add_buttons(verb, self.submit, tr("common.cancel"))
        self.open()
        self.field.setFocus()

    def submit(self) -> None:
        """Do it, unless the reason is missing."""
        reason = self.reason.value()
        self.field.set_error(None if reason else tr("corrections.reason_missing"))
        if not reason:
            self.field.setFocus()
            return
        self.run(lambda: self._call(reason), self._after)
