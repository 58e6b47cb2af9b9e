"""How the pictures of the demo look, and the checks that walk through every screen instead of picturing it."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.kernel.folders import StationFolders

if TYPE_CHECKING:
    from ui.commands.screenshots.looks import WalkLook
    from ui.commands.screenshots.stage import Stage

THEMES: Final = ("light", "dark", "contrast")
VISIONS: Final = ("protanopia", "deuteranopia", "tritanopia")
CHECKS: Final = ("scaling", "speech")
SCALES: Final = (90, 150, 200)
"""Per cent: what `--check scaling` walks through where no `--scale` is named."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options that the pictures and the checks share."""
    parser.add_argument("--theme", choices=THEMES, default="light", help="the theme of the pictures")
    parser.add_argument("--scale", type=int, help="the text size of the pictures or of the check, in per cent")
    parser.add_argument("--vision", choices=VISIONS, help="the pictures as somebody who cannot tell some colours")
    parser.add_argument(
        "--check",
        choices=CHECKS,
        help="open no window and write nothing: walk through every screen and say what is cut off (scaling) or what "
        "a screen reader cannot say (speech); exit status 1 if there is something",
    )
    parser.add_argument(
        "--only",
        metavar="NAME",
        action="append",
        help="pictures or check of the scenes alone whose name begins so (a failure says its scene); may be repeated",
    )


def look_of(arguments: argparse.Namespace) -> "WalkLook":
    """How the pictures shall look; what was not asked for is as on the first day. What a screen reader could not say of
    a screen fails its scene: so every change of a screen is asked, without a walk of its own."""
    from ui.commands.screenshots.looks import WalkLook  # noqa: PLC0415 - Qt only when it is needed
    from ui.commands.screenshots.spoken import spoken_faults  # noqa: PLC0415 - as above
    from ui.commands.screenshots.vision import Vision  # noqa: PLC0415 - as above

    vision = getattr(arguments, "vision", None)
    return WalkLook(
        theme=getattr(arguments, "theme", "light"),
        scale=getattr(arguments, "scale", None) or 100,
        vision=Vision(vision) if vision else None,
        faults=spoken_faults,
    )


def scenes_of(arguments: argparse.Namespace) -> "Sequence[tuple[str, Callable[[Stage], None]]] | None":
    """The scenes asked for by the beginnings of their names; None: all. SystemExit where nothing begins so."""
    wanted = tuple(one.casefold() for one in getattr(arguments, "only", None) or ())
    if not wanted:
        return None
    from ui.commands.screenshots.walk import SCENES  # noqa: PLC0415 - Qt only when it is needed

    found = tuple(one for one in SCENES if one[0].casefold().startswith(wanted))
    if not found:
        names = ", ".join(sorted({name for name, _ in SCENES}))
        raise SystemExit(f"--only {' '.join(wanted)}: no scene begins so. There are: {names}")
    return found


def check(arguments: argparse.Namespace, folders: StationFolders, languages: Sequence[str]) -> int:
    """Walk and say what is wrong; the exit status."""
    from ui.commands.screenshots.fitting import cut_words  # noqa: PLC0415 - Qt only when it is needed
    from ui.commands.screenshots.looks import WalkLook  # noqa: PLC0415 - as above
    from ui.commands.screenshots.spoken import spoken_faults  # noqa: PLC0415 - as above
    from ui.commands.screenshots.walk import picture_everything  # noqa: PLC0415 - as above

    faults = cut_words if arguments.check == "scaling" else spoken_faults
    scales = (arguments.scale,) if arguments.scale else SCALES if arguments.check == "scaling" else (100,)
    found = 0
    for scale in scales:
        look = WalkLook(theme=arguments.theme, scale=scale, faults=faults, pictures=False)
        home = StationFolders(Path(folders.home) / str(scale))
        walked = picture_everything(home, Path(folders.home) / "pictures", languages, look, scenes_of(arguments))
        for failure in walked.failures:
            print(f"{scale} %: {failure}", file=sys.stderr)
        found += len(walked.failures)
        print(f"{scale} %: {len(walked.failures)} faults")
    return 1 if found else 0
