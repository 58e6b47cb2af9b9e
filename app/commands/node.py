"""`node`: the ward in a process of its own. It listens to the devices, decides the alarms and tells every window."""

import argparse
import logging
import signal
import sys
import threading
from collections.abc import Iterable, Sequence
from types import FrameType

from app.bootstrap import Ports, ask_for_key
from app.central.logs import log_to
from app.commands import parent
from app.interop.datagrams import USUAL_PORT as DATAGRAM_PORT
from app.interop.datagrams import DatagramInput
from app.interop.hl7.mllp import USUAL_PORT, MllpInput
from app.interop.simulator.plans import load_plan, ward_codes
from app.interop.simulator.ward import USUAL_SEED
from app.kernel.clock import SystemClock
from app.kernel.folders import StationFolders, station_folders
from app.store.opening import open_store
from app.ward.alarms.model import Change
from app.ward.inputs import DeviceInput
from app.ward.node.keys import forget_link, write_link
from app.ward.node.node import WardNode
from app.ward.node.simulated import simulated_beds
from app.ward.node.station_ward import WATCH_SECONDS, Kept, StationWard
from app.ward.recording.folder import RecordingFolder
from app.ward.recording.keeping import Keeping
from app.ward.recording.sealed import RecordingKey
from app.ward.sound.speaker import Speaker, SystemSpeaker

_logger = logging.getLogger(__name__)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "node",
        description="The ward without a window: takes what devices send, decides alarms, tells the windows. The beds "
        "are those of this station; its key comes from a key file or the key ring, else from the file that "
        "PLANTAO_PASSPHRASE_FILE names.",
    )
    parser.add_argument(
        "--simulated",
        metavar="WARD",
        help=f"instead, the beds of a simulated ward ({', '.join(ward_codes())}, or a file), of which nothing is kept; "
        "send to it with `simulate --ward WARD --hl7 HOST:PORT`",
    )
    parser.add_argument("--seed", type=int, default=USUAL_SEED, help="that of `simulate` (default: %(default)s)")
    parser.add_argument("--host", default="127.0.0.1", help="where devices reach it (default: this machine alone)")
    parser.add_argument("--hl7-port", type=int, default=USUAL_PORT, help="default: %(default)s")
    parser.add_argument(
        "--datagram-port", type=int, metavar="PORT", help=f"take 48-byte datagrams too (usual: {DATAGRAM_PORT})"
    )
    parser.add_argument(
        "--silent", action="store_true", help="no sound here, because another machine of the ward sounds"
    )
    parser.add_argument(
        "--recording-budget",
        type=int,
        default=Keeping().budget // 2**20,
        metavar="MIB",
        help="disk for the recorded signals of one stay; beyond it the oldest are given up (default: %(default)s)",
    )
    parent.add_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Work until SIGTERM or SIGINT; status 1 where another node has taken over."""
    folders, clock = station_folders(), SystemClock()
    stop = _stopping()
    parent.end_with_parent(arguments, stop)
    inputs: list[DeviceInput] = [MllpInput(clock, (arguments.host, arguments.hl7_port))]
    if arguments.datagram_port is not None:
        inputs.append(DatagramInput(clock, (arguments.host, arguments.datagram_port)))
    speaker = None if arguments.silent else SystemSpeaker()
    if arguments.simulated is not None:
        return _simulated(arguments, folders, inputs, speaker, stop)
    keeping = Keeping(budget=arguments.recording_budget * 2**20)
    return _of_station(folders, inputs, speaker, keeping, stop)


def _simulated(
    arguments: argparse.Namespace,
    folders: StationFolders,
    inputs: Sequence[DeviceInput],
    speaker: Speaker | None,
    stop: threading.Event,
) -> int:
    clock = SystemClock()
    log_to(sys.stderr, clock)
    beds = simulated_beds(load_plan(arguments.simulated), arguments.seed)
    node = WardNode(beds, inputs, _note, clock, speaker=speaker)
    write_link(folders.home, node.start())
    _logger.info("started: %s, %d beds", ", ".join(each.name for each in inputs), len(beds.fixed))
    try:
        stop.wait()
    finally:
        forget_link(folders.home)
        node.stop()
    _logger.info("stopped")
    return 0


def _of_station(
    folders: StationFolders,
    inputs: Sequence[DeviceInput],
    speaker: Speaker | None,
    keeping: Keeping,
    stop: threading.Event,
) -> int:
    ports = Ports(clock=SystemClock())
    key = ask_for_key(folders, ports)
    store = open_store(folders.store, key, ports.clock, ports.made_ids())
    log_to(sys.stderr, ports.clock)
    keeps = Kept(RecordingFolder(folders.recordings, RecordingKey(key)), folders.alarm_journal, keeping)
    try:
        ward = StationWard(store, inputs, speaker, keeps)
        write_link(folders.home, ward.start())
        _logger.info("started: %s", ", ".join(each.name for each in inputs))
        ours = True
        try:
            while ours and not stop.wait(WATCH_SECONDS):
                ours = ward.watch()
        finally:
            forget_link(folders.home)
            ward.stop()
    finally:
        store.close()
    _logger.info("stopped")
    return 0 if ours else 1


def _note(changes: Iterable[Change]) -> None:
    """A simulated ward keeps no record: what changed is told to the technical log, without names."""
    for change in changes:
        _logger.info("%s %s: %s -> %s (%s)", change.bed, change.what, change.was, change.becomes, change.why)


def _stopping() -> threading.Event:
    stop = threading.Event()

    def noted(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, noted)
    return stop
