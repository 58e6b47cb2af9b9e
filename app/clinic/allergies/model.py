"""What is noted of an allergy, and what a person's list comes to. Pure.

Not asked is not "none": a list says which of the two it is. What disagrees between two places is in the list until
somebody decides, since the safe reading is everything that either of them knows.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

LONGEST_TEXT: Final = 200
LONGEST_SUBSTANCE: Final = 80


class AllergyKind(StrEnum):
    """What it is an allergy to; labels: texts `allergies.kind_<value>`."""

    MEDICINE = "medicine"
    FOOD = "food"
    LATEX = "latex"
    OTHER = "other"


NONE: Final = "none"
"""The kind of the statement that somebody asked and none is known."""


class Severity(StrEnum):
    """How bad the worst reaction was; labels: texts `allergies.severity_<value>`."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class Certainty(StrEnum):
    """How sure it is; REFUTED and MISTAKEN take it off the list. Labels: texts `allergies.certainty_<value>`.

    REFUTED: she has it not. MISTAKEN: it should never have been written here.
    """

    REPORTED = "reported"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    MISTAKEN = "mistaken"


class Source(StrEnum):
    """Who says so; labels: texts `allergies.source_<value>`."""

    HERSELF = "herself"
    COMPANION = "companion"
    DOCUMENT = "document"
    SEEN = "seen"


OFF_THE_LIST: Final = frozenset({Certainty.REFUTED, Certainty.MISTAKEN})


@dataclass(frozen=True)
class NewAllergy:
    """What is written down. `allergen`: a code of resources/data/allergens.toml, where it was chosen from the list;
    `severity` None: not told; `since`: in words ("desde criança", "2015")."""

    kind: AllergyKind
    substance: str
    allergen: str | None = None
    reaction: str = ""
    severity: Severity | None = None
    certainty: Certainty = Certainty.REPORTED
    since: str = ""
    source: Source = Source.HERSELF


@dataclass(frozen=True)
class Allergy:
    """One entry as it was written; `by`: the author's name. `disputed`: another place knew nothing of it when that
    place wrote, and nobody has decided yet."""

    id: str
    person_id: str
    told: NewAllergy
    at: datetime
    by: str
    supersedes: str | None
    superseded_by: str | None
    reason: str | None
    disputed: bool = False

    @property
    def holds(self) -> bool:
        """Whether it belongs on the list."""
        return self.superseded_by is None and self.told.certainty not in OFF_THE_LIST


@dataclass(frozen=True)
class NoneKnown:
    """Somebody asked, and no allergy is known. `on`: the day of asking."""

    id: str
    person_id: str
    on: date
    source: Source
    at: datetime
    by: str
    supersedes: str | None
    superseded_by: str | None
    disputed: bool = False


class ListState(StrEnum):
    """What is known; labels: texts `allergies.state_<value>`."""

    NOT_ASKED = "not_asked"
    NONE_KNOWN = "none_known"
    SOME = "some"


@dataclass(frozen=True)
class AllergyList:
    """A person's allergies. `entries`: what holds, the gravest first; `none_known`: the statement in force, only where
    nothing holds; `past`: refuted, corrected and mistaken ones, the latest first; `disputed`: something waits for a
    decision."""

    entries: tuple[Allergy, ...] = ()
    none_known: NoneKnown | None = None
    past: tuple[Allergy, ...] = ()
    disputed: bool = False
    asked_before: tuple[NoneKnown, ...] = field(default=(), repr=False)

    @property
    def state(self) -> ListState:
        """Not asked, none known, or some."""
        if self.entries:
            return ListState.SOME
        return ListState.NONE_KNOWN if self.none_known else ListState.NOT_ASKED


_GRAVEST: Final = {Severity.SEVERE: 0, Severity.MODERATE: 1, None: 2, Severity.MILD: 3}


def list_of(entries: tuple[Allergy, ...], statements: tuple[NoneKnown, ...]) -> AllergyList:
    """The list of these rows, whatever their order."""
    holding = sorted(
        (one for one in entries if one.holds),
        key=lambda one: (_GRAVEST[one.told.severity], one.told.substance.casefold(), one.at, one.id),
    )
    past = sorted((one for one in entries if not one.holds), key=lambda one: (one.at, one.id), reverse=True)
    standing = [one for one in statements if one.superseded_by is None and not one.disputed]
    latest = max(standing, key=lambda one: (one.on, one.at, one.id), default=None)
    return AllergyList(
        entries=tuple(holding),
        none_known=None if holding else latest,
        past=tuple(past),
        disputed=any(one.disputed for one in entries) or any(one.disputed for one in statements),
        asked_before=tuple(sorted(statements, key=lambda one: (one.on, one.at, one.id), reverse=True)),
    )
