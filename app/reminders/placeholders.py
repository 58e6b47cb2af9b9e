"""What a template may name: the documented list, and no other word (docs/reminders.md). Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from app.clinic.dating import GestationalAge

Moment = datetime | date
"""A day, or a day with its hour in the person's own time zone."""


@dataclass(frozen=True)
class Facts:
    """What is known of one person when her message is rendered; None: not known.

    `event` is the date that the rule or the campaign goes by. `way_out`, `preferences_page` and `confirm_page` are the
    signed links to her own pages (`app.reminders.links`).
    """

    patient_name: str
    unit_name: str
    today: date
    unit_phone: str | None = None
    event: Moment | None = None
    visit: Moment | None = None
    surgery: date | None = None
    age: GestationalAge | None = None
    due_date: date | None = None
    class_name: str | None = None
    treatment_phase: str | None = None
    way_out: str | None = None
    preferences_page: str | None = None
    confirm_page: str | None = None


@dataclass(frozen=True)
class Placeholder:
    """`code` stands between the braces; labels: texts `placeholders.<code>`. `value` gives None where the person has
    none: her message is then not sent, and says which one was missing. `longest`: the signs to count with."""

    code: str
    value: Callable[[Facts], str | None]
    longest: int


def _day(moment: Moment | None) -> str | None:
    return None if moment is None else moment.strftime("%d/%m/%Y")


def _hour(moment: Moment | None) -> str | None:
    return moment.strftime("%H:%M") if isinstance(moment, datetime) else None


def _first_name(facts: Facts) -> str | None:
    return next(iter(facts.patient_name.split()), None)


def _weeks(facts: Facts) -> str | None:
    return None if facts.age is None else str(facts.age.weeks)


def _days_left(facts: Facts) -> str | None:
    if facts.event is None:
        return None
    day = facts.event.date() if isinstance(facts.event, datetime) else facts.event
    return str((day - facts.today).days)


OF_A_RULE: Final = frozenset({"event_date", "event_hour", "days_left", "visit_date", "visit_hour"})
"""What only the message of a rule can say: a campaign, or one by hand, goes by no date of the record."""

_ALL: Final = (
    Placeholder("patient_name", lambda facts: facts.patient_name or None, 60),
    Placeholder("first_name", _first_name, 20),
    Placeholder("unit_name", lambda facts: facts.unit_name or None, 40),
    Placeholder("unit_phone", lambda facts: facts.unit_phone, 16),
    Placeholder("event_date", lambda facts: _day(facts.event), 10),
    Placeholder("event_hour", lambda facts: _hour(facts.event), 5),
    Placeholder("days_left", _days_left, 3),
    Placeholder("visit_date", lambda facts: _day(facts.visit), 10),
    Placeholder("visit_hour", lambda facts: _hour(facts.visit), 5),
    Placeholder("surgery_date", lambda facts: _day(facts.surgery), 10),
    Placeholder("gestational_weeks", _weeks, 2),
    Placeholder("due_date", lambda facts: _day(facts.due_date), 10),
    Placeholder("risk_class", lambda facts: facts.class_name, 30),
    Placeholder("treatment_phase", lambda facts: facts.treatment_phase, 30),
    Placeholder("way_out", lambda facts: facts.way_out, 92),
    Placeholder("preferences_page", lambda facts: facts.preferences_page, 100),
    Placeholder("confirm_page", lambda facts: facts.confirm_page, 96),
)
PLACEHOLDERS: Final[Mapping[str, Placeholder]] = MappingProxyType({one.code: one for one in _ALL})
"""By code, in the order in which they are offered."""
