"""The vital signs of one person: what everybody is measured, and below it what only mothers are asked."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.clinic.pregnancies.kinds import codes_of, kinds
from app.clinic.pregnancies.model import NewObservation, Value
from app.clinic.problems import InputError
from ui.board.vital_fields import ChoiceField, NumbersField, VitalField, problem_words
from ui.board.vital_words import DIASTOLIC, SYSTOLIC, kind_words
from ui.spoken.roles import give_role, tell_fold
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import QuietButton
from ui.widgets.layouts import add_all, column

NUMBERS = (
    *("pulse_bpm", "respirations_per_minute", "spo2_percent", "temperature_celsius"),
    *("capillary_glucose_mg_dl", "pain_score", "weight_kg", "height_cm"),
)
CHOICES = ("oxygen", "consciousness")
MATERNAL_CHOICES = ("urine_protein",)
UNLIKELY = "pregnancies.unlikely_value"
_LEAST_STEPS = 31
_MOST_COLUMNS = 5


class VitalsForm(QWidget):
    """`maternal`: also what pregnant and postpartum women are asked. `only` keeps to some kinds (a second reading)."""

    changed = Signal()

    def __init__(self, today: date, *, maternal: bool, only: Sequence[str] = ()) -> None:
        super().__init__()
        self.fields: list[VitalField] = []
        self.more: QWidget | None = None
        layout = column(self, gap=4)
        pressure = NumbersField((SYSTOLIC, DIASTOLIC), tr("hearing.pressure"), today)
        numbers = [NumbersField((code,), kind_words(code), today) for code in NUMBERS if not only or code in only]
        layout.addWidget(_Grid([pressure, *numbers]))
        choices = [*CHOICES, *(MATERNAL_CHOICES if maternal else ())]
        self.fields = [pressure, *numbers]
        self._add([ChoiceField(code, kind_words(code)) for code in choices if not only or code in only])
        if maternal and not only:
            self._add_more(today)
        for field in self.fields:
            field.changed.connect(self.changed.emit)
        self.setFocusProxy(pressure)

    def readings(self) -> dict[str, Value]:
        """What can be read now, by the kind's code."""
        found: dict[str, Value] = {}
        for field in self.fields:
            found.update(field.readings())
        return found

    def vitals(self) -> tuple[NewObservation, ...]:
        """The readings to be stored."""
        return tuple(NewObservation(code, value) for code, value in self.readings().items())

    def check(self) -> VitalField | None:
        """Show everything that is wrong; the first field where something is."""
        wrong = [field for field in self.fields if field.check()]
        if self.more is not None and self.more.isHidden() and any(self.more.isAncestorOf(field) for field in wrong):
            self.open_more()
        return wrong[0] if wrong else None

    def show_refusal(self, error: InputError) -> VitalField | None:
        """Show what the service found at the fields; the first of them, None where no field is concerned."""
        first = None
        for problem in error.problems:
            field = next((one for one in self.fields if problem.field in one.codes), None)
            if field is not None:
                field.show_problem(problem.field, problem_words(problem))
                first = first or field
        return first

    def confirmed(self) -> frozenset[str]:
        """Unlikely values are asked about field by field before anything is handed in."""
        return frozenset({UNLIKELY})

    def to_draft(self) -> dict[str, object]:
        """What is typed, as plain JSON."""
        found: dict[str, object] = {}
        for field in self.fields:
            found.update(field.to_draft())
        return found

    def take_draft(self, kept: dict[str, object]) -> None:
        """Put kept answers back."""
        for field in self.fields:
            field.take_draft(kept)

    def _add_more(self, today: date) -> None:
        """What only mothers are asked, folded away until it is wanted."""
        layout = self.layout()
        assert layout is not None
        self.more = QWidget()
        inside = column(self.more, gap=3)
        asked = codes_of("maternal_warning")
        measured = [code for code in asked if kinds()[code].type == "number"]
        fields: list[VitalField] = [NumbersField((code,), kind_words(code), today) for code in measured]
        fields += [ChoiceField(code, kind_words(code)) for code in asked if code not in measured]
        add_all(inside, fields)
        self.more_button = QuietButton(tr("hearing.maternal_more"), icon_name="chevron-down", on_press=self.open_more)
        self.more_button.setObjectName("maternal_more")
        give_role(self.more_button, "fold")
        self.more.hide()
        layout.addWidget(self.more_button)
        layout.addWidget(self.more)
        self.fields.extend(fields)

    def open_more(self) -> None:
        """Show or fold away what only mothers are asked."""
        if self.more is None:
            return
        opens = self.more.isHidden()
        self.more.setVisible(opens)
        self.more_button.set_icon("chevron-up" if opens else "chevron-down")
        tell_fold(self.more_button, unfolded=opens)

    def _add(self, fields: Sequence[VitalField]) -> None:
        layout = self.layout()
        assert layout is not None
        for field in fields:
            layout.addWidget(field)
        self.fields.extend(fields)


class _Grid(QWidget):
    """Fields side by side, as many as fit; a remark below one pushes nothing sideways."""

    def __init__(self, fields: Sequence[VitalField]) -> None:
        super().__init__()
        self._fields = list(fields)
        self._columns = 0
        theme = current_theme()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.gap(3))
        self._grid.setVerticalSpacing(theme.gap(3))
        self._arrange(_MOST_COLUMNS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        gap = self._grid.horizontalSpacing()
        fits = (self.width() + gap) // (current_theme().gap(_LEAST_STEPS) + gap)
        self._arrange(max(2, min(_MOST_COLUMNS, fits)))

    def minimumSizeHint(self) -> QSize:
        """As narrow as its widest field: standing side by side must not keep it from breaking the row."""
        widest = max(field.minimumSizeHint().width() for field in self._fields)
        return QSize(widest, super().minimumSizeHint().height())

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for number, field in enumerate(self._fields):
            # The first one, the pressure, has two numbers and takes two places.
            line, at = divmod(number + bool(number), columns)
            self._grid.addWidget(field, line, at, 1, 1 if number else 2, Qt.AlignmentFlag.AlignTop)
        for at in range(_MOST_COLUMNS):
            self._grid.setColumnStretch(at, 1 if at < columns else 0)
