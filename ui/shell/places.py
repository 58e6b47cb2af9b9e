"""The places of the program: each is a `place.py` with a `PLACE`, built only when somebody goes there."""

import importlib
import importlib.util
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QWidget

from app.security.roles import Action, allowed
from app.security.session import Session, Status
from app.settings import StationRole
from ui.errors import ErrorWords
from ui.shell.context import UiContext
from ui.widgets.banner import Banner

PLACE_MODULES: Final = (
    "ui.reception.place",
    "ui.pregnancy.place",
    "ui.referrals.place",
    "ui.referral_library.place",
    "ui.reminders.place",
    "ui.ward.place",
    "ui.alarms.place",
    "ui.reports.place",
    "ui.administration.place",
    "ui.network.place",
    "ui.conflicts.place",
)
"""In the order of the rail (look.md). A place that is not written yet is not shown."""

OF_KIOSK: Final = "ward"
FIRST_AT: Final = {StationRole.HOSPITAL: "referrals", StationRole.WARD: OF_KIOSK}
"""What a station has to answer to, or to watch."""


class PlaceWidget(QWidget):
    """The base of every place; override what the place offers."""

    can_print = False
    """Whether Ctrl+P does something here."""

    def arrive(self, subject: str | None) -> None:
        """Somebody came here, perhaps to open the record with this id."""

    def leave(self) -> None:
        """Somebody goes elsewhere, locks, signs out or closes the window: keep drafts now."""

    def locked(self) -> QWidget | None:
        """The screen locks, after `leave`: hide every name; what may be seen on it all the same, such as alarms."""
        return None

    def unlocked(self) -> None:
        """The screen is open again, for the same person."""

    def step_back(self) -> bool:
        """Esc: go one step back inside the place; False where there is none."""
        return False

    def print_current(self) -> None:
        """Ctrl+P: print what is shown."""

    def first_focus(self) -> QWidget | None:
        """Where the keyboard begins."""
        return None

    def keys_here(self) -> Sequence[tuple[str, str]]:
        """(key, words) of what only this place answers to, for the list of keys behind Shift+F1."""
        return ()

    def help_topic(self) -> str:
        """The topic of the help that fits what is on show (`resources/help`); empty for that of the whole place."""
        return ""

    def keeps_draft(self) -> bool:
        """Whether something unsaved is kept as a draft: the window says so when it closes."""
        return False

    def tell_problem(self, words: ErrorWords) -> None:
        """An operation failed and nobody else said so: show it in the page's first banner."""
        banner = self.findChild(Banner)
        if banner is not None:
            banner.show_message("error", words.title, words.next_step)


@dataclass(frozen=True)
class Place:
    """One entry of the rail. Its word is the text `places.<key>`, its explanation `places.<key>_hint`.

    `actions`: whoever may do one of them sees the place. Off the rail it is reached from elsewhere (the chip at the
    top, a button, the search). `not_at`: stations of these roles do not offer it. `own_theme`: light or dark is chosen
    for this place alone.
    """

    key: str
    icon: str
    actions: tuple[Action, ...]
    build: Callable[[UiContext], PlaceWidget]
    on_rail: bool = True
    not_at: tuple[StationRole, ...] = ()
    own_theme: bool = False

    def open_to(self, session: Session) -> bool:
        """Whether the session's role may use the place."""
        return session.status is Status.ACTIVE and any(allowed(session.role, action) for action in self.actions)


def known_places() -> tuple[Place, ...]:
    """Every place that exists, in the order of the rail; their screens are not loaded."""
    return tuple(_load(module) for module in PLACE_MODULES if _exists(module))


def places_for(session: Session) -> tuple[Place, ...]:
    """The places that somebody may use."""
    return tuple(place for place in known_places() if place.open_to(session))


def at_station(places: Iterable[Place], role: StationRole, *, kiosk: bool = False) -> tuple[Place, ...]:
    """Those that a station of this role offers; at a hospital what it has to answer comes first, in a ward the wall.

    `kiosk`: a window that is a central station and nothing else.
    """
    offered = [place for place in places if role not in place.not_at and (not kiosk or place.key == OF_KIOSK)]
    first = FIRST_AT.get(role)
    offered.sort(key=lambda place: place.key != first)
    return tuple(offered)


def _exists(module: str) -> bool:
    package = module.rpartition(".")[0]
    return importlib.util.find_spec(package) is not None and importlib.util.find_spec(module) is not None


def _load(module: str) -> Place:
    place = importlib.import_module(module).PLACE
    assert isinstance(place, Place)
    return place
