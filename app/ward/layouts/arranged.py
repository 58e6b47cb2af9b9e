"""The picture of a ward as one screen shows it: its beds in its order, with names or without."""

from collections.abc import Sequence
from dataclasses import replace

from app.ward.layouts.model import USUAL, WallLayout
from app.ward.picture.model import ShownBed, WardPicture
from app.ward.picture.rings import TraceRings


class ArrangedPicture:
    """A `WardPicture` of one screen over the picture of the whole ward.

    The screens of a wall, each with the same layout and the same number of screens, show every bed exactly once
    (`WallLayout.on`). Without `names` no sector says who lies there.
    """

    def __init__(self, ward: WardPicture, screen: int = 0, *, names: bool = True) -> None:
        self._ward, self._screen, self._names = ward, screen, names
        self._layout, self._screens, self._changes = USUAL, 1, 0
        self._order: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._nameless: dict[str, tuple[ShownBed, ShownBed]] = {}

    @property
    def layout(self) -> WallLayout:
        """The layout in use."""
        return self._layout

    @property
    def columns(self) -> int:
        """The columns that the layout wants on this screen."""
        return self._layout.columns_on(self._screen)

    def use(self, layout: WallLayout, screens: int) -> None:
        """From now on this layout, on so many screens."""
        if (layout, screens) != (self._layout, self._screens):
            self._layout, self._screens = layout, screens
            self._forget()

    def show_names(self, names: bool) -> None:
        """Whether a sector says who lies there."""
        if names != self._names:
            self._names = names
            self._forget()

    @property
    def revision(self) -> int:
        return self._ward.revision + self._changes

    @property
    def beds(self) -> Sequence[ShownBed]:
        known = {bed.bed: bed for bed in self._ward.beds}
        ward = tuple(known)
        if self._order[0] != ward:
            shown = self._layout.on(ward, self._screens)
            self._order = ward, shown[self._screen] if self._screen < len(shown) else ()
        beds = [known[bed] for bed in self._order[1]]
        return beds if self._names else [self._without_name(bed) for bed in beds]

    @property
    def rings(self) -> TraceRings:
        return self._ward.rings

    def now(self) -> float:
        return self._ward.now()

    def _without_name(self, bed: ShownBed) -> ShownBed:
        """The same object for the same bed: whoever paints it paints only what is another one."""
        kept = self._nameless.get(bed.bed)
        if kept is None or kept[0] is not bed:
            kept = self._nameless[bed.bed] = bed, replace(bed, person="")
        return kept[1]

    def _forget(self) -> None:
        self._changes += 1
        self._order = ((), ())
