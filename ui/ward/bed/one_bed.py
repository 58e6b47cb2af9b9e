"""One bed as a wall of one sector: what draws a wall draws it large."""

from collections.abc import Sequence

from app.ward.picture.model import ShownBed, WardPicture
from app.ward.picture.rings import TraceRings
from ui.texts import tr
from ui.ward.wall.sector import large_sector_for
from ui.ward.wall.view import WallView


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


class LargeView(WallView):
    """Every trace and every number of one bed."""

    def __init__(self, picture: WardPicture, bed: str) -> None:
        super().__init__(OneBed(picture, bed), sector_of=large_sector_for)
        self.setAccessibleName(tr("ward_bed.large_name"))

    def _tell(self) -> None:
        super()._tell()
        self.setAccessibleName(tr("ward_bed.large_name"))
