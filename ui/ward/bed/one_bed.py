"""The picture of a ward as if it had one bed alone: what draws a wall draws it large."""

from collections.abc import Sequence

from app.ward.picture.model import ShownBed, WardPicture
from app.ward.picture.rings import TraceRings


class OneBed:
    """A `WardPicture` of one bed of another; without beds where that has it no longer."""

    def __init__(self, picture: WardPicture, bed: str) -> None:
        self._picture, self._bed = picture, bed

    @property
    def revision(self) -> int:
        """Grows with every change in the ward."""
        return self._picture.revision

    @property
    def beds(self) -> Sequence[ShownBed]:
        """The bed."""
        return tuple(each for each in self._picture.beds if each.bed == self._bed)

    @property
    def rings(self) -> TraceRings:
        """Those of the whole ward: the bed's traces name their rows."""
        return self._picture.rings

    def now(self) -> float:
        """The monotonic second of the signals' clock."""
        return self._picture.now()
