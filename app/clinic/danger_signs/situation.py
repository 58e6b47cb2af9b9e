"""Where one arrival or visit stands: everything that is an emergency in it, what to do now, and what was done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from app.clinic.danger_signs.preeclampsia import PreeclampsiaFinding, Suspicion
from app.clinic.danger_signs.pressure import PressureCourse, PressureState
from app.clinic.danger_signs.readings import PRESENT
from app.clinic.danger_signs.signs import (
    EMERGENCY_PREFIX,
    KIND_PREFIX,
    EmergencyAction,
    Judgement,
    Sign,
    SignList,
)
from app.clinic.figures import FigureSource
from app.clinic.pregnancies.model import Observation, Pregnancy

STEP: Final = "emergency_step"
"""The observation that says which action was done; its value is the action's code."""
WENT_ON: Final = "emergency_went_on"
"""The observation that says why the visit went on after an emergency."""
_PRESSURE: Final = ("systolic_mmhg", "diastolic_mmhg")
_CRISIS: Final = "hypertensive_crisis"
_PREECLAMPSIA: Final = "suspected_preeclampsia"


@dataclass(frozen=True)
class EncounterSigns:
    """What was asked in one arrival or visit, and what it means; `rows`: the observations, corrected ones included."""

    encounter_id: str
    judgement: Judgement
    rows: tuple[Observation, ...]


@dataclass(frozen=True)
class EncounterPressure:
    """The blood pressure of one arrival or visit; `preeclampsia` is None where no pregnancy is known."""

    course: PressureCourse
    preeclampsia: PreeclampsiaFinding | None


@dataclass(frozen=True)
class Finding:
    """One reason for the emergency: a sign that somebody saw, or what the pressure comes to.

    `rows`: the observations in force that it stands on; correcting all of them takes it back.
    """

    sign: Sign
    source: FigureSource
    rows: tuple[Observation, ...]

    @property
    def at(self) -> datetime:
        """When it was recorded last."""
        return max(row.recorded_at for row in self.rows)


@dataclass(frozen=True)
class Situation:
    """One arrival or visit as it stands at `at`; `pregnancy` is the current one, None where there is none.

    `readings`: the latest in force of each kind of vital sign; `done`: the actions that were noted as done.
    `went_on`: the decision to go on with the visit, where it is younger than every finding. `corrected`: what was
    taken back, each with the row that did it and says why.
    """

    encounter_id: str
    person_id: str
    shown_name: str
    birth_date: date
    synthetic: bool
    pregnancy: Pregnancy | None
    signs: EncounterSigns
    pressure: EncounterPressure
    found: tuple[Finding, ...]
    actions: tuple[EmergencyAction, ...]
    readings: Mapping[str, Observation]
    done: Mapping[str, Observation]
    went_on: Observation | None
    corrected: tuple[tuple[Observation, Observation], ...]
    at: datetime

    @property
    def stops(self) -> bool:
        """Whether the form stops here: an emergency that nobody has decided to go on after."""
        return bool(self.found) and self.went_on is None

    @property
    def may_go_on(self) -> bool:
        """Whether the form may be filled in: all was asked and nothing found, or somebody decided so."""
        return self.went_on is not None or (self.signs.judgement.may_go_on and not self.found)

    @property
    def may_decide_to_go_on(self) -> bool:
        """Whether that may be decided: only once every action has been noted as done."""
        return self.stops and all(action.code in self.done for action in self.actions)


def find_emergencies(
    who: SignList, cab_32: SignList, rows: Sequence[Observation], pressure: EncounterPressure
) -> tuple[Finding, ...]:
    """Every emergency of an arrival or visit by its rows, in the order of the lists; pure."""
    held = [row for row in rows if row.is_current]
    found = [
        Finding(sign, signs.head.sources[sign.source], present)
        for signs, prefix in ((who, KIND_PREFIX), (cab_32, EMERGENCY_PREFIX))
        for sign in signs.signs.values()
        if (present := tuple(row for row in held if row.code == prefix + sign.code and row.value == PRESENT))
    ]
    seen = {one.sign.code for one in found}
    for code, stands in ((_CRISIS, _is_crisis(pressure)), (_PREECLAMPSIA, _is_suspected(pressure))):
        if stands and code not in seen and code in cab_32.signs:
            sign = cab_32.signs[code]
            found.append(Finding(sign, cab_32.head.sources[sign.source], _deciding(pressure.course, held)))
    return tuple(found)


def actions_for(lists: Iterable[SignList], found: Sequence[Finding]) -> tuple[EmergencyAction, ...]:
    """What to do now, each action once, in the order of the lists."""
    wanted = {code for one in found for code in one.sign.actions}
    kept: dict[str, EmergencyAction] = {}
    for signs in lists:
        for code, action in signs.actions.items():
            if code in wanted:
                kept.setdefault(code, action)
    return tuple(kept.values())


def latest_of(rows: Iterable[Observation], codes: Iterable[str]) -> dict[str, Observation]:
    """The latest row in force of each code; `rows` come the latest observed first."""
    wanted, found = frozenset(codes), dict[str, Observation]()
    for row in rows:
        if row.is_current and row.code in wanted:
            found.setdefault(row.code, row)
    return found


def steps_done(rows: Iterable[Observation]) -> dict[str, Observation]:
    """Action → the first note in force that it was done; `rows` come the latest observed first."""
    return {str(row.value): row for row in rows if row.is_current and row.code == STEP}


def corrections_of(rows: Sequence[Observation]) -> tuple[tuple[Observation, Observation], ...]:
    """Signs, emergencies and pressures that were corrected, each with its successor, the latest correction first."""
    by_id = {row.id: row for row in rows}
    found = [
        (row, by_id[row.superseded_by])
        for row in rows
        if row.superseded_by in by_id and (row.value == PRESENT or row.code in _PRESSURE)
    ]
    return tuple(sorted(found, key=lambda pair: pair[1].recorded_at, reverse=True))


def decision_to_go_on(rows: Iterable[Observation], found: Sequence[Finding]) -> Observation | None:
    """The latest decision in force, unless something was found after it."""
    latest = next((row for row in rows if row.is_current and row.code == WENT_ON), None)
    if latest is None or not found or max(one.at for one in found) > latest.recorded_at:
        return None
    return latest


def _is_crisis(pressure: EncounterPressure) -> bool:
    return pressure.course.state is PressureState.EMERGENCY


def _is_suspected(pressure: EncounterPressure) -> bool:
    return pressure.preeclampsia is not None and pressure.preeclampsia.suspicion is Suspicion.SUSPECTED


def _deciding(course: PressureCourse, held: Sequence[Observation]) -> tuple[Observation, ...]:
    """Both sides of the reading that decided."""
    if course.deciding is None:
        return ()
    return tuple(row for row in held if row.code in _PRESSURE and row.observed_at == course.deciding.at)
