"""The small forms below the emergency card: what was a mistake, and why the visit goes on."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.clinic.danger_signs.situation import Finding
from app.clinic.pregnancies.model import Observation
from ui.danger_signs.case import EmergencyCase
from ui.danger_signs.words import sign_words
from ui.texts import tr
from ui.widgets.buttons import SecondaryButton
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.mistake import Mistake
from ui.widgets.text_fields import TextField
from ui.widgets.toggles import CheckBox


class CardForm(QWidget):
    """A heading, an explanation, a reason and a verb; add between them to `body`."""

    def __init__(self, words: str, hint: str, on_do: Callable[[], object], on_leave: Callable[[], object]) -> None:
        super().__init__()
        layout = column(self, gap=3)
        self.title = Text(tr(f"danger_signs.{words}_title"), "heading")
        layout.addWidget(self.title)
        layout.addWidget(Text(tr(f"danger_signs.{words}_explained"), "muted", wrap=True))
        self.body = column(gap=1)
        layout.addLayout(self.body)
        self.wrong = Mistake()
        self.wrong.hide()
        layout.addWidget(self.wrong)
        self.reason = TextField(placeholder=hint)
        self.reason.returnPressed.connect(on_do)
        self.field = Field(tr("danger_signs.correct_reason"), self.reason, required=True)
        layout.addWidget(self.field)
        buttons = row(gap=2)
        self.do = SecondaryButton(tr(f"danger_signs.{words}_do"), on_press=on_do)
        self.do.setObjectName(f"{words}_do")
        self.leave = SecondaryButton(tr("common.cancel"), on_press=on_leave)
        buttons.addWidget(self.do)
        buttons.addWidget(self.leave)
        buttons.addStretch(1)
        layout.addLayout(buttons)

    def begin(self) -> None:
        """Empty it."""
        self.reason.clear()
        self.field.set_error(None)
        self.wrong.hide()
        self.do.setEnabled(True)

    def require_reason(self, missing: str) -> bool:
        """Whether a reason stands there; else it is asked for under the field."""
        good = bool(self.reason.value())
        self.field.set_error(None if good else tr(f"danger_signs.{missing}"))
        if not good:
            self.reason.setFocus()
        return good


class CorrectForm(CardForm):
    """What was recorded by mistake: each finding can be ticked and is struck out with the reason."""

    def __init__(self, on_do: Callable[[], object], on_leave: Callable[[], object]) -> None:
        super().__init__("correct", "", on_do, on_leave)
        self.ticks: list[tuple[CheckBox, Finding]] = []

    def begin_with(self, case: EmergencyCase) -> None:
        """The findings of a case; a single one is ticked already."""
        self.begin()
        for tick, _ in self.ticks:
            self.body.removeWidget(tick)
            tick.hide()
            tick.deleteLater()
        found = case.situation.found
        self.ticks = [(CheckBox(sign_words(one.sign), checked=len(found) == 1), one) for one in found]
        for tick, _ in self.ticks:
            self.body.addWidget(tick)

    def rows(self) -> tuple[Observation, ...]:
        """The rows to strike out, each once."""
        wrong = {row.id: row for tick, finding in self.ticks if tick.isChecked() for row in finding.rows}
        return tuple(wrong.values())

    def is_complete(self) -> bool:
        """Whether something is ticked and a reason given; what is missing is said where it is missing."""
        chosen = bool(self.rows())
        self.wrong.setText(tr("danger_signs.correct_nothing"))
        self.wrong.setVisible(not chosen)
        if not chosen:
            self.ticks[0][0].setFocus()
            return False
        return self.require_reason("correct_reason_missing")
