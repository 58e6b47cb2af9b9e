"""What leaves no row in the audit trail: each fact is a set of marks, and a new mark in it is the deed."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from app.kernel.canonical import canonical_json
from app.router.delivery.model import Standing
from app.ward.alarms.words import Presence

if TYPE_CHECKING:
    from app.router.node.items import BoardEntry
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


def _alarms_accepted(shell: "Shell") -> Marks:
    """Alarms that whoever is signed in has taken, on this screen or at a receiver."""
    return frozenset(f"{one.bed} {one.alarm}" for one in _mine(shell))


def _at_the_bed(shell: "Shell") -> Marks:
    """Alarms at whose bed whoever is signed in has said to be."""
    return frozenset(f"{one.bed} {one.alarm}" for one in _mine(shell) if one.standing is Standing.PRESENT)


def _mine(shell: "Shell") -> "list[BoardEntry]":
    board, me = shell.context.station.router.board(), shell.context.session.account_id
    return [one for one in board.entries if me in {holder.user for holder in one.holders}] if board is not None else []


def _class_tried(shell: "Shell") -> Marks:
    """The answers of a classification that somebody changed and did not save."""
    from ui.pregnancy.classification import ClassificationSection  # noqa: PLC0415 - loaded with a record

    place = shell.current()
    forms = [] if place is None else place.findChildren(ClassificationSection)
    return frozenset(canonical_json(one.form.answers.to_draft()) for one in forms if one.unsaved())


def _help_read(shell: "Shell") -> Marks:
    """The topic of the help that stands beside the place."""
    panel = shell.help.panel
    return frozenset({panel.shown}) if panel is not None and shell.help.isVisible() else NONE


FACTS: Final[Mapping[str, Callable[["Shell"], Marks]]] = {
    "alarm_acknowledged": _alarms_seen,
    "sound_paused": _sound_paused,
    "alarm_accepted": _alarms_accepted,
    "at_the_bed": _at_the_bed,
    "class_tried": _class_tried,
    "help_read": _help_read,
}
"""By name; asked in the window's own thread, so each must be cheap."""
