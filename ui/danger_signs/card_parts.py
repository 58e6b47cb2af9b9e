"""The parts of the emergency card: the steps to do, what to say on the phone."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.clinic.danger_signs.signs import EmergencyAction
from app.clinic.dating import completed_years
from app.clinic.pregnancies.model import Observation
from app.kernel.clock import local_date
from ui.allergies.words import capital, state_words
from ui.danger_signs.case import EmergencyCase
from ui.danger_signs.words import found_words, pressure_figure, signed, unit_words
from ui.texts import chosen_language, tr, tr_count
from ui.texts.formats import show_date, show_hour, show_number
from ui.theme import current_theme
from ui.widgets.buttons import SecondaryButton
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column, hairline, row

_BOTH_SIDES = ("systolic_mmhg", "diastolic_mmhg")


class Steps(QWidget):
    """What to do now, one after the other in large type; each is marked as done by its button."""

    def __init__(self, done: Callable[[str], object]) -> None:
        super().__init__()
        self._done = done
        self.buttons: dict[str, SecondaryButton] = {}
        self._lines = column(self, gap=3)

    def show_case(self, case: EmergencyCase, *, may_record: bool) -> None:
        """The steps of this case, with what was done."""
        clear(self._lines)
        self.buttons = {}
        for number, action in enumerate(case.situation.actions, start=1):
            if number > 1:
                self._lines.addWidget(hairline())
            note = case.situation.done.get(action.code)
            self._lines.addWidget(self._line(number, action, note, case.zone, may_record=may_record))

    def _line(
        self, number: int, action: EmergencyAction, note: Observation | None, zone: str, *, may_record: bool
    ) -> QWidget:
        line = QWidget()
        layout = row(line, gap=4)
        words = action.label.in_language(chosen_language())
        figure = Text(str(number), "display")
        figure.setMinimumWidth(current_theme().px("row"))
        layout.addWidget(figure, 0, Qt.AlignmentFlag.AlignTop)
        text = column(gap=0)
        # Whoever must be called is the largest thing of the card.
        text.addWidget(Text(words, "display" if action.telephone else "title", wrap=True))
        if note is not None:
            text.addLayout(_noted(tr("danger_signs.done"), signed(note, zone)))
        layout.addLayout(text, 1)
        if note is None and may_record:
            button = SecondaryButton(
                tr("danger_signs.done"), icon_name="check", on_press=partial(self._done, action.code)
            )
            button.setAccessibleName(tr("danger_signs.done_name", step=words))
            button.setObjectName(f"done_{action.code}")
            self.buttons[action.code] = button
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return line


def _noted(*words: str) -> QHBoxLayout:
    line = row(gap=1)
    line.addWidget(IconLabel("check-circle", "success", "icon_small"))
    line.addWidget(Text(" · ".join(words), "muted"))
    line.addStretch(1)
    return line


class PhoneWords(QFrame):
    """What to say on the phone, in the order in which it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._lines = column(self, gap=2, margin=4)

    def show_case(self, case: EmergencyCase) -> None:
        """Say this case."""
        clear(self._lines)
        self._lines.addWidget(Text(tr("danger_signs.say"), "heading"))
        for name, words in say(case):
            pair = QWidget()
            layout = column(pair, gap=0)
            layout.addWidget(Text(name, "label"))
            shown = Text(words, "strong", wrap=True)
            shown.setAccessibleName(f"{name}: {words}")
            layout.addWidget(shown)
            self._lines.addWidget(pair)


def say(case: EmergencyCase) -> tuple[tuple[str, str], ...]:
    """(what it is about, words) for the phone and for the paper."""
    situation, profile = case.situation, case.profile
    where = tr(
        "danger_signs.say_unit", unit=profile.unit_name, municipality=profile.municipality_name, cnes=profile.cnes
    )
    years = completed_years(situation.birth_date, local_date(situation.at, case.zone))
    lines = [
        (tr("danger_signs.say_where"), where),
        (tr("danger_signs.say_who"), tr("danger_signs.say_who_words", name=situation.shown_name, years=years)),
        (tr("danger_signs.say_pregnancy"), pregnancy_words(case)),
        (tr("danger_signs.say_signs"), found_words(situation.found)),
        (tr("danger_signs.say_pressure"), pressure_words(case)),
        (tr("allergies.heading"), capital(state_words(case.allergies))),
    ]
    if others := other_readings(case):
        lines.append((tr("danger_signs.say_others"), others))
    return tuple(lines)


def pregnancy_words(case: EmergencyCase) -> str:
    """How far she is and when the birth is due; that no pregnancy is open where there is none."""
    pregnancy = case.situation.pregnancy
    if pregnancy is None:
        return tr("danger_signs.say_not_pregnant")
    if pregnancy.gestational_age is None or pregnancy.due_date is None:
        return tr("danger_signs.say_age_unknown")
    age = pregnancy.gestational_age
    weeks, days = tr_count("pregnancy.weeks", age.weeks), tr_count("pregnancy.days", age.days)
    return tr("danger_signs.say_age_due", weeks=weeks, days=days, due=show_date(pregnancy.due_date))


def pressure_words(case: EmergencyCase) -> str:
    """The reading that decided, with its time; that it was not measured where it was not."""
    reading = case.situation.pressure.course.deciding
    if reading is None:
        return tr("danger_signs.say_not_measured")
    return tr("danger_signs.say_pressure_words", figure=pressure_figure(reading), at=show_hour(reading.at, case.zone))


def other_readings(case: EmergencyCase) -> str:
    """Every other vital sign that is a figure."""
    found = []
    for code, one in case.situation.readings.items():
        if code in _BOTH_SIDES or isinstance(one.value, bool) or not isinstance(one.value, int | float):
            continue
        figure = show_number(int(one.value) if float(one.value).is_integer() else one.value)
        found.append(f"{tr(f'pregnancies.kind_{code}')} {figure} {unit_words(one.unit)}".rstrip())
    return " · ".join(found)


def recorded_words(case: EmergencyCase) -> str:
    """When the first finding was recorded and by whom, and why the visit went on where it did."""
    rows = [one for finding in case.situation.found for one in finding.rows]
    if not rows:
        return ""
    first = min(rows, key=lambda one: one.recorded_at)
    words = tr("danger_signs.recorded", at=show_hour(first.recorded_at, case.zone), name=first.by)
    went_on = case.situation.went_on
    if went_on is None:
        return words
    at = show_hour(went_on.recorded_at, case.zone)
    return f"{words} · " + tr("danger_signs.went_on_signed", at=at, name=went_on.by, reason=went_on.value)


def source_words(case: EmergencyCase) -> str:
    """The sources that are not read at first hand: that is said where they are used."""

    labels = {
        one.source.label.in_language(chosen_language()) for one in case.situation.found if one.source.mark != "verified"
    }
    return tr("danger_signs.second_hand", source=", ".join(sorted(labels))) if labels else ""
