"""The blood pressure of the form: what the banner below it and the risk card say until it counts.

The score counts above 140 or above 90 mmHg (rule base); the second reading is asked from 140/90 on (danger signs, WHO),
so that at exactly 140/90 it is asked although the score gives nothing.
"""

from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtCore import Signal

from app.clinic.assessments.recorded_pressure import RecordedPressure
from app.clinic.danger_signs.pressure import PressureState
from app.clinic.danger_signs.pressure_file import PressureBounds
from app.kernel.clock import local_date
from ui.danger_signs.words import pressure_figure
from ui.pregnancy.answers import Answers
from ui.texts import tr
from ui.texts.formats import show_date, show_hour, show_number
from ui.widgets.banner import Banner

_TITLES = {
    PressureState.SECOND_DUE: ("warn", "wait"),
    PressureState.HYPERTENSION: ("warn", "confirmed"),
    PressureState.EMERGENCY: ("error", "severe"),
}


@dataclass(frozen=True)
class PressureOnRecord:
    """What the record knows of the pressure, and the unit's time `zone` (an IANA name) to say when."""

    found: RecordedPressure | None = None
    zone: str = "UTC"

    @property
    def is_confirmed_today(self) -> bool:
        """Whether a high pressure of today needs no repeating any more."""
        return self.found is not None and self.found.is_confirmed_today

    @property
    def is_of_another_day(self) -> bool:
        """Whether the latest pressure was measured before today."""
        return self.found is not None and not self.found.is_today

    def waiting_words(self) -> str:
        """`146/92 às 10:05: espera a segunda medida a partir de 10:15`; empty where nothing waits."""
        if self.found is None or self.found.waiting is None or self.found.course.second_from is None:
            return ""
        first = self.found.waiting
        values = {
            "figure": pressure_figure(first),
            "at": show_hour(first.at, self.zone),
            "day": show_date(local_date(first.at, self.zone)),
            "start": show_hour(self.found.course.second_from, self.zone),
        }
        return tr("risk_form.record_waits" if self.found.is_today else "risk_form.record_missed", **values)


class PressureBanner(Banner):
    """Stands below the pressure. `repeated`: it was measured again after rest; `severe`: what to do now is wanted;
    `second_wanted`: the second reading is to be noted in the visit."""

    repeated = Signal()
    severe = Signal()
    second_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(action_below=True)
        self._shown: tuple[object, ...] = ()
        self.setObjectName("pressure")

    def show_pressure(self, answers: Answers, record: PressureOnRecord, *, now: bool, may_act: bool) -> None:
        """`now`: False where what stands there was measured on another day, so that nothing is to be done about it now.

        `may_act`: whether somebody may note a reading from here.
        """
        state, waits = answers.pressure(), record.waiting_words()
        shown = (state, waits, now, may_act, answers.typed_pressure() if state in _TITLES else None)
        if shown == self._shown:
            return
        self._shown = shown
        if state in _TITLES:
            self._show_typed(state, answers, may_act=now and may_act)
        elif state is PressureState.NOT_MEASURED and waits and now:
            self._show_waiting(waits, may_act=may_act and not record.is_of_another_day)
        else:
            self.hide()

    def _show_typed(self, state: PressureState, answers: Answers, *, may_act: bool) -> None:
        tone, key = _TITLES[state]
        rule = answers.pressure_rule
        bounds = rule.severe if state is PressureState.EMERGENCY else rule.hypertension
        first, last = (_minutes(one) for one in rule.rest)
        values = {"bounds": _figure(bounds), "first": first, "last": last}
        action = None
        if state is PressureState.SECOND_DUE:
            action = (tr("risk_form.pressure_repeated"), self.repeated.emit)
        elif state is PressureState.EMERGENCY and may_act:
            action = (tr("risk_form.pressure_what_now"), self.severe.emit)
        self._action.setObjectName("pressure_severe" if state is PressureState.EMERGENCY else "pressure_repeated")
        title, body = tr(f"risk_form.pressure_{key}", **values), tr(f"risk_form.pressure_{key}_body", **values)
        self.show_message(tone, title, body, action=action, closable=False)

    def _show_waiting(self, words: str, *, may_act: bool) -> None:
        action = (tr("risk_form.pressure_to_second"), self.second_wanted.emit) if may_act else None
        self._action.setObjectName("pressure_second")
        self.show_message("warn", words, tr("risk_form.pressure_not_yet"), action=action, closable=False)


def held_back_words(answers: Answers, record: PressureOnRecord) -> str:
    """What the card says about a pressure that does not count yet, or that is an emergency; empty otherwise."""
    state = answers.pressure()
    if state is PressureState.SECOND_DUE:
        return tr("risk_card.pressure_waits", figure="/".join(side or "–" for side in answers.typed_pressure()))
    if state is PressureState.EMERGENCY:
        return tr("risk_card.pressure_severe")
    waits = record.waiting_words()
    if state is PressureState.NOT_MEASURED and waits:
        return tr("risk_card.pressure_record_waits", words=waits)
    return ""


def _figure(bounds: PressureBounds) -> str:
    return f"{show_number(int(bounds.systolic_from))}/{show_number(int(bounds.diastolic_from))}"


def _minutes(rest: timedelta) -> int:
    return int(rest.total_seconds() // 60)
