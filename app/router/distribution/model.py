"""What the distribution answers, and what it is told about people and requests."""

from dataclasses import dataclass

from app.router.words import DataClass, Rule


@dataclass(frozen=True, slots=True)
class Attending:
    """A cell of table 15: with this patient the user is of this class of users, whatever else he is."""

    user: str
    patient: str
    user_class: str


@dataclass(frozen=True, slots=True)
class Request:
    """One receiver asked for one class of data of one bed; it ends at `until` (monotonic seconds) by itself."""

    receiver: str
    bed: str
    patient: str
    data: DataClass
    until: float


@dataclass(frozen=True, slots=True)
class Audience:
    """The receivers of a message: those whose copy carries the patient's name, and those for whom it stays blank."""

    named: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()

    @property
    def everybody(self) -> tuple[str, ...]:
        """All of them."""
        return self.named + self.blank


@dataclass(frozen=True, slots=True)
class Destination:
    """A row of table 23: to whom a message goes and within how many seconds its receipt is back."""

    message: int
    receiver: str
    response: float


@dataclass(frozen=True, slots=True)
class Row:
    """A row of table 16, for people to read: what a user is to the patient of a bed, and what follows from it."""

    data: DataClass
    user_class: str
    user: str
    receiver: str
    rule: Rule
