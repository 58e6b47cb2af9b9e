"""`practice`: invented people to learn with, in a folder that is thrown away; it cannot reach a real station."""

import argparse
import os
import tempfile
from pathlib import Path

from app.kernel.errors import KnownError
from app.kernel.fence import apart_from, fence_off
from app.kernel.folders import StationFolders, station_folders
from ui.commands.demo_parts import HOSPITAL, PARTS, UBS
from ui.practice.starting import AT_RECEIVER

LANGUAGES = ("pt_BR", "en")
_OF_A_STATION = ("PLANTAO_PASSPHRASE_FILE", "PLANTAO_PASSWORD_FILE")


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "practice",
        help="learn with invented people; nothing real is touched and nothing leaves this machine",
        description="A window of its own on a throw-away folder with keys of its own: no server, no real channels. "
        "This user's real station is fenced off from the first line on. All of it is removed at the end.",
    )
    parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0], help="the language of the window")
    parser.add_argument(
        "--as",
        dest="part",
        choices=(*PARTS, AT_RECEIVER),
        help="a primary-care unit (default), a reference hospital, or a receiver of its ward's alarms",
    )
    parser.add_argument("--tour", metavar="NAME", default="", help="begin this first-day tour after the sign-in")
    parser.add_argument("--until-ready", action="store_true", help="close again once somebody could sign in (a trial)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Open the practice; the exit status.

    KnownError practice.real_home where the folder would lie in the real one, practice.no_such_tour.
    """
    real, tour = station_folders().home, getattr(arguments, "tour", "")
    part = getattr(arguments, "part", None) or _part_of(tour)
    with tempfile.TemporaryDirectory(prefix="plantao-practice-", ignore_cleanup_errors=True) as home:
        folders = StationFolders(Path(home) / "station")
        apart_from(folders.home, real)
        os.environ["PLANTAO_HOME"] = str(folders.home)
        for name in _OF_A_STATION:
            os.environ.pop(name, None)
        fence_off(real)
        from ui.commands.practice_window import open_practice  # noqa: PLC0415 - Qt only when it is needed

        kept = real.with_name(f"{real.name}-practice")
        return open_practice(folders, arguments.lang, part, tour, kept, until_ready=arguments.until_ready)


def _part_of(tour: str) -> str:
    """Which station a tour needs; the unit where none is named."""
    if not tour:
        return UBS
    from ui.tour.tours import ORDER, tour_named  # noqa: PLC0415 - a practice mostly opens without one

    found = tour_named(tour)
    if found is None:
        raise KnownError("practice.no_such_tour", tour=tour, known=ORDER)
    return HOSPITAL if found.at_hospital else UBS
