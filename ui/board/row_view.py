"""One line of the board as it is read: everything in words, so that a refresh can tell what really changed."""

from dataclasses import dataclass
from datetime import datetime

from app.clinic.danger_signs.pressure import PressureState, SecondReading
from app.clinic.dating import completed_years
from app.clinic.reception.model import ArrivalState, BoardRow, Colour
from app.kernel.clock import local_date
from ui.board.looks import state_words, waited_words
from ui.pregnancy.words import gestational_words
from ui.texts import tr, tr_count
from ui.texts.formats import show_hour


@dataclass(frozen=True)
class RowView:
    """What one line shows. `hint` calls for something to be done, `urgent` says that it cannot wait.

    `gave_birth`: within the follow-up of a birth.
    """

    arrival_id: str
    person_id: str
    name: str
    synthetic: bool
    colour: Colour | None
    state: ArrivalState
    about: str
    reason: str
    standing: str
    hint: str
    urgent: bool
    minutes: int
    gave_birth: bool = False

    @property
    def waited(self) -> str:
        """`23 min`, `1 h 05`."""
        return waited_words(self.minutes)

    @property
    def is_here(self) -> bool:
        """Whether the person waits or is being attended to."""
        return self.state.is_open

    def same_but_for_time(self, other: "RowView") -> bool:
        """Whether nothing differs except how long she waits."""
        return {**vars(self), "minutes": 0} == {**vars(other), "minutes": 0}


def view_of(row: BoardRow, now: datetime, zone: str) -> RowView:
    """The line of a row at `now`; `zone` is the unit's (IANA)."""
    arrival = row.arrival
    hint, urgent = _hint(row, now, zone)
    standing = state_words(arrival.state, heard=arrival.colour is not None)
    if arrival.state is ArrivalState.CALLED and row.called_to:
        standing = tr("board.called_to", place=row.called_to)
    elif arrival.state is ArrivalState.WAITING and row.not_answered:
        standing = tr_count("board.not_answered", row.not_answered)
    elif not arrival.state.is_open:
        standing = tr("board.gone_at", standing=standing, time=show_hour(arrival.since, zone))
    until = now if arrival.state in (ArrivalState.WAITING, ArrivalState.CALLED) else arrival.since
    return RowView(
        arrival_id=arrival.id,
        person_id=arrival.person_id,
        name=row.shown_name,
        synthetic=row.synthetic,
        colour=arrival.colour,
        state=arrival.state,
        about=_about(row, now, zone),
        reason=arrival.reason or "",
        standing=standing,
        hint=hint if arrival.state.is_open else "",
        urgent=urgent and arrival.state.is_open,
        minutes=row.waited_minutes(max(until, arrival.arrived_at)),
        gave_birth=row.gave_birth,
    )


def in_order(rows: tuple[BoardRow, ...], *, gone: bool) -> list[BoardRow]:
    """Who waits by urgency, then who is being attended to; of those who have gone, the latest first."""
    if gone:
        return sorted(rows, key=lambda one: one.arrival.since, reverse=True)
    return sorted(rows, key=lambda one: one.arrival.state.value == "attending")


def _about(row: BoardRow, now: datetime, zone: str) -> str:
    years = tr_count("person.years", completed_years(row.birth_date, local_date(now, zone)))
    parts = [years]
    if row.gestational_age is not None:
        parts.append(gestational_words(row.gestational_age))
    elif row.pregnant:
        parts.append(tr("board.pregnant"))
    elif row.postpartum:
        parts.append(tr("board.postpartum"))
    return " · ".join(parts)


def _hint(row: BoardRow, now: datetime, zone: str) -> tuple[str, bool]:
    """What is to be done about her now, and whether it is an emergency."""
    course = row.pressure
    if row.danger:
        return tr("board.danger"), True
    if course is None:
        return "", False
    if course.state is PressureState.EMERGENCY:
        return tr("board.pressure_emergency"), True
    second = course.second_reading(now)
    if second is None or course.second_from is None:
        return "", False
    if second is SecondReading.RESTING:
        return tr("board.measure_at", time=show_hour(course.second_from, zone)), False
    return tr("board.measure_now" if second is SecondReading.NOW else "board.measure_late"), False
