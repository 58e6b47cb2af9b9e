"""Opens the station: what happens when somebody double-clicks the program."""

import argparse
import sys

from app.kernel.folders import station_folders
from app.policy.places import found_policy
from ui.commands.composing import StationPorts
from ui.start.application import run as open_window


def run(arguments: argparse.Namespace) -> int:
    """Show the window and stay until it is closed; the exit status."""
    ports = StationPorts(station_folders(), starts_node=True, policy_file=found_policy(arguments.policy))
    return open_window(sys.argv[:1], ports, kiosk=arguments.kiosk, bundle=arguments.bundle)
