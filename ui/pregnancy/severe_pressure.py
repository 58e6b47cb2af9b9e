"""From the pressure of the risk form to where it is acted on: the emergency card, or the visit's second reading."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.clinic.danger_signs.readings import SIDES
from app.clinic.pregnancies.model import NewObservation
from ui.bridge import Op
from ui.danger_signs.card import EmergencyCard
from ui.danger_signs.case import EmergencyCase, encounter_of_today, read_case
from ui.pregnancy.factor_form import FactorForm
from ui.pregnancy.section import RecordHost

_CONFIRMED = frozenset({"pregnancies.unlikely_value"})
"""Unlikely numbers were confirmed in the form, one by one, or they would not count."""


class SeverePressure(QObject):
    """`tell` says why the reading could not be noted."""

    def __init__(
        self, parent: QObject, host: RecordHost, form: FactorForm, tell: Callable[[Exception], object]
    ) -> None:
        super().__init__(parent)
        self._host, self._form, self._tell = host, form, tell
        form.pressure.severe.connect(self.open_card)
        form.pressure.second_wanted.connect(lambda: host.go_to("summary", ""))

    def open_card(self) -> None:
        """Note the typed pressure in today's visit, unless it is from there; then show what to do."""
        context, person_id = self._host.context, self._host.view.person.id
        readings = [self._form.answers.reading(code).number for code in SIDES]
        new = [NewObservation(code, int(one)) for code, one in zip(SIDES, readings, strict=True) if one is not None]
        typed = not self._form.has_recorded_pressure

        def call() -> EmergencyCase:
            visit = encounter_of_today(context, person_id)
            if typed:
                context.station.danger_signs.measure(context.session, person_id, visit, new, confirmed=_CONFIRMED)
            return read_case(context, person_id, visit)()

        Op(self, call).on_success(self._show).on_failure(self._tell).start()

    def _show(self, case: EmergencyCase) -> None:
        card = EmergencyCard(self._host.context, case)
        card.closed.connect(self._host.uncover)
        card.changed.connect(lambda _case: self._host.stored())
        self._host.cover(card)
        self._host.stored()
