"""The danger signs inside an open record: asked first; one of them covers the record with what to do now."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.clinic.danger_signs.pressure import PressureState
from ui.bridge import Op
from ui.danger_signs.card import EmergencyCard
from ui.danger_signs.case import EmergencyCase, read_case
from ui.danger_signs.question import DangerSignsQuestion
from ui.danger_signs.second_reading import SecondReading
from ui.pregnancy.section import RecordHost
from ui.widgets.layouts import column

_PRESSURE_ON_SHOW = frozenset({PressureState.SECOND_DUE, PressureState.HYPERTENSION})


class RecordDanger(QWidget):
    """The strip of today's visit, and below it the blood pressure while a second reading is due or it was high twice.

    `answered`: the form may be filled in. Every change reads the record again through `host.stored()`.
    """

    answered = Signal()

    def __init__(self, host: RecordHost) -> None:
        super().__init__()
        self._host = host
        view = host.view
        self.question = DangerSignsQuestion(host.context, view.person.id, view.pregnancy.id)
        self.pressure: SecondReading | None = None
        self._layout = column(self, gap=2)
        self._layout.addWidget(self.question)
        self.question.emergency.connect(self.open_card)
        self.question.cleared.connect(self._on_cleared)

    @property
    def may_go_on(self) -> bool:
        """Whether the form of today may be filled in."""
        return self.question.may_go_on

    def refresh(self) -> None:
        """Something was measured or stored elsewhere."""
        self.question.refresh()

    def step_back(self) -> bool:
        """Esc: out of an open list of signs."""
        return self.question.step_back()

    def first_focus(self) -> QWidget | None:
        """The answer that is given most; None where nothing is asked."""
        return self.question.first_focus()

    def open_card(self, case: EmergencyCase) -> None:
        """Cover the record with what to do now."""
        self._show_pressure(case)
        card = EmergencyCard(self._host.context, case)
        card.closed.connect(self._host.uncover)
        card.changed.connect(self._on_changed)
        self._host.cover(card)

    def _on_cleared(self) -> None:
        if self.question.case is not None:
            self._show_pressure(self.question.case)
        self.answered.emit()

    def _on_changed(self, case: EmergencyCase) -> None:
        self.question.show_case(case)
        self._show_pressure(case)
        self._host.stored()

    def _show_pressure(self, case: EmergencyCase) -> None:
        wanted = case.situation.pressure.course.state in _PRESSURE_ON_SHOW
        if wanted and self.pressure is None:
            self.pressure = SecondReading(self._host.context, self._host.view.person.id, case.situation.encounter_id)
            self.pressure.changed.connect(self._on_changed)
            self.pressure.emergency.connect(self.open_card)
            self._layout.addWidget(self.pressure)
        elif self.pressure is not None:
            self.pressure.setVisible(wanted)
            self.pressure.show_case(case)


def judge_today(host: RecordHost, parent: QObject, go_on: Callable[[], object]) -> None:
    """Something was measured: where it stops the visit, or asks for a second reading, the summary shows it at once."""

    def judged(case: EmergencyCase) -> None:
        situation = case.situation
        if situation.stops or situation.pressure.course.state is PressureState.SECOND_DUE:
            host.go_to("summary", "")
        else:
            go_on()

    Op(parent, read_case(host.context, host.view.person.id, "")).on_success(judged).start()
