"""Opens the station: what happens when somebody double-clicks the program."""

import argparse
import sys

from app.kernel.folders import station_folders
from ui.commands.composing import StationPorts
from ui.start.application import run as open_window


def run(arguments: argparse.Namespace) -> int:
    """Show the window and stay until it is closed; the exit status."""
    return open_window(sys.argv[:1], StationPorts(station_folders(), starts_node=True), kiosk=arguments.kiosk)
