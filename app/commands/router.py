"""`router`: carries the ward's alarms to people, in a process of its own beside the node. No window, no Qt."""

import argparse
import contextlib
import logging
import threading

from app.bootstrap import Ports, ask_for_key
from app.commands.router_parts import parts_of
from app.commands.router_tending import machines_tender, phones_tender
from app.kernel import parent
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders, station_folders
from app.kernel.words import Word
from app.router.node.node import RouterNode
from app.router.settings import RouterSettings, read_router_settings
from app.store.lease import Lease
from app.store.opening import open_store
from app.store.restoring import is_prepared
from app.store.store import Store
from app.support.process import begin_process
from app.ward.node.keys import ROUTER_FILE, NodeLink, forget_link, read_link, write_link
from app.ward.node.lease import RENEW_SECONDS, router_lease

_logger = logging.getLogger(__name__)
_WATCH_SECONDS = 1.0


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "router",
        description="Carries the alarms of this station's ward to people: calls them by table 17, until somebody is at "
        "the bed. Ports and the rest are settings of the station; its key comes from a key file or the key ring, else "
        "from the file that PLANTAO_PASSPHRASE_FILE names.",
    )
    parser.add_argument("--key-from-stdin", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="tell a refusal as JSON")
    parent.add_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Work until SIGTERM or SIGINT; status 1 where another router has taken over."""
    folders, stop = station_folders(), parent.stopped_by_signals()
    begin_process("router", folders.home)
    given = parent.key_from_stdin(closing=not arguments.with_parent) if arguments.key_from_stdin else None
    parent.end_with_parent(arguments, stop)
    ports = Ports(clock=SystemClock())
    key = ask_for_key(folders, ports) if given is None else given
    store = open_store(folders.store, key, ports.clock, ports.made_ids())
    lease, ours = router_lease(store), True
    try:
        held = lease.take_or_renew()
        if not held.ours:
            raise KnownError("router.runs", holder=held.holder)
        while (ours := _one_run(folders, store, key, lease, stop)) and not stop.is_set():
            _logger.info("the settings were changed")
    finally:
        if ours:
            _release(lease)
        store.close()
    _logger.info("stopped")
    return 0 if ours else 1


def _one_run(
    folders: StationFolders, store: Store, key: bytes, lease: Lease, stop: threading.Event
) -> bool:  # fmt: skip
    """Until it is to stop, or the settings were changed; False where another router has taken over."""
    with store.read() as connection:
        settings = read_router_settings(connection)
    if not settings.wanted:
        _logger.info("no router is wanted at this station any more")
        stop.set()
        return True
    router = RouterNode(parts_of(folders, store, key, settings), store.clock)
    link = router.start()
    write_link(folders.home, link, ROUTER_FILE)
    _logger.info("started: receivers at %s:%d", Word(router.address.host), router.address.alarms_port)
    tenders = [machines_tender(folders, store, key)]
    if settings.phones:
        tenders.append(phones_tender(folders, settings, store.clock))
    try:
        for one in tenders:
            one.start()
        return _watch(folders, store, settings, lease, link, stop)
    finally:
        for one in tenders:
            one.stop()
        forget_link(folders.home, ROUTER_FILE)
        router.stop()


def _watch(
    folders: StationFolders, store: Store, settings: RouterSettings, lease: Lease, link: NodeLink, stop: threading.Event
) -> bool:
    renewed_at = store.clock.monotonic()
    while not stop.wait(_WATCH_SECONDS):
        if read_link(folders.home, ROUTER_FILE) is None:
            # One that ended late, or whoever was about to start another, has taken it away.
            with contextlib.suppress(OSError):
                write_link(folders.home, link, ROUTER_FILE)
        if is_prepared(folders.store):
            _logger.info("a restore waits until nobody has the store open")
            stop.set()
        try:
            if store.clock.monotonic() - renewed_at >= RENEW_SECONDS:
                held = lease.take_or_renew()
                if not held.ours:
                    _logger.error("another router has taken over: %s", Word(held.holder))
                    return False
                renewed_at = store.clock.monotonic()
            with store.read() as connection:
                if read_router_settings(connection) != settings:
                    return True
        except Exception as problem:
            # Whatever it was: the alarms go on, and it is asked again.
            _logger.warning("the lease or the settings could not be read: %s", Word(type(problem).__name__))
    return True


def _release(lease: Lease) -> None:
    try:
        lease.release()
    except KnownError as problem:
        _logger.warning("the lease of the router ends by itself: %s", problem.code)
