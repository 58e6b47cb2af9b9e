"""Another estimate in use: what changes, and why."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from app.clinic.dating import gestational_age
from app.clinic.prenatal.estimates import Estimate
from ui.corrections.reason_sheet import ReasonSheet
from ui.pregnancy.dating.words import told_words
from ui.pregnancy.words import gestational_words
from ui.texts import tr
from ui.texts.formats import show_date
from ui.widgets.labels import Text

_OFFERED = ("first_scan", "sure_of_day", "unsure_of_day", "card")


class ChooseSheet(ReasonSheet):
    """`call(reason)` runs in a worker, then `done()`."""

    def __init__(
        self,
        host: QWidget,
        estimate: Estimate,
        today: date,
        call: Callable[[str], object],
        done: Callable[[], object],
    ) -> None:
        super().__init__(host, tr("dating.choose_title"), tr("dating.choose_explained"), call, done)
        age = gestational_words(gestational_age(estimate.lmp, today))
        self.body.addWidget(Text(told_words(estimate), "strong", wrap=True))
        follows = tr("dating.follows", age=age, date=show_date(estimate.due_date))
        self.body.addWidget(Text(follows, "heading", wrap=True))
        self.ask(tr("dating.why"), [tr(f"dating.reason_{one}") for one in _OFFERED], tr("dating.use"))
