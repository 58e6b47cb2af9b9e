"""The alarms of a whole ward: beds by their name, and one clock's tick for all of them."""

import logging
from collections.abc import Iterable, Mapping

from app.ward.alarms.bed import BedAlarms
from app.ward.alarms.limits import AgeClass, VitalLimits, defaults
from app.ward.alarms.model import BedState, Change
from app.ward.alarms.restoring import restore

_logger = logging.getLogger(__name__)

TECHNICAL = "technical:"
"""The source of what was found by a part of this program, as `BedAlarms.technical` names it."""

STATION = ""
"""The bed of what belongs to no bed: the loudspeaker, the disk, the way to other nodes."""


class AlarmEngine:
    """Beds are opened once; whoever wants to say something of one asks for it by `bed`."""

    def __init__(self, at: float) -> None:
        self._beds = {STATION: BedAlarms(STATION, {}, at)}
        self._broken: set[str] = set()

    def open(
        self,
        bed: str,
        age: AgeClass,
        at: float,
        limits: Mapping[str, VitalLimits] | None = None,
        logged: Iterable[Change] = (),
    ) -> BedAlarms:
        """A bed from now on, with the defaults of its age class and `limits` over them; `logged` goes on where it was.

        The times of `logged` must already be those of this clock.
        """
        given = {**defaults(age), **(limits or {})}
        own = restore(bed, given, logged, at)
        self._beds[bed] = own
        return own

    def take_over_station(self, logged: Iterable[Change], at: float) -> tuple[Change, ...]:
        """The station's own alarms as they stood when the node ended; the times as in `open`.

        Who found them has ended too, and finds anew what still is so. So each ends here: what was critical stays until
        a person has seen it, as any other would.
        """
        own = self._beds[STATION] = restore(STATION, {}, logged, at)
        changes: tuple[Change, ...] = ()
        for alarm in own.state().alarms:
            if TECHNICAL in alarm.sources:
                changes += own.technical(alarm.code, alarm.subject, False, at)
        return changes

    def close(self, bed: str, who: str, at: float) -> tuple[Change, ...]:
        """The bed is no longer shown; all that stood in it was seen by whoever closes it."""
        changes = self._beds[bed].discharge(who, at)
        if bed != STATION:
            del self._beds[bed]
        return changes

    def bed(self, bed: str) -> BedAlarms:
        """KeyError where it was not opened: what is said of an unknown bed must not get lost in silence."""
        return self._beds[bed]

    def beds(self) -> tuple[str, ...]:
        """The names of the open beds, with the station's own."""
        return tuple(self._beds)

    def tick(self, at: float) -> list[Change]:
        """Time alone, for all beds. What fails at one bed is told by the station, and the others go on."""
        changes: list[Change] = []
        for name, one in self._beds.items():
            if at >= one.due:
                try:
                    changes += one.tick(at)
                except Exception:
                    if name == STATION:
                        raise
                    changes += self._failed(name, at)
        return changes

    def _failed(self, bed: str, at: float) -> tuple[Change, ...]:
        if bed not in self._broken:
            _logger.exception("the alarms of a bed could not be worked out")
        self._broken.add(bed)
        return self._beds[STATION].technical("alarms_failed", bed, True, at)

    def states(self) -> list[BedState]:
        """How all beds stand."""
        return [one.state() for one in self._beds.values()]
