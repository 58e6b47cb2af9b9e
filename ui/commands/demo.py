"""`demo`: a throw-away station with a synthetic unit; with `--screenshots` it is walked through without a screen."""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from app.kernel.folders import StationFolders
from app.kernel.languages import LANGUAGES as NAMES
from ui.commands import demo_looks
from ui.commands.demo_parts import PARTS, UBS

if TYPE_CHECKING:
    from ui.commands.screenshots.stage import Pictures

LANGUAGES = tuple(NAMES)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "demo",
        help="open a throw-away station with a synthetic unit, or picture every screen of it",
        description="A station in a temporary folder, with 1,379 synthetic women and an account for each role; "
        "or, with --as hospital, a reference hospital with a week of synthetic referrals. "
        "It is removed at the end; nothing outside that folder is touched.",
    )
    parser.add_argument(
        "--screenshots",
        metavar="DIR",
        type=Path,
        help="open no window: write one picture of every screen, NNN-name.png, into DIR (for one --lang) or into "
        "DIR/pt_BR and DIR/en (for both); exit status 1 if a screen failed",
    )
    parser.add_argument(
        "--as",
        dest="part",
        choices=PARTS,
        default=UBS,
        help="which station the window opens: a primary-care unit (default) or a reference hospital; "
        "the pictures show both",
    )
    parser.add_argument(
        "--lang", choices=LANGUAGES, help="the language of the window, or of the pictures (default: both)"
    )
    parser.add_argument(
        "--help-pictures",
        action="store_true",
        help="open no window: make the small pictures inside the help anew, in resources/help/pictures",
    )
    demo_looks.add_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Open the demo station, or picture it; the exit status."""
    with tempfile.TemporaryDirectory(prefix="plantao-demo-", ignore_cleanup_errors=True) as home:
        folders = StationFolders(Path(home) / "station")
        if getattr(arguments, "check", None) is not None:
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
            return demo_looks.check(arguments, folders, (arguments.lang,) if arguments.lang else LANGUAGES)
        if getattr(arguments, "help_pictures", False):
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
            return _help_pictures(folders, (arguments.lang,) if arguments.lang else LANGUAGES)
        if arguments.screenshots is None:
            from ui.commands.demo_window import open_demo  # noqa: PLC0415 - Qt only when it is needed

            return open_demo(folders, arguments.lang or LANGUAGES[0], arguments.part)
        # Set before Qt is loaded: no screen is needed, and none is used where there is one.
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from ui.commands.screenshots.walk import picture_everything  # noqa: PLC0415

        languages = (arguments.lang,) if arguments.lang else LANGUAGES
        look, scenes = demo_looks.look_of(arguments), demo_looks.scenes_of(arguments)
        pictures = picture_everything(folders, arguments.screenshots, languages, look, scenes)
    return _tell(pictures, str(arguments.screenshots))


def _help_pictures(folders: StationFolders, languages: tuple[str, ...]) -> int:
    from ui.commands.screenshots.help_pictures import make_pictures  # noqa: PLC0415 - Qt only when it is needed

    return _tell(make_pictures(folders, languages), "resources/help/pictures")


def _tell(pictures: "Pictures", where: str) -> int:
    print(f"{len(pictures.written)} pictures in {where}")
    for failure in pictures.failures:
        print(f"failed: {failure}", file=sys.stderr)
    return 1 if pictures.failures else 0
