"""What can be done about an arrival: which deed is possible where it stands, who may do it, and the doing."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.clinic.reception.model import ArrivalState, EventKind
from app.clinic.reception.steps import FROM_STATES
from app.security.roles import Action
from ui.board.row_view import RowView
from ui.shell.context import UiContext
from ui.texts import tr


class Deed(StrEnum):
    """One command of the board; words: texts `board.do_<value>`, its letter: `board.key_<value>`."""

    EMERGENCY = "emergency"
    HEAR = "hear"
    CALL = "call"
    NOT_ANSWERED = "not_answered"
    ATTEND = "attend"
    MEASURE = "measure"
    CLOSE = "close"
    NO_SHOW = "no_show"
    RECORD = "record"
    CORRECT = "correct"
    TAKE_BACK = "take_back"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class DeedLook:
    """`right`: who may; `icon` beside its words."""

    right: Action
    icon: str


LOOKS: Final = {
    Deed.EMERGENCY: DeedLook(Action.VIEW_PREGNANCIES, "siren"),
    Deed.HEAR: DeedLook(Action.HEAR_ARRIVAL, "stethoscope"),
    Deed.CALL: DeedLook(Action.RECEIVE, "bell"),
    Deed.NOT_ANSWERED: DeedLook(Action.RECEIVE, "bell-off"),
    Deed.ATTEND: DeedLook(Action.RECEIVE, "check"),
    Deed.MEASURE: DeedLook(Action.HEAR_ARRIVAL, "heart-pulse"),
    Deed.CLOSE: DeedLook(Action.RECEIVE, "check-circle"),
    Deed.NO_SHOW: DeedLook(Action.RECEIVE, "log-out"),
    Deed.RECORD: DeedLook(Action.VIEW_PERSON, "id-card"),
    Deed.CORRECT: DeedLook(Action.CORRECT_ARRIVAL, "pencil"),
    Deed.TAKE_BACK: DeedLook(Action.CORRECT_ARRIVAL, "undo"),
    Deed.WITHDRAW: DeedLook(Action.CORRECT_ARRIVAL, "trash"),
}
_EVENT_OF: Final = {
    Deed.HEAR: EventKind.HEARD,
    Deed.CALL: EventKind.CALLED,
    Deed.NOT_ANSWERED: EventKind.NOT_ANSWERED,
    Deed.ATTEND: EventKind.ATTENDED,
    Deed.CLOSE: EventKind.CLOSED,
    Deed.NO_SHOW: EventKind.NO_SHOW,
    Deed.WITHDRAW: EventKind.WITHDRAWN,
}


def is_possible(deed: Deed, row: RowView) -> bool:
    """Whether it makes sense where the arrival stands."""
    if deed in _EVENT_OF:
        return row.state in FROM_STATES[_EVENT_OF[deed]]
    possible = {
        Deed.EMERGENCY: row.urgent,
        Deed.MEASURE: row.is_here,
        Deed.CORRECT: row.colour is not None and row.state is not ArrivalState.WITHDRAWN,
        Deed.TAKE_BACK: row.state is not ArrivalState.WITHDRAWN,
    }
    return possible.get(deed, True)


def offered(context: UiContext, row: RowView) -> tuple[Deed, ...]:
    """The deeds that this person may do about an arrival, in the order of the panel."""
    return tuple(deed for deed, look in LOOKS.items() if context.may(look.right) and is_possible(deed, row))


def next_step(row: RowView) -> Deed:
    """What comes next: it stands first and largest."""
    if row.urgent:
        return Deed.EMERGENCY
    if row.state is ArrivalState.ATTENDING:
        return Deed.CLOSE
    if row.state is ArrivalState.CALLED:
        return Deed.ATTEND
    if row.state is ArrivalState.WAITING:
        return Deed.HEAR if row.colour is None else Deed.CALL
    return Deed.TAKE_BACK


def letter_of(deed: Deed) -> str:
    """The key that does it, "" where it has none."""
    return tr(f"board.key_{deed.value}").strip(" -")


def deed_for(letter: str) -> Deed | None:
    """The deed of a pressed letter."""
    return next((deed for deed in Deed if letter and letter_of(deed) == letter.upper()), None)


def words_of_deed(deed: Deed) -> str:
    """What stands on its button."""
    return tr(f"board.do_{deed.value}")


def keys_here(context: UiContext) -> tuple[tuple[str, str], ...]:
    """(key, words) of every key of the reception that this person may use, for the list behind Shift+F1."""
    letters = [
        (letter_of(deed), words_of_deed(deed))
        for deed, look in LOOKS.items()
        if letter_of(deed) and context.may(look.right)
    ]
    arrives = [("F4", tr("board.do_arrive"))] if context.may(Action.RECEIVE) else []
    places = [("F2", tr("board.tab_waiting")), ("F3", tr("board.tab_find"))]
    return (*places, *arrives, ("F11", tr("wall.open_hint")), *letters)
