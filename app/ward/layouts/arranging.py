"""Moving beds about until somebody saves or gives up: every step can be taken back."""

from collections.abc import Sequence
from dataclasses import replace

from app.ward.layouts.model import AUTOMATIC, MOST_SCREENS, WallLayout, WallScreen


class Arranging:
    """A layout being changed. It begins with every bed of the ward in its place, so nothing moves that nobody moves."""

    def __init__(self, layout: WallLayout, ward: Sequence[str]) -> None:
        shown = layout.on(ward, len(layout.screens))
        screens = tuple(WallScreen(beds, layout.columns_on(at)) for at, beds in enumerate(shown))
        self._before = [replace(layout, screens=screens)]

    @property
    def layout(self) -> WallLayout:
        """As it is now."""
        return self._before[-1]

    @property
    def can_undo(self) -> bool:
        """Whether a step was taken."""
        return len(self._before) > 1

    def undo(self) -> None:
        """Take the last step back."""
        if self.can_undo:
            self._before.pop()

    def move(self, bed: str, screen: int, at: int) -> None:
        """Put a bed at a place of a screen; what stands there and behind it moves on. Out of range: the nearest."""
        if all(bed not in one.beds for one in self.layout.screens):
            return
        beds = [[one for one in each.beds if one != bed] for each in self.layout.screens]
        screen = max(0, min(len(beds) - 1, screen))
        beds[screen].insert(max(0, min(len(beds[screen]), at)), bed)
        changed = zip(self.layout.screens, beds, strict=True)
        self._change(screens=tuple(replace(one, beds=tuple(those)) for one, those in changed))

    def step(self, bed: str, by: int) -> None:
        """Move a bed by so many places within its screen."""
        for screen, one in enumerate(self.layout.screens):
            if bed in one.beds:
                self.move(bed, screen, one.beds.index(bed) + by)
                return

    def to_other_screen(self, bed: str) -> None:
        """Move a bed to the end of the other screen; where there is none yet, the layout gets it."""
        screens = self.layout.screens
        if len(screens) < MOST_SCREENS:
            self.use_screens(MOST_SCREENS)
            screens = self.layout.screens
        here = next((at for at, one in enumerate(screens) if bed in one.beds), None)
        if here is not None:
            there = 1 - here
            self.move(bed, there, len(screens[there].beds))

    def use_screens(self, count: int) -> None:
        """One screen or two; of a screen that goes, the beds come behind the others."""
        screens = self.layout.screens
        if count > len(screens):
            self._change(screens=(*screens, *(WallScreen() for _ in range(count - len(screens)))))
        elif count < len(screens):
            rest = tuple(bed for one in screens[count:] for bed in one.beds)
            last = replace(screens[count - 1], beds=(*screens[count - 1].beds, *rest))
            self._change(screens=(*screens[: count - 1], last))

    def use_columns(self, screen: int, columns: int) -> None:
        """So many columns on a screen."""
        screens = list(self.layout.screens)
        if 0 <= screen < len(screens):
            screens[screen] = replace(screens[screen], columns=max(AUTOMATIC, columns))
            self._change(screens=tuple(screens))

    def use_traces(self, traces: int) -> None:
        """So many traces a sector at most."""
        self._change(traces=max(AUTOMATIC, traces))

    def order_as(self, ward: Sequence[str]) -> None:
        """Every screen in the order of the ward."""
        at = {bed: place for place, bed in enumerate(ward)}
        last = len(at)
        screens = [
            replace(one, beds=tuple(sorted(one.beds, key=lambda bed: at.get(bed, last)))) for one in self.layout.screens
        ]
        self._change(screens=tuple(screens))

    def _change(self, *, screens: tuple[WallScreen, ...] | None = None, traces: int | None = None) -> None:
        layout = self.layout
        if screens is not None:
            layout = replace(layout, screens=screens)
        if traces is not None:
            layout = replace(layout, traces=traces)
        if layout != self.layout:
            self._before.append(layout)
