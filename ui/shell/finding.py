"""What Ctrl+K offers: places, commands, and people where this person may find them and the station can open them."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from app.security.roles import Action
from ui.shell.palette import Entry, Palette, place_entries
from ui.shell.places import Place
from ui.shell.user_menu import commands_of
from ui.texts import tr

if TYPE_CHECKING:
    from ui.shell.window import Shell

_OF_PEOPLE: Final = ("reception", "pregnancy")
"""Where somebody found by the search is opened: the first of these that the station offers."""


def open_palette(shell: "Shell", going: Callable[[str], Callable[[], object]]) -> Palette:
    """Open the search over the window; `going(place)` is what goes there."""
    places = place_entries(shell.places, going)
    commands = [Entry(tr(key), icon_name, deed) for key, icon_name, deed in commands_of(shell)]
    may_find = bool(_where_people_are(shell.places)) and shell.context.may(Action.FIND_PERSON)
    return Palette(shell, shell.context, places, commands, partial(open_person, shell) if may_find else None)


def open_person(shell: "Shell", person_id: str) -> None:
    """Open somebody found by the search where this station shows people."""
    shell.navigate(_where_people_are(shell.places)[0], person_id)


def _where_people_are(places: Sequence[Place]) -> list[str]:
    offered = {one.key for one in places}
    return [one for one in _OF_PEOPLE if one in offered]
