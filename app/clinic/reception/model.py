"""What the reception takes and gives back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.clinic.danger_signs.pressure import PressureCourse
from app.clinic.dating import GestationalAge
from app.clinic.people.model import Sex
from app.clinic.pregnancies.model import NewObservation, Observation
from app.clinic.prenatal.shock import ShockResult
from app.clinic.scores.maternal import MaternalResult
from app.clinic.scores.news2 import News2Result


class Colour(StrEnum):
    """How urgent, as the nurse decides; labels and order: resources/reception/colours.yaml."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"


class ArrivalState(StrEnum):
    """Where an arrival stands; labels: texts `board.state_<value>`."""

    WAITING = "waiting"
    CALLED = "called"
    ATTENDING = "attending"
    CLOSED = "closed"
    NO_SHOW = "no_show"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        """Whether the person is still here."""
        return self in (ArrivalState.WAITING, ArrivalState.CALLED, ArrivalState.ATTENDING)


class EventKind(StrEnum):
    """What can happen to an arrival; labels: texts `board.event_<value>`. STRUCK only takes another event back.

    ARRIVED: what she said at the desk, before anybody listened to her.
    """

    ARRIVED = "arrived"
    HEARD = "heard"
    CALLED = "called"
    NOT_ANSWERED = "not_answered"
    ATTENDED = "attended"
    CLOSED = "closed"
    NO_SHOW = "no_show"
    WITHDRAWN = "withdrawn"
    STRUCK = "struck"


class Outcome(StrEnum):
    """How an arrival ended; labels: texts `board.outcome_<value>`."""

    RESOLVED = "resolved"
    SCHEDULED = "scheduled"
    REFERRED = "referred"
    EMERGENCY = "emergency"


@dataclass(frozen=True)
class Hearing:
    """The escuta inicial: why she came, the colour that the nurse chose, and what was measured."""

    reason: str
    colour: Colour
    vitals: Sequence[NewObservation] = ()


@dataclass(frozen=True)
class ArrivalEvent:
    """One event. `content` by kind: reason (arrived); reason, colour, observations (heard); place (called);
    outcome (closed).

    A corrected event stays: `superseded_by` names its successor, which gives the `why`. `by` is the account's name.
    """

    id: str
    kind: EventKind
    happened_at: datetime
    content: Mapping[str, object]
    by: str
    supersedes: str | None
    superseded_by: str | None
    why: str | None

    @property
    def is_current(self) -> bool:
        """Whether it holds: neither corrected nor a mere striking out."""
        return self.superseded_by is None and self.kind is not EventKind.STRUCK


@dataclass(frozen=True)
class Arrival:
    """One arrival as it stands: `since` is when the state began; `colour` is None before the escuta inicial.

    `reason`: as heard in the escuta inicial, before it as said at the desk.
    """

    id: str
    person_id: str
    arrived_at: datetime
    state: ArrivalState
    since: datetime
    colour: Colour | None
    reason: str | None


@dataclass(frozen=True)
class ArrivalRecord:
    """An arrival with all that happened, corrected rows included: events in their order, observations newest first."""

    arrival: Arrival
    events: tuple[ArrivalEvent, ...]
    observations: tuple[Observation, ...]


@dataclass(frozen=True)
class BoardFilter:
    """Which arrivals: of one calendar day where the unit stands (None: today), in one of `states` (default: open)."""

    day: date | None = None
    states: frozenset[ArrivalState] = frozenset({state for state in ArrivalState if state.is_open})


@dataclass(frozen=True)
class BoardRow:
    """One line of the board; class and gestational age: of the current pregnancy, None where there is none.

    `danger`: a danger sign is present, whatever the colour says. `called_to`: the room of the latest call, "" where
    none was said. `not_answered`: how many calls she did not answer. `pressure`: of a pregnant or postpartum woman,
    None for anybody else. `gave_birth`: postpartum after a birth, not after a loss.
    """

    arrival: Arrival
    shown_name: str
    birth_date: date
    synthetic: bool
    gestational_age: GestationalAge | None
    class_code: str | None
    danger: bool
    pregnant: bool = False
    postpartum: bool = False
    gave_birth: bool = False
    called_to: str = ""
    not_answered: int = 0
    pressure: PressureCourse | None = None
    sex: Sex | None = None

    def waited_minutes(self, now: datetime) -> int:
        """Whole minutes since the arrival; 0 where the clock was set back."""
        return max(0, int((now - self.arrival.arrived_at).total_seconds() // 60))


@dataclass(frozen=True)
class Board:
    """The lines by urgency, then by who came first; `counts` of the whole day by state, before the filter of states."""

    day: date
    at: datetime
    rows: tuple[BoardRow, ...]
    counts: Mapping[ArrivalState, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Aids:
    """The scores beside the nurse's colour; of the two, the one that does not hold for this person is None.

    `refusal`: why NEWS2 is not shown (an error code), None where it is; `age`: completed years today. `shock`: the
    shock index, None for whoever is not known to have given birth within the follow-up.
    """

    age: int
    news2: News2Result | None
    refusal: str | None
    maternal: MaternalResult | None
    shock: ShockResult | None = None
