"""The readings of a visit with what each of them counts for, and what is known about pre-eclampsia."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clinic.danger_signs.pressure import PressureCourse, PressureReading, PressureState
from app.clinic.danger_signs.pressure_file import PressureRule
from ui.danger_signs.case import EmergencyCase
from ui.danger_signs.words import pressure_figure, sign_words
from ui.texts import tr
from ui.texts.formats import show_hour
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column, row

_KNOWN = {True: ("check-circle", "error", "yes"), False: ("minus", "text_muted", "no")}
_UNKNOWN = ("help-circle", "warn", "unknown")


class ReadingLines(QWidget):
    """Each reading: what it counts for, the figure, the time. One that does not count is grey and says so."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = column(self, gap=1)

    def show_course(self, course: PressureCourse, zone: str) -> None:
        """The readings in the order in which they were taken."""
        clear(self._lines)
        for reading, key in sorted(_readings(course), key=lambda one: one[0].at):
            counts = key not in ("early_reading", "half_reading")
            line = QWidget()
            layout = row(line, gap=3)
            figure = tr("danger_signs.reading_at", figure=pressure_figure(reading), at=show_hour(reading.at, zone))
            layout.addWidget(Text(figure, "strong" if counts else "muted"))
            layout.addWidget(Text(tr(f"danger_signs.{key}"), "small"))
            layout.addStretch(1)
            self._lines.addWidget(line)


class PreeclampsiaParts(QWidget):
    """The suspicion, and each of its conditions: yes, no or not known, by sign and word."""

    def __init__(self, rule: PressureRule) -> None:
        super().__init__()
        self._rule = rule
        self._lines = column(self, gap=1)

    def show_case(self, case: EmergencyCase) -> None:
        """Hidden where no pregnancy is known or the pressure says nothing yet."""
        clear(self._lines)
        found, state = case.situation.pressure.preeclampsia, case.situation.pressure.course.state
        shown = found is not None and state in (PressureState.HYPERTENSION, PressureState.EMERGENCY)
        self.setVisible(shown)
        if found is None or not shown:
            return
        self._lines.addWidget(Text(tr(f"danger_signs.suspicion_{found.suspicion.value}"), "strong", wrap=True))
        for name, known in found.parts.items():
            self._lines.addWidget(self._line(name, known, case))

    def _line(self, name: str, known: bool | None, case: EmergencyCase) -> QWidget:
        icon_name, token, answer = _UNKNOWN if known is None else _KNOWN[known]
        line = QWidget()
        layout = row(line, gap=2)
        layout.addWidget(IconLabel(icon_name, token, "icon_small"), 0, Qt.AlignmentFlag.AlignTop)
        words = Text(f"{self._words(name, case)}: {tr(f'danger_signs.part_{answer}')}", wrap=True)
        layout.addWidget(words, 1)
        return line

    def _words(self, name: str, case: EmergencyCase) -> str:
        signs = [sign_words(case.signs.signs[code]).lower() for code in self._rule.severe_symptoms]
        values = {
            "weeks": self._rule.from_weeks,
            "mark": protein_words(self._rule.protein_from),
            "signs": " / ".join(signs),
        }
        return tr(f"danger_signs.part_{name}", **values)


def protein_words(mark: str) -> str:
    """A mark of the dipstick: `2+` is written `++`."""
    if mark.endswith("+"):
        return "+" * int(mark[:-1])
    return tr(f"danger_signs.protein_{mark}")


def _readings(course: PressureCourse) -> list[tuple[PressureReading, str]]:
    told = [(one, "early_reading") for one in course.too_early]
    told += [(one, "half_reading") for one in course.incomplete]
    if course.first is not None:
        told.append((course.first, "first_reading"))
    if course.deciding is not None and course.deciding is not course.first:
        told.append((course.deciding, "deciding_reading" if course.first else "only_reading"))
    return told
