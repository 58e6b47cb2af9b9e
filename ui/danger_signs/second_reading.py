"""The blood pressure of a visit: the first reading, the rest with its clock time, the second, and what it comes to."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.clinic.danger_signs.preeclampsia import Suspicion
from app.clinic.danger_signs.pressure import PressureState
from app.clinic.danger_signs.pressure import SecondReading as Due
from app.clinic.danger_signs.pressure_file import PROTEIN
from app.clinic.pregnancies.kinds import kinds
from app.clinic.pregnancies.model import NewObservation
from app.security.roles import Action
from ui.bridge import Op
from ui.danger_signs.case import EmergencyCase, case_of, read_case
from ui.danger_signs.pressure_parts import PreeclampsiaParts, ReadingLines, protein_words
from ui.danger_signs.reading_form import ReadingForm
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.texts import tr, tr_count
from ui.texts.formats import show_hour
from ui.widgets.banner import Banner
from ui.widgets.buttons import QuietButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text, repolish
from ui.widgets.layouts import column, row

_TICK_MS = 1_000
_TONES = {
    PressureState.NOT_MEASURED: ("info", "heart-pulse"),
    PressureState.NORMAL: ("success", "check-circle"),
    PressureState.SECOND_DUE: ("warn", "clock"),
    PressureState.NOT_CONFIRMED: ("success", "check-circle"),
    PressureState.HYPERTENSION: ("warn", "alert-triangle"),
    PressureState.EMERGENCY: ("error", "siren"),
}


class SecondReading(QFrame):
    """Reads itself when made. `changed(EmergencyCase)` after a reading was kept; `emergency(EmergencyCase)` when it is
    one, and when somebody asks to see it. An empty `encounter_id` means the visit of today."""

    changed = Signal(object)
    emergency = Signal(object)

    def __init__(self, context: UiContext, person_id: str, encounter_id: str = "") -> None:
        super().__init__()
        self.setProperty("look", "banner")
        self._context = context
        self._person_id, self._encounter_id = person_id, encounter_id
        self._may_record = context.may(Action.RECORD_OBSERVATION)
        self.case: EmergencyCase | None = None
        self.sign = IconLabel("heart-pulse", "info")
        self.state = Text(tr("danger_signs.pressure_title"), "strong", wrap=True)
        self.clock_label = Text(tr("danger_signs.second_of"), "label")
        self.clock = Text("", "display")
        self.until = Text("", "muted")
        self.left = Text("", "strong", wrap=True)
        self.why = Text("", "muted", wrap=True)
        self.readings = ReadingLines()
        self.parts = PreeclampsiaParts(context.station.danger_signs.pressure_rule())
        self.protein = ChoiceChips(
            [(mark, protein_words(mark)) for mark in kinds()[PROTEIN].choices],
            name=tr("danger_signs.protein_question"),
            optional=False,
        )
        self.form = ReadingForm(tr("danger_signs.keep_reading"), narrow=True)
        self.see = QuietButton(tr("danger_signs.see_what_to_do"), on_press=self._see)
        self.again = QuietButton(tr("danger_signs.measure_again"), on_press=self._measure_again)
        self.banner = Banner()
        self._due = QWidget()
        self._protein = QWidget()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tell_time)
        self._build()
        self.form.handed_in.connect(self._measure)
        self.protein.changed.connect(lambda mark: self._keep([NewObservation(PROTEIN, str(mark))], frozenset()))
        self._show_nothing()
        self.refresh()

    def refresh(self) -> None:
        """Read it again."""
        visit = self.case.situation.encounter_id if self.case else self._encounter_id
        read = read_case(self._context, self._person_id, visit)
        Op(self, read).on_success(self.show_case).on_failure(self._cannot_read).start()

    def show_case(self, case: EmergencyCase) -> None:
        """Show the pressure of the visit as it stands."""
        self.case = case
        course = case.situation.pressure.course
        tone, icon_name = _TONES[course.state]
        self.setProperty("tone", tone)
        repolish(self)
        self.banner.hide()
        self.sign.set_icon(icon_name, tone)
        self.state.setText(tr(f"danger_signs.pressure_{course.state.value}"))
        self.readings.show_course(course, case.zone)
        self.readings.setVisible(course.deciding is not None or bool(course.incomplete))
        self.parts.show_case(case)
        self._protein.setVisible(self._may_record and _asks_protein(case))
        self.see.setVisible(bool(case.situation.found))
        waiting = course.state is PressureState.SECOND_DUE
        self._due.setVisible(waiting)
        open_form = self._may_record and course.state in (PressureState.NOT_MEASURED, PressureState.SECOND_DUE)
        self.form.setVisible(open_form)
        self.again.setVisible(self._may_record and not open_form)
        if waiting:
            self._timer.start()
        else:
            self._timer.stop()
        self._tell_time()

    def _tell_time(self) -> None:
        """When to measure, and how long to wait; the words change once a minute, nothing moves."""
        if self.case is None:
            return
        course, zone = self.case.situation.pressure.course, self.case.zone
        now = self._context.station.clock.now()
        due = course.second_reading(now)
        if due is None or course.second_from is None or course.second_until is None:
            return
        start, until = show_hour(course.second_from, zone), show_hour(course.second_until, zone)
        self.clock.setText(start)
        self.until.setText(tr("danger_signs.second_until", until=until))
        seconds = (course.second_from - now).total_seconds()
        minutes = -int(-seconds // 60)
        early = tr("danger_signs.early_explained", start=start)
        told = {
            Due.RESTING: (tr_count("danger_signs.wait", minutes), f"{tr('danger_signs.second_why')} {early}"),
            Due.NOW: (tr("danger_signs.measure_until", until=until), tr("danger_signs.second_why")),
            Due.LATE: (tr("danger_signs.second_late"), tr("danger_signs.late_since", until=until)),
        }[due]
        if course.too_early and due is Due.RESTING:
            told = (told[0], tr("danger_signs.early_kept", start=start))
        for label, words in zip((self.left, self.why), told, strict=True):
            if label.text() != words:
                label.setText(words)

    def _measure(self, given: tuple[Sequence[NewObservation], frozenset[str]]) -> None:
        self._keep(*given)

    def _keep(self, new: Sequence[NewObservation], confirmed: frozenset[str]) -> None:
        if self.case is None:
            return
        signs, session, situation = self._context.station.danger_signs, self._context.session, self.case.situation

        def call() -> EmergencyCase:
            visit = (situation.person_id, situation.encounter_id)
            return case_of(self._context, signs.measure(session, *visit, new, confirmed=confirmed))

        Op(self, call).on_success(self._kept).on_failure(self.form.refuse).start()

    def _kept(self, case: EmergencyCase) -> None:
        self.form.settle()
        self.show_case(case)
        self.changed.emit(case)
        if case.situation.stops:
            self.emergency.emit(case)

    def _see(self) -> None:
        if self.case is not None:
            self.emergency.emit(self.case)

    def _measure_again(self) -> None:
        self.form.show()
        self.again.hide()
        self.form.systolic.line.setFocus()

    def _cannot_read(self, error: Exception) -> None:
        action: tuple[str, Callable[[], object]] = (tr("common.try_again"), self.refresh)
        words = words_of(error).together
        self.banner.show_message("error", tr("danger_signs.pressure_unreadable"), words, action=action, closable=False)

    def _show_nothing(self) -> None:
        for part in (self._due, self.readings, self.parts, self._protein, self.form, self.again, self.see):
            part.hide()

    def _build(self) -> None:
        layout = column(self, gap=2, margin=3, sides=4)
        head = row(gap=3)
        head.addWidget(self.sign)
        head.addWidget(self.state, 1)
        head.addWidget(self.see)
        head.addWidget(self.again)
        layout.addLayout(head)
        layout.addWidget(self.banner)
        due = row(self._due, gap=5)
        figure = column(gap=0)
        for part in (self.clock_label, self.clock, self.until):
            figure.addWidget(part)
        due.addLayout(figure)
        words = column(gap=1)
        words.addWidget(self.left)
        words.addWidget(self.why)
        words.addStretch(1)
        due.addLayout(words, 1)
        layout.addWidget(self._due)
        layout.addWidget(self.readings)
        layout.addWidget(self.parts)
        asked = column(self._protein, gap=1)
        asked.addWidget(Text(tr("danger_signs.protein_question"), "label"))
        asked.addWidget(self.protein)
        layout.addWidget(self._protein)
        layout.addWidget(self.form)


def _asks_protein(case: EmergencyCase) -> bool:
    """Whether the dipstick is what is missing to tell of pre-eclampsia."""
    found = case.situation.pressure.preeclampsia
    confirmed = case.situation.pressure.course.state in (PressureState.HYPERTENSION, PressureState.EMERGENCY)
    return confirmed and found is not None and found.suspicion is Suspicion.UNKNOWN and "protein" in found.missing
