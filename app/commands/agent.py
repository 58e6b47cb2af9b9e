"""`agent`: the station's background work (sync, reminders, backups) where no window is open, as a system's service.

The key comes silently from a key file or the key ring, else from the file that PLANTAO_PASSPHRASE_FILE names. A lease
in the store makes sure that of a window and an agent one works, not both.
"""

import argparse
import logging

from app.bootstrap import Ports, ask_for_key, open_station
from app.kernel import parent
from app.kernel.clock import SystemClock
from app.kernel.folders import station_folders
from app.policy.places import followed, found_policy
from app.policy.reading import read_policy
from app.station import Station
from app.support.process import begin_process

_logger = logging.getLogger(__name__)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "agent", description="Sync, reminders and backups of this station, without a window."
    )
    pace = parser.add_mutually_exclusive_group()
    pace.add_argument("--every", type=_seconds, metavar="SECONDS", help="sync this often (default: as with a window)")
    pace.add_argument(
        "--once", action="store_true", help="sync once, send what is due, end; status 1 with the reason if it failed"
    )


def run(arguments: argparse.Namespace) -> int:
    """Work until SIGTERM or SIGINT; a round that is under way is finished first."""
    folders, clock = station_folders(), SystemClock()
    # Before anything is opened: a stop during the start is a stop too.
    stop = parent.stopped_by_signals()
    begin_process("agent", folders.home, clock)
    path = found_policy(None)
    decided = followed(lambda: None if path is None else read_policy(path))
    ports = Ports(clock=clock, background=not arguments.once, policy=decided, policy_file=path)
    station = open_station(folders, ask_for_key(folders, ports), ports)
    try:
        if arguments.once:
            return _once(station)
        _logger.info("started")
        while not stop.wait(arguments.every):
            station.background.synchronise()
    finally:
        station.close()
    _logger.info("stopped")
    return 0


def _once(station: Station) -> int:
    """What came down by sync comes before what is sent; a round that fails keeps nobody from sending."""
    try:
        station.sync.run_round()
    finally:
        station.reminders.work.follow()
        tally = station.reminders.work.send_due()
        _logger.info("messages: %d tried, %d refused, %d expired", tally.finished, tally.refused, tally.expired)
    return 0


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0.1 <= seconds <= 86_400:
        raise argparse.ArgumentTypeError("0.1–86400")
    return seconds
