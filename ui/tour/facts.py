"""What leaves no row in the audit trail: each fact is a set of marks, and a new mark in it is the deed."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from app.ward.alarms.words import Presence

if TYPE_CHECKING:
    from ui.shell.window import Shell

Marks = frozenset[str]
NONE: Final[Marks] = frozenset()


def _alarms_seen(shell: "Shell") -> Marks:
    """Alarms that somebody has acknowledged at their bed."""
    beds = shell.context.station.ward.picture.beds
    return frozenset(
        f"{bed.bed} {one.alarm.key}"
        for bed in beds
        for one in bed.alarms
        if one.alarm.presence is Presence.ACKNOWLEDGED
    )


def _sound_paused(shell: "Shell") -> Marks:
    """Beds whose alarms make no sound for a while."""
    beds = shell.context.station.ward.picture.beds
    return frozenset(bed.bed for bed in beds if bed.silence.audio_until is not None)


def _help_read(shell: "Shell") -> Marks:
    """The topic of the help that stands beside the place."""
    panel = shell.help.panel
    return frozenset({panel.shown}) if panel is not None and shell.help.isVisible() else NONE


FACTS: Final[Mapping[str, Callable[["Shell"], Marks]]] = {
    "alarm_acknowledged": _alarms_seen,
    "sound_paused": _sound_paused,
    "help_read": _help_read,
}
"""By name; asked in the window's own thread, so each must be cheap."""
