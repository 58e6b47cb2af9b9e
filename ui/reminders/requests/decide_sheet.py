"""The last question before a request is accepted or dismissed: why."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from app.clinic.problems import InputError
from app.kernel.errors import KnownError
from ui.shell.sheet import Sheet
from ui.texts import tr
from ui.widgets.field import Field
from ui.widgets.reason_input import ReasonInput

_ACCEPT: tuple[str, ...] = ("phoned", "here", "document")
_DISMISS: tuple[str, ...] = ("not_her", "not_reached", "twice", "elsewhere")


class DecideSheet(Sheet):
    """`call(reason)` runs in a worker, `done` after it; `gone` where somebody else has decided meanwhile."""

    def __init__(
        self,
        host: QWidget,
        title: str,
        explanation: str,
        verb: str,
        offered: Sequence[str],
        call: Callable[[str], object],
        done: Callable[[], object],
        gone: Callable[[Exception], object],
    ) -> None:
        super().__init__(host.window(), title, explanation)
        self._call, self._after, self._gone = call, done, gone
        words = tr("requests_page.why")
        self.reason = ReasonInput([tr(f"requests_page.why_{code}") for code in offered], name=words)
        self.field = Field(words, self.reason, required=True)
        self.body.addWidget(self.field)
        self.add_buttons(verb, self.submit, tr("common.cancel"))
        self.open()
        self.field.setFocus()

    def submit(self) -> None:
        """Do it, unless the reason is missing."""
        why = self.reason.value()
        self.field.set_error(None if why else tr("error_requests.reason_missing"))
        if why:
            self.run(partial(self._call, why), self._after)
        else:
            self.field.setFocus()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, KnownError) and error.code == "requests.not_open":
            self.leave()
            self._gone(error)
            return
        super()._refused(error)
        if isinstance(error, InputError):
            # What was typed on the public page cannot be corrected here: say what is wrong with it.
            wrong = " ".join(tr(one.code, **one.values) for one in error.problems)
            self.banner.show_message("error", wrong, tr("requests_page.cannot_be"))


def accepting(
    host: QWidget,
    title: str,
    explanation: str,
    verb: str,
    call: Callable[[str], object],
    done: Callable[[], object],
    gone: Callable[[Exception], object],
) -> DecideSheet:
    """Ask before something is taken into a record."""
    return DecideSheet(host, title, explanation, verb, _ACCEPT, call, done, gone)


def dismissing(
    host: QWidget,
    name: str,
    call: Callable[[str], object],
    done: Callable[[], object],
    gone: Callable[[Exception], object],
) -> DecideSheet:
    """Ask before a request is put away."""
    title, explanation = tr("requests_page.dismiss_title", name=name), tr("requests_page.dismiss_explanation")
    return DecideSheet(host, title, explanation, tr("requests_page.do_dismiss"), _DISMISS, call, done, gone)
