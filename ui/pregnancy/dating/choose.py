"""Another estimate in use: what changes, and why."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from app.clinic.dating import gestational_age
from app.clinic.prenatal.estimates import Estimate
from ui.pregnancy.dating.words import told_words
from ui.pregnancy.words import gestational_words
from ui.shell.sheet import Sheet
from ui.texts import tr
from ui.texts.formats import show_date
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.reason_input import ReasonInput

_OFFERED = ("first_scan", "sure_of_day", "unsure_of_day", "card")


class ChooseSheet(Sheet):
    """`call(reason)` runs in a worker, then `done()`."""

    def __init__(
        self,
        host: QWidget,
        estimate: Estimate,
        today: date,
        call: Callable[[str], object],
        done: Callable[[], object],
    ) -> None:
        super().__init__(host.window(), tr("dating.choose_title"), tr("dating.choose_explained"))
        self._call, self._after = call, done
        age = gestational_words(gestational_age(estimate.lmp, today))
        self.body.addWidget(Text(told_words(estimate), "strong", wrap=True))
        follows = tr("dating.follows", age=age, date=show_date(estimate.due_date))
        self.body.addWidget(Text(follows, "heading", wrap=True))
        self.reason = ReasonInput([tr(f"dating.reason_{one}") for one in _OFFERED])
        self.field = Field(tr("dating.why"), self.reason, required=True)
        self.body.addWidget(self.field)
        self.add_buttons(tr("dating.use"), self.submit, tr("common.cancel"))
        self.open()
        self.field.setFocus()

    def submit(self) -> None:
        """Choose, unless the reason is missing."""
        reason = self.reason.value()
        self.field.set_error(None if reason else tr("corrections.reason_missing"))
        if not reason:
            self.field.setFocus()
            return
        self.run(lambda: self._call(reason), self._after)
