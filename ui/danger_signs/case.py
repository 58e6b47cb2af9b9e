"""One visit as the question, the emergency card and its paper read it: read in one go in a worker thread."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.clinic.allergies.model import AllergyList
from app.clinic.danger_signs.signs import EMERGENCY_PREFIX, KIND_PREFIX, Sign, SignList
from app.clinic.danger_signs.situation import Situation
from app.settings import StationProfile
from ui.shell.context import UiContext


@dataclass(frozen=True)
class EmergencyCase:
    """The situation of one visit, and the unit that it happens in (for times, and for what to say on the phone).

    `signs` are asked one by one, `emergencies` noted beside them; `allergies`: what
    she must not be given.
    """

    situation: Situation
    profile: StationProfile
    signs: SignList
    emergencies: SignList
    allergies: AllergyList

    @property
    def all_signs(self) -> tuple[tuple[str, Sign], ...]:
        """Every sign with what stands before its code in its observations."""
        return (
            *((KIND_PREFIX, sign) for sign in self.signs.signs.values()),
            *((EMERGENCY_PREFIX, sign) for sign in self.emergencies.signs.values()),
        )

    @property
    def zone(self) -> str:
        """The unit's time zone, an IANA name."""
        return self.profile.time_zone

    def with_situation(self, situation: Situation) -> "EmergencyCase":
        """The same unit, the visit as it stands now."""
        return replace(self, situation=situation)


def encounter_of_today(context: UiContext, person_id: str) -> str:
    """The visit under way: her arrival of today, else one that is the same all day. Call it in a worker."""
    return context.station.danger_signs.encounter_of_today(context.session, person_id)


def case_of(context: UiContext, situation: Situation) -> EmergencyCase:
    """A situation that was just read, with what belongs to it. Call it in a worker."""
    station, signs = context.station, context.station.danger_signs
    allergies = station.allergies.of_person(context.session, situation.person_id)
    return EmergencyCase(situation, station.profile, signs.signs(), signs.emergencies(), allergies)


def read_case(context: UiContext, person_id: str, encounter_id: str) -> Callable[[], EmergencyCase]:
    """The reading; an empty `encounter_id` means the visit of today."""
    station, session = context.station, context.session

    def read() -> EmergencyCase:
        visit = encounter_id or encounter_of_today(context, person_id)
        return case_of(context, station.danger_signs.situation(session, person_id, visit))

    return read
