"""Who answers for each bed, and who has accepted its alarms: as the router tells it, for the wall and its panel."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from app.router.delivery.model import Standing
from app.router.node.items import Board, Paths
from app.router.service import RouterService
from ui.texts import tr
from ui.widgets.names import first_and_last, name_and_initial

_OPEN: Final = (Standing.CALLING, Standing.FAILSAFE)
_LOOK_SECONDS: Final = 1.0


@dataclass(frozen=True)
class TakenAlarm:
    """An alarm that somebody has; `present`: somebody is at the bed."""

    alarm: str
    name: str
    present: bool

    @cached_property
    def short(self) -> str:
        """As there is room for it on a sector."""
        return name_and_initial(self.name)


@dataclass(frozen=True)
class BedCare:
    """Of one bed. `name` is empty where nobody has it; `known`: beds are given out here at all, so that this is told.

    `on_duty` False: the duty of whoever has it is over, and it was not handed over.
    """

    name: str = ""
    on_duty: bool = True
    known: bool = False
    taken: tuple[TakenAlarm, ...] = ()

    @cached_property
    def short(self) -> str:
        """As there is room for it on a sector."""
        return name_and_initial(self.name) if self.name else "–"

    def has(self, alarm: str) -> TakenAlarm | None:
        """Who has an alarm of this bed."""
        return next((one for one in self.taken if one.alarm == alarm), None)


NOTHING_KNOWN: Final = BedCare()
NOBODY: Final = BedCare(known=True)


class Care:
    """As the router told it last; nothing where it is not heard. `revision` grows with every change."""

    def __init__(self, router: RouterService) -> None:
        self._router = router
        self._told = -1
        self._next = float("-inf")
        self._beds: Mapping[str, BedCare] = {}
        self._other = NOTHING_KNOWN
        self.revision = 0

    def look(self, now: float) -> int:
        """Take what is new, and tell the revision; called at every frame, it costs next to nothing without news."""
        version = self._router.version()
        if version == self._told and now < self._next:
            return self.revision
        self._told, self._next = version, now + _LOOK_SECONDS
        silent = self._router.is_silent()
        beds, other = ({}, NOTHING_KNOWN) if silent else care_of(self._router.paths(), self._router.board())
        if (beds, other) != (self._beds, self._other):
            self._beds, self._other = beds, other
            self.revision += 1
        return self.revision

    def of(self, bed: str) -> BedCare:
        """Of one bed."""
        return self._beds.get(bed, self._other)


def care_of(paths: Paths | None, board: Board | None) -> tuple[dict[str, BedCare], BedCare]:
    """Bed → who has it and its alarms; and what is true of every bed that is not named."""
    holders = {one.bed: one for one in paths.beds} if paths is not None else {}
    taken: dict[str, list[TakenAlarm]] = {}
    for entry in board.entries if board is not None else ():
        if entry.holders and entry.standing not in _OPEN:
            first = entry.holders[0]
            present = entry.standing is Standing.PRESENT
            taken.setdefault(entry.bed, []).append(TakenAlarm(entry.alarm, first.name, present))
    beds = {}
    for bed in holders.keys() | taken.keys():
        held, alarms = holders.get(bed), tuple(taken.get(bed, ()))
        name, on_duty = (held.name, held.on_duty) if held is not None else ("", True)
        beds[bed] = BedCare(name, on_duty, bool(holders), alarms)
    return beds, NOBODY if holders else NOTHING_KNOWN


def holder_words(care: BedCare) -> str:
    """Who answers for the bed, whole, for a panel; empty where that is not known."""
    if not care.known:
        return ""
    if not care.name:
        return tr("ward_care.nobody_responsible")
    key = "ward_care.responsible" if care.on_duty else "ward_care.not_handed_over"
    return tr(key, name=first_and_last(care.name))


def taken_words(taken: TakenAlarm) -> str:
    """Who has an alarm, whole."""
    return tr("ward_care.taken_present" if taken.present else "ward_care.taken", name=first_and_last(taken.name))
