"""What every place receives: the station's services, who is signed in, and the way to the rest of the window."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.security.roles import OF_REFERRING_UNIT, Action, allowed
from app.security.session import Session, Status
from app.station import Station
from ui.theme import Theme, current_theme


@dataclass(frozen=True)
class WindowSide:
    """What a place may ask of the window around it.

    `use_theme(name)`: light or dark from now on, for this place alone where it has a theme of its own.
    `show_bare(on)`: the place alone on the whole screen, or everything again; `is_bare()` whether it is. `end_kiosk`:
    the window that only shows the ward becomes an ordinary one, None where it is one.
    """

    use_theme: Callable[[str], object] = lambda _name: None
    show_bare: Callable[[bool], object] = lambda _on: None
    end_kiosk: Callable[[], object] | None = None
    lock: Callable[[], object] = lambda: None
    is_bare: Callable[[], bool] = lambda: False


@dataclass(frozen=True)
class UiContext:
    """`navigate(place, subject)` goes to a place, with an id to open there or None; `message(tone, words)` says
    something quietly at the foot of the window (tones: info, success, warn, error); `backups_changed()` says that a
    backup was made or failed, for the bar at the top; `referrals_changed()` that an answer was read, for the rail.
    `given_reasons`: person → why this session opens the record of somebody who is not in the unit's care
    (`ui.shell.opening_reason` asks)."""

    station: Station
    session: Session
    navigate: Callable[[str, str | None], None]
    message: Callable[[str, str], None]
    backups_changed: Callable[[], None] = lambda: None
    referrals_changed: Callable[[], None] = lambda: None
    network_changed: Callable[[], None] = lambda: None
    """Data went to the server or came from it: for the bar at the top."""
    at_hospital: bool = False
    window: WindowSide = WindowSide()
    given_reasons: dict[str, str] = field(default_factory=dict, compare=False)

    def reason_for(self, person_id: str) -> str:
        """Why this session opens the record, empty where nobody has said so."""
        return self.given_reasons.get(person_id, "")

    @property
    def theme(self) -> Theme:
        """The theme in use now."""
        return current_theme()

    def may(self, action: Action) -> bool:
        """Whether to offer an action; the services refuse in any case what is not allowed.

        At a hospital's station nobody is offered to write into the record of the referring unit.
        """
        if self.at_hospital and action in OF_REFERRING_UNIT:
            return False
        return self.session.status is Status.ACTIVE and allowed(self.session.role, action)
