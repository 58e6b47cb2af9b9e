"""`node`: the ward in a process of its own. It listens to the devices, decides the alarms and tells every window."""

import argparse
import contextlib
import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from app.bootstrap import Ports, ask_for_key
from app.commands.node_options import made_inputs, replayed, with_options
from app.commands.router_tending import router_tender, wants_router
from app.interop.datagrams import USUAL_PORT as DATAGRAM_PORT
from app.interop.hl7.mllp import USUAL_PORT
from app.interop.protocols import protocols
from app.interop.simulator.plans import load_plan, ward_codes
from app.interop.simulator.ward import USUAL_SEED
from app.kernel import parent
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders, station_folders
from app.kernel.words import Word
from app.policy.places import followed, found_policy
from app.policy.reading import read_policy
from app.privacy.ward_keeping import ward_keeping
from app.store.opening import open_store
from app.store.restoring import is_prepared
from app.store.store import Store
from app.support.process import begin_process
from app.ward.alarms.model import Change
from app.ward.node.keys import forget_link, read_link, write_link
from app.ward.node.node import WardNode
from app.ward.node.settings import NodeSettings, read_node_settings
from app.ward.node.simulated import simulated_beds
from app.ward.node.station_ward import WATCH_SECONDS, Kept, StationWard
from app.ward.recording.folder import RecordingFolder
from app.ward.recording.keeping import Keeping
from app.ward.recording.sealed import RecordingKey
from app.ward.sound.speaker import Speaker, SystemSpeaker

_logger = logging.getLogger(__name__)
_KEEPING_SECONDS: Final = 60.0
"""A period or a hold that somebody has set counts after so long at the latest."""


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
    _add_input_options(parser)
    parser.add_argument(
        "--router",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="see to the router, which carries the alarms to people (usual: as the settings of this station say)",
    )
    parser.add_argument("--key-from-stdin", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="tell a refusal as JSON")
    parent.add_option(parser)


def _add_input_options(parser: argparse.ArgumentParser) -> None:
    inputs = parser.add_argument_group("ways in", "what is not named is as the settings of this station say")
    inputs.add_argument("--host", help="where devices reach it (usual: this machine alone)")
    inputs.add_argument("--hl7-port", type=int, metavar="PORT", help=f"usual: {USUAL_PORT}")
    inputs.add_argument(
        "--datagram-port", type=int, metavar="PORT", help=f"take 48-byte datagrams too (usual port: {DATAGRAM_PORT})"
    )
    inputs.add_argument(
        "--further-ports",
        metavar="NAME=PORT",
        help=f"listen for further protocols too, apart by blanks (there are: {', '.join(protocols()) or 'none'})",
    )
    inputs.add_argument("--certificate", metavar="FILE", help="encrypt with this certificate (PEM, with its chain)")
    inputs.add_argument("--certificate-key", metavar="FILE", help="its key, where the certificate's file has it not")
    inputs.add_argument("--device-authorities", metavar="FILE", help="let in only devices with a certificate of these")
    inputs.add_argument(
        "--silent",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="no sound here, because another machine of the ward sounds",
    )
    inputs.add_argument(
        "--recording-budget",
        type=int,
        metavar="MIB",
        help="disk for the recorded signals of one stay; beyond it the oldest are given up "
        f"(usual: {NodeSettings().recording_budget})",
    )
    inputs.add_argument(
        "--replay", type=Path, metavar="RECORD", help="play a WFDB record again and again, as a device of no person"
    )
    inputs.add_argument("--replay-bed", default="", metavar="BED", help="the bed that this device names")


def run(arguments: argparse.Namespace) -> int:
    """Work until SIGTERM or SIGINT; status 1 where another node has taken over."""
    folders, stop = station_folders(), parent.stopped_by_signals()
    begin_process("node", folders.home)
    if arguments.replay_bed and arguments.replay is None:
        raise KnownError("ward.replay_missing", bed=arguments.replay_bed)
    given = parent.key_from_stdin(closing=not arguments.with_parent) if arguments.key_from_stdin else None
    parent.end_with_parent(arguments, stop)
    if arguments.simulated is not None:
        return _simulated(arguments, folders, stop)
    return _of_station(arguments, folders, given, stop)


def _simulated(arguments: argparse.Namespace, folders: StationFolders, stop: threading.Event) -> int:
    clock = SystemClock()
    settings = with_options(NodeSettings(), arguments)
    inputs = [*made_inputs(settings, clock), *replayed(arguments, clock)]
    beds = simulated_beds(load_plan(arguments.simulated), arguments.seed)
    node = WardNode(beds, inputs, _note, clock, speaker=_speaker(settings))
    write_link(folders.home, node.start())
    _logger.info("started: %s, %d beds", Word(", ".join(each.name for each in inputs)), len(beds.fixed))
    try:
        stop.wait()
    finally:
        forget_link(folders.home)
        node.stop()
    _logger.info("stopped")
    return 0


def _of_station(
    arguments: argparse.Namespace, folders: StationFolders, given: bytes | None, stop: threading.Event
) -> int:
    """One run after the other, each with the settings as they then are."""
    ports = Ports(clock=SystemClock())
    key = ask_for_key(folders, ports) if given is None else given
    store = open_store(folders.store, key, ports.clock, ports.made_ids())
    keeps = Kept(RecordingFolder(folders.recordings, RecordingKey(key)), folders.alarm_journal)
    tender = None
    if arguments.router is not False:
        tender = router_tender(folders, store, key, with_us=arguments.with_parent)
        tender.start()
    try:
        while (ours := _one_run(arguments, folders, store, keeps, stop)) and not stop.is_set():
            _logger.info("the settings were changed")
    finally:
        if tender is not None:
            tender.stop()
        store.close()
    _logger.info("stopped")
    return 0 if ours else 1


def _one_run(
    arguments: argparse.Namespace, folders: StationFolders, store: Store, keeps: Kept, stop: threading.Event
) -> bool:
    """Until it is to stop, or the settings were changed; False where another node has taken over."""
    with store.read() as connection:
        kept = read_node_settings(connection)
    settings = with_options(kept, arguments)
    inputs = [*made_inputs(settings, store.clock), *replayed(arguments, store.clock)]
    fixed = _periods()
    keeping = partial(ward_keeping, store, keeps.recordings.of_stay, fixed, settings.recording_budget * 2**20)
    ward = StationWard(store, inputs, _speaker(settings), replace(keeps, keeping=keeping()))
    looked_at = store.clock.monotonic()
    link = ward.start()
    write_link(folders.home, link)
    _logger.info("started: %s", Word(", ".join(each.name for each in inputs)))
    ours = True
    try:
        while ours and not stop.wait(WATCH_SECONDS) and not _changed(store, kept):
            ours = ward.watch()
            _want_router(ward, store, arguments)
            if store.clock.monotonic() - looked_at >= _KEEPING_SECONDS:
                looked_at = store.clock.monotonic()
                _keep(ward, keeping)
            if read_link(folders.home) is None:
                # One that ended late, or whoever was about to start another, has taken it away.
                with contextlib.suppress(OSError):
                    write_link(folders.home, link)
            if is_prepared(folders.store):
                _logger.info("a restore waits until nobody has the store open")
                stop.set()
    finally:
        forget_link(folders.home)
        ward.stop()
    return ours


def _want_router(ward: StationWard, store: Store, arguments: argparse.Namespace) -> None:
    with contextlib.suppress(KnownError):
        # A store that cannot be read is told by `watch`; what was wanted stays so until it can be.
        ward.want_router(arguments.router is not False and wants_router(store))


def _keep(ward: StationWard, keeping: Callable[[], Keeping]) -> None:
    try:
        ward.keep(keeping())
    except Exception as problem:
        # Whatever it was: what is recorded is kept as before, the alarms go on, and it is asked again.
        _logger.warning("how long signals are kept could not be read: %s", Word(type(problem).__name__))


def _periods() -> Mapping[str, int]:
    """What this machine's policy says; a node has the periods of the station beside it."""
    path = found_policy(None)
    policy = followed(lambda: None if path is None else read_policy(path))
    return policy.retention if policy else {}


def _changed(store: Store, kept: NodeSettings) -> bool:
    try:
        with store.read() as connection:
            return read_node_settings(connection) != kept
    except Exception as problem:
        # Whatever it was: the alarms go on with the inputs as they are, and it is asked again.
        _logger.warning("the settings could not be read: %s", Word(type(problem).__name__))
        return False


def _speaker(settings: NodeSettings) -> Speaker | None:
    return None if settings.silent else SystemSpeaker()


def _note(changes: Iterable[Change]) -> None:
    """A simulated ward keeps no record: what changed is told to the technical log, without names."""
    for change in changes:
        words = (change.bed, change.what, change.was, change.becomes, change.why)
        _logger.info("%s %s: %s -> %s (%s)", *map(Word, words))
