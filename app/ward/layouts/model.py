"""A layout of the wall, and where it puts each bed of the ward."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.kernel.errors import KnownError

AUTOMATIC: Final = 0
"""As many columns as suit the screen, as many traces as have room."""

MOST_COLUMNS: Final = 12
MOST_TRACES: Final = 6
MOST_SCREENS: Final = 2
LONGEST_NAME: Final = 40


@dataclass(frozen=True)
class WallScreen:
    """What one screen shows: beds in the order of reading, in so many columns (`AUTOMATIC`, or 1 to `MOST_COLUMNS`)."""

    beds: tuple[str, ...] = ()
    columns: int = AUTOMATIC


@dataclass(frozen=True)
class WallLayout:
    """One named layout. `traces` are the most that a sector shows (`AUTOMATIC`, or 1 to `MOST_TRACES`)."""

    name: str = ""
    screens: tuple[WallScreen, ...] = (WallScreen(),)
    traces: int = AUTOMATIC

    def on(self, ward: Sequence[str], screens: int = 1) -> tuple[tuple[str, ...], ...]:
        """The beds of each screen, where the ward has these beds and the station has so many screens.

        Every bed of the ward stands on exactly one screen, whatever the layout names: a bed that it does not name
        comes behind the others on the first screen, and where a screen is missing its beds come behind those of the
        last one that is there.
        """
        there = set(ward)
        placed: set[str] = set()
        shown: list[list[str]] = [[] for _ in range(max(1, min(screens, len(self.screens))))]
        for at, screen in enumerate(self.screens):
            for bed in screen.beds:
                if bed in there and bed not in placed:
                    placed.add(bed)
                    shown[min(at, len(shown) - 1)].append(bed)
        shown[0].extend(bed for bed in dict.fromkeys(ward) if bed not in placed)
        return tuple(tuple(beds) for beds in shown)

    def columns_on(self, screen: int) -> int:
        """The columns of a screen that is there."""
        return self.screens[screen].columns if screen < len(self.screens) else AUTOMATIC


USUAL: Final = WallLayout()
"""All beds on one screen in the order of the ward."""


@dataclass(frozen=True)
class KnownLayouts:
    """All layouts of a station; `default` is the name of the one that a wall begins with, empty for `USUAL`."""

    layouts: tuple[WallLayout, ...] = ()
    default: str = ""

    def named(self, name: str) -> WallLayout:
        """The layout of this name; one that is gone is `USUAL`."""
        return next((one for one in self.layouts if one.name == name), USUAL)


def checked(layout: WallLayout) -> WallLayout:
    """The layout as it is kept. KnownError layouts.name_missing, .name_too_long, .columns, .traces, .screens."""
    name = " ".join(layout.name.split())
    if not name:
        raise KnownError("layouts.name_missing")
    if len(name) > LONGEST_NAME:
        raise KnownError("layouts.name_too_long", most=LONGEST_NAME)
    if not 1 <= len(layout.screens) <= MOST_SCREENS:
        raise KnownError("layouts.screens", most=MOST_SCREENS)
    for screen in layout.screens:
        if not AUTOMATIC <= screen.columns <= MOST_COLUMNS:
            raise KnownError("layouts.columns", value=screen.columns, most=MOST_COLUMNS)
    if not AUTOMATIC <= layout.traces <= MOST_TRACES:
        raise KnownError("layouts.traces", value=layout.traces, most=MOST_TRACES)
    return WallLayout(name, layout.screens, layout.traces)


def to_json(known: KnownLayouts) -> dict[str, object]:
    """As it is kept in the station's settings."""
    return {"default": known.default, "layouts": [_layout_json(one) for one in known.layouts]}


def from_json(kept: object) -> KnownLayouts:
    """What `to_json` made. What cannot be read is left out: a wall shows all its beds without it too."""
    if not isinstance(kept, Mapping):
        return KnownLayouts()
    raw = kept.get("layouts")
    read = [_read_layout(one) for one in raw] if isinstance(raw, list) else []
    layouts = tuple(one for one in read if one is not None)
    default = kept.get("default")
    return KnownLayouts(layouts, default if isinstance(default, str) else "")


def _layout_json(layout: WallLayout) -> dict[str, object]:
    screens = [{"beds": list(screen.beds), "columns": screen.columns} for screen in layout.screens]
    return {"name": layout.name, "screens": screens, "traces": layout.traces}


def _read_layout(kept: object) -> WallLayout | None:
    if not isinstance(kept, Mapping):
        return None
    try:
        screens = tuple(WallScreen(tuple(map(str, one["beds"])), int(one["columns"])) for one in kept["screens"])
        return checked(WallLayout(str(kept["name"]), screens, int(kept["traces"])))
    except (KeyError, TypeError, ValueError, KnownError):
        return None
