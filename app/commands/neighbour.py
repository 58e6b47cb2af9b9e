"""`neighbour`: which other routers this one works with; they come in by a one-time code, both by the other's key."""

import argparse
from collections.abc import Callable
from typing import Final

import zmq

from app.bootstrap import Ports, ask_for_key
from app.kernel.actor import PROGRAM
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.kernel.folders import station_folders
from app.router.backbone.joining import NodeDoor, join
from app.router.backbone.listed import Listed, read_listed
from app.router.backbone.wires import NodeAddress
from app.router.links.pairing import VALID_SECONDS
from app.router.node.own_keys import own_keys
from app.router.receivers.admission import shown_address
from app.router.settings import RouterSettings, change_neighbours, read_router_settings
from app.store.opening import open_store
from app.store.store import Store

_PATIENCE_SECONDS: Final = VALID_SECONDS + 10.0


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "neighbour",
        description="Other routers of the same network: alarms of this ward reach people at receivers of theirs, and "
        "the other way round. `open` shows a code; `join HOST:PORT CODE` is typed at the other computer.",
    )
    parser.add_argument("what", choices=("list", "open", "join", "remove"))
    parser.add_argument("operands", nargs="*", help="join: HOST:PORT and the code; remove: the node's name")
    parser.add_argument("--name", help="what this router is called among the others")
    parser.add_argument("--json", action="store_true", help="tell a refusal as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Do it; the router takes the change up by itself."""
    folders, ports = station_folders(), Ports(clock=SystemClock())
    store = open_store(folders.store, ask_for_key(folders, ports), ports.clock, ports.made_ids())
    try:
        return _WORK[arguments.what](store, list(arguments.operands), arguments.name or "")
    finally:
        store.close()


def _list(store: Store, _operands: list[str], _name: str) -> int:
    settings = _settings(store)
    for one in settings.neighbours:
        listed = read_listed(one)
        print(f"{listed.name}  {listed.address}")
    return 0


def _open(store: Store, _operands: list[str], name: str) -> int:
    settings = _named(store, name)
    port = _pairing_port(settings)
    try:
        opened = NodeDoor(_own(store, settings), _keeper(store), store.clock, settings.host, port)
    except zmq.ZMQError as problem:
        raise KnownError("router_receivers.port_in_use", port=port) from problem
    code = opened.door.start()
    print(f"{shown_address(settings)}:{opened.door.port} {code}", flush=True)
    opened.door.wait(_PATIENCE_SECONDS)
    opened.door.close()
    if opened.came is None:
        raise KnownError("router_links.nobody_came")
    print(f"{opened.came.name}  {opened.came.address}")
    return 0


def _join(store: Store, operands: list[str], name: str) -> int:
    host, _, port = operands[0].rpartition(":") if len(operands) == 2 else ("", "", "")
    if not host or not port.isdecimal():
        raise KnownError("router_links.join_what")
    settings = _named(store, name)
    found = join(host, int(port), operands[1], own_keys(store), _own(store, settings))
    _keeper(store)(found)
    print(f"{found.name}  {found.address}")
    return 0


def _remove(store: Store, operands: list[str], _name: str) -> int:
    change_neighbours(store, PROGRAM, lambda listed: [one for one in listed if one.name not in operands])
    return 0


def _keeper(store: Store) -> Callable[[Listed], None]:
    """Keeps one more, in the place of one of the same name."""

    def keep(found: Listed) -> None:
        change_neighbours(store, PROGRAM, lambda known: [*(one for one in known if one.name != found.name), found])

    return keep


def _settings(store: Store) -> RouterSettings:
    with store.read() as connection:
        return read_router_settings(connection)


def _named(store: Store, name: str) -> RouterSettings:
    """The settings, with this router's own name."""
    if name:
        change_neighbours(store, PROGRAM, lambda known: known, name)
    settings = _settings(store)
    if not settings.node:
        raise KnownError("router_links.no_name")
    return settings


def _pairing_port(settings: RouterSettings) -> int:
    """Where new receivers are let in, too: one code at a time."""
    return settings.pairing_port


def _own(store: Store, settings: RouterSettings) -> Listed:
    where = NodeAddress(shown_address(settings), settings.node_alarms_port, settings.node_bulk_port)
    return Listed(settings.node, where, own_keys(store).public)


_WORK: Final[dict[str, Callable[[Store, list[str], str], int]]] = {
    "list": _list,
    "open": _open,
    "join": _join,
    "remove": _remove,
}
