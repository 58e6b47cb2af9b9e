"""How the four urgency colours and the states look: colour token, shape and word, never colour alone."""

from typing import Final

from app.clinic.reception.model import ArrivalState, Colour
from ui.texts import tr
from ui.theme.tokens import RECEPTION_COLOURS

_TOKEN_OF: Final = {
    Colour.RED: "high",
    Colour.YELLOW: "intermediate",
    Colour.GREEN: "low",
    Colour.BLUE: "not_acute",
}
_NOT_HEARD: Final = ("neutral", "ring")


def colour_look(colour: Colour | None) -> tuple[str, str, str]:
    """Word, colour token and shape; None is who has not been listened to yet."""
    if colour is None:
        return (tr("board.no_colour"), *_NOT_HEARD)
    return (tr(f"board.colour_{colour.value}"), *RECEPTION_COLOURS[_TOKEN_OF[colour]])


def state_words(state: ArrivalState, *, heard: bool) -> str:
    """Where somebody stands, in two words; who waits either was listened to or was not."""
    if state is ArrivalState.WAITING:
        return tr("board.state_heard" if heard else "board.state_not_heard")
    return tr(f"board.state_{state.value}")


def waited_words(minutes: int) -> str:
    """`23 min`, `1 h 05`."""
    hours, rest = divmod(minutes, 60)
    return tr("board.waited_hours", hours=hours, minutes=f"{rest:02}") if hours else tr("board.waited", minutes=rest)
