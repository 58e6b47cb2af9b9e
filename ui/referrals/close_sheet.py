"""All is done that the answer asked for: one question, and a reason where the answer decided nothing."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.clinic.referral.model import Course, Verdict
from ui.shell.context import UiContext
from ui.shell.sheet import Sheet
from ui.texts import tr
from ui.widgets.field import Field
from ui.widgets.reason_input import ReasonInput

_REASONS = ("done", "elsewhere", "declined")


class CloseSheet(Sheet):
    """`done(course)` after it was closed."""

    def __init__(self, host: QWidget, context: UiContext, one: Course, done: Callable[[Course], object]) -> None:
        super().__init__(host.window(), tr("answer_page.close_title"), tr("answer_page.close_explained"))
        self._context, self._one, self._done = context, one, done
        self._must = one.answer is not None and one.answer.given.verdict is Verdict.INCONCLUSIVE
        offered = [tr(f"answer_page.close_{code}") for code in _REASONS]
        self.reason = ReasonInput(offered, name=tr("answer_page.close_reason"))
        self.field = Field(tr("answer_page.close_reason"), self.reason, required=self._must)
        self.body.addWidget(self.field)
        self.add_buttons(tr("answer_page.close_verb"), self._close, tr("common.cancel"))
        self.open()
        self.reason.setFocus()

    def _close(self) -> None:
        words = self.reason.value()
        missing = self._must and not words
        self.field.set_error(tr("answer_page.close_reason_missing") if missing else None)
        if missing:
            self.reason.setFocus()
            return
        station, session = self._context.station, self._context.session
        found: list[Course] = []

        def call() -> None:
            found.append(station.referrals.close(session, self._one.referral.id, words))

        self.run(call, lambda: partial(self._done, found[0])())
