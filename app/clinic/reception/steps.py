"""Which event may follow which state: one table, pure."""

from app.clinic.reception.model import ArrivalState, EventKind
from app.kernel.errors import KnownError

_S = ArrivalState
FROM_STATES: dict[EventKind, frozenset[ArrivalState]] = {
    EventKind.HEARD: frozenset({_S.WAITING, _S.CALLED}),
    # Called again while called: the first call was not heard.
    EventKind.CALLED: frozenset({_S.WAITING, _S.CALLED}),
    EventKind.NOT_ANSWERED: frozenset({_S.CALLED}),
    EventKind.ATTENDED: frozenset({_S.WAITING, _S.CALLED}),
    EventKind.CLOSED: frozenset({_S.WAITING, _S.CALLED, _S.ATTENDING}),
    EventKind.NO_SHOW: frozenset({_S.WAITING, _S.CALLED}),
    EventKind.WITHDRAWN: frozenset(_S) - {_S.WITHDRAWN},
}
LEADS_TO: dict[EventKind, ArrivalState] = {
    EventKind.HEARD: _S.WAITING,
    EventKind.CALLED: _S.CALLED,
    EventKind.NOT_ANSWERED: _S.WAITING,
    EventKind.ATTENDED: _S.ATTENDING,
    EventKind.CLOSED: _S.CLOSED,
    EventKind.NO_SHOW: _S.NO_SHOW,
    EventKind.WITHDRAWN: _S.WITHDRAWN,
}


def check_step(kind: EventKind, state: ArrivalState) -> None:
    """KnownError reception.not_possible_now (kind, state) where somebody else was quicker or the step is no step."""
    if state not in FROM_STATES[kind]:
        raise KnownError("reception.not_possible_now", kind=kind.value, state=state.value)
