"""`demo`: a throw-away station with a synthetic unit; with `--screenshots` it is walked through without a screen."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from app.kernel.folders import StationFolders
from ui.commands.demo_parts import PARTS, UBS

LANGUAGES = ("pt_BR", "en")


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
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Open the demo station, or picture it; the exit status."""
    with tempfile.TemporaryDirectory(prefix="plantao-demo-", ignore_cleanup_errors=True) as home:
        folders = StationFolders(Path(home) / "station")
        if arguments.screenshots is None:
            from ui.commands.demo_window import open_demo  # noqa: PLC0415 - Qt only when it is needed

            return open_demo(folders, arguments.lang or LANGUAGES[0], arguments.part)
        # Set before Qt is loaded: no screen is needed, and none is used where there is one.
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        from ui.commands.screenshots.walk import picture_everything  # noqa: PLC0415

        languages = (arguments.lang,) if arguments.lang else LANGUAGES
        pictures = picture_everything(folders, arguments.screenshots, languages)
    print(f"{len(pictures.written)} pictures in {arguments.screenshots}")
    for failure in pictures.failures:
        print(f"failed: {failure}", file=sys.stderr)
    return 1 if pictures.failures else 0
