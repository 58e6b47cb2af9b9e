"""`main.py receiver`: the caregiver's receiver on a workstation, which needs no store of a station."""

import argparse
import sys
from pathlib import Path

from app.kernel.folders import station_folders
from app.support.doctor.processes import RECEIVER


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> object:
    """Declare the command with its options."""
    parser = subparsers.add_parser(
        "receiver",
        help="alarms to whoever signs in at this workstation",
        description="A small window above the others: alarms of the ward, answered by whoever has signed in. At its"
        " first start it is paired with a station by the code that the station shows.",
    )
    parser.add_argument("--folder", type=Path, help="where this receiver keeps its key (default: beside the station's)")
    return parser


def run(arguments: argparse.Namespace) -> int:
    """Show the window and stay until the person quits; the exit status."""
    from ui.receiver.application import run as open_window  # noqa: PLC0415 - Qt is imported only for a window

    folder = arguments.folder or station_folders().home / RECEIVER
    return open_window(sys.argv[:1], folder)
