"""Who reads the case first: residents and doctors, whoever has the fewest in front."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.clinic.referral.case import Reader
from ui.bridge import Op
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.shell.sheet import Sheet
from ui.texts import tr, tr_count
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.labels import Text


class AssignSheet(Sheet):
    """`done()` once it is somebody's."""

    def __init__(
        self,
        near: QWidget,
        context: UiContext,
        referral_id: str,
        assigned_to: str | None,
        done: Callable[[], object],
    ) -> None:
        super().__init__(near.window(), tr("referral_desk.assign"), tr("referral_desk.assign_next"))
        self._context = context
        self._id = referral_id
        self._assigned_to = assigned_to
        self._done = done
        self.readers: Dropdown | None = None
        self._waiting = Text(tr("common.loading"), "muted")
        self.body.addWidget(self._waiting)
        self.add_buttons(tr("referral_desk.assign_verb"), self.submit, tr("common.cancel"))
        self.open()
        desk, session = context.station.referral_desk, context.session
        Op(self, lambda: desk.readers(session)).on_success(self._show).on_failure(self._cannot).start()

    def submit(self) -> None:
        """Give it to the one that is chosen."""
        chosen = self.readers.value() if self.readers is not None else None
        if not isinstance(chosen, str):
            return
        desk, session = self._context.station.referral_desk, self._context.session
        self.run(lambda: desk.assign(session, self._id, chosen), self._done)

    def _show(self, readers: Sequence[Reader]) -> None:
        self._waiting.hide()
        options = [(one.account_id, reader_words(one)) for one in readers if one.account_id != self._assigned_to]
        if not options:
            self.banner.show_message("info", tr("referral_desk.no_readers"), closable=False)
            return
        self.readers = Dropdown(options, name=tr("referral_desk.reader"))
        self.readers.setObjectName("reader")
        self.body.insertWidget(self.body.indexOf(self._waiting), Field(tr("referral_desk.reader"), self.readers))
        self.readers.setFocus()

    def _cannot(self, error: Exception) -> None:
        self._waiting.hide()
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step, closable=False)


def reader_words(one: Reader) -> str:
    """`Caio Mangue, residente (demo) · 2 em andamento`."""
    return f"{one.name} · {tr_count('referral_desk.under_way', one.under_way)}"
