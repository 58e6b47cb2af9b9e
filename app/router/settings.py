"""How the router of this station reaches its receivers: settings that stay here, taken up by its processes."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

from app.interop.encryption import refuse_expired, server_context
from app.kernel.actor import Actor
from app.kernel.errors import KnownError
from app.kernel.words import Word
from app.security.roles import Action
from app.security.session import Session, require
from app.store.settings import read_setting, write_setting
from app.store.store import Store
from app.ward.node.settings import HOSTS, THIS_MACHINE

if TYPE_CHECKING:
    from app.router.backbone.listed import Listed

_logger = logging.getLogger(__name__)

_KEY: Final = "router"
LEAST_BOX, MOST_BOX = 16, 65_536
"""MiB of the black box."""
MOST_BITS: Final = 1e12
PORTS: Final = ("alarms_port", "bulk_port", "pairing_port", "phones_port", "node_alarms_port", "node_bulk_port")
MOST_NEIGHBOURS: Final = 64


@dataclass(frozen=True)
class RouterSettings:
    """Ports as numbers of TCP. `wanted`: this station routes its ward's alarms; `phones`: telephones may receive them.

    `address`: how receivers find this computer (a name or number of the network), "" where `host` is this machine
    alone or they find it by its name. `certificate`, `certificate_key`: files (PEM) of the phones' pages; "": one that
    this computer makes for itself, and the key where the certificate's file holds it. `black_box` in MiB. `link_bits`:
    what the slowest link of the ward gives (bit/s), None where nobody has said. `node`: what this router is called
    among others, "" where it is alone; `neighbours`: lines of the small list (`app/router/backbone/listed.py`).
    """

    wanted: bool = True
    host: str = THIS_MACHINE
    address: str = ""
    alarms_port: int = 7410
    bulk_port: int = 7411
    pairing_port: int = 7412
    phones: bool = False
    phones_port: int = 8444
    certificate: str = ""
    certificate_key: str = ""
    black_box: int = 64
    link_bits: float | None = None
    node: str = ""
    node_alarms_port: int = 7413
    node_bulk_port: int = 7414
    neighbours: tuple[str, ...] = ()


def check_router_settings(settings: RouterSettings) -> None:
    """KnownError `router_settings.<field>` naming value and what is expected; `.ports_equal`,
    `.certificate_missing` (a key alone); of other nodes those of `read_listed`, router_links.name, .no_name."""
    ports = {name: int(getattr(settings, name)) for name in PORTS}
    for name, port in ports.items():
        if not 1 <= port <= 65_535:
            raise KnownError(f"router_settings.{name}", value=str(port))
    for port in ports.values():
        if list(ports.values()).count(port) > 1:
            raise KnownError("router_settings.ports_equal", value=str(port))
    if settings.host not in HOSTS:
        raise KnownError("router_settings.host", value=settings.host)
    if any(sign.isspace() or sign in "/:@" for sign in settings.address) or len(settings.address) > 253:
        raise KnownError("router_settings.address", value=settings.address[:60])
    if not LEAST_BOX <= settings.black_box <= MOST_BOX:
        raise KnownError("router_settings.black_box", value=settings.black_box, least=LEAST_BOX, most=MOST_BOX)
    if settings.link_bits is not None and not 0 < settings.link_bits <= MOST_BITS:
        raise KnownError("router_settings.link_bits", value=str(settings.link_bits))
    for name in ("certificate", "certificate_key"):
        chosen = str(getattr(settings, name))
        if chosen and not Path(chosen).is_absolute():
            raise KnownError(f"router_settings.{name}", value=chosen)
    if settings.certificate_key and not settings.certificate:
        raise KnownError("router_settings.certificate_missing")
    _check_nodes(settings)


def _check_nodes(settings: RouterSettings) -> None:
    if not settings.node and not settings.neighbours:
        return
    from app.router.backbone.listed import is_name, read_listed  # noqa: PLC0415 - ZeroMQ is loaded with it

    if settings.node and not is_name(settings.node):
        raise KnownError("router_links.name", value=settings.node[:60])
    if settings.neighbours and not settings.node:
        raise KnownError("router_links.no_name")
    listed = [read_listed(one) for one in settings.neighbours[: MOST_NEIGHBOURS + 1]]
    names = [settings.node, *(one.name for one in listed)]
    if len(listed) > MOST_NEIGHBOURS or len(set(names)) < len(names):
        raise KnownError("router_links.neighbour", value=str(listed[-1])[:60])


def read_router_settings(connection: Connection) -> RouterSettings:
    """As they were kept; the usual ones where nothing was, or nothing that this program can use."""
    stored = read_setting(connection, _KEY)
    if not isinstance(stored, Mapping):
        return RouterSettings()
    try:
        known = {one.name: stored[one.name] for one in fields(RouterSettings) if one.name in stored}
        known["neighbours"] = tuple(stored.get("neighbours", ()))
        settings = RouterSettings(**known)
        check_router_settings(settings)
    except (KnownError, TypeError, ValueError) as problem:
        # Alarms routed the usual way are better than none.
        _logger.error("the settings of the router cannot be used: %s", Word(type(problem).__name__))
        return RouterSettings()
    return settings


def change_neighbours(
    store: Store, by: Actor, change: "Callable[[Sequence[Listed]], Sequence[Listed]]", node: str | None = None
) -> None:
    """Other nodes come or go; `node`: this one's own name from now on. Raises as `check_router_settings`."""
    from app.router.backbone.listed import read_listed  # noqa: PLC0415 - only stations with other nodes need it

    with store.write(by) as writing:
        before = read_router_settings(writing.connection)
        listed = tuple(str(one) for one in change([read_listed(one) for one in before.neighbours]))
        after = replace(before, neighbours=listed, node=before.node if node is None else node)
        check_router_settings(after)
        if after != before:
            write_setting(writing, _KEY, asdict(after))
            names = ", ".join(read_listed(one).name for one in listed)
            writing.audit("router_settings_changed", "station", _KEY, node=after.node, neighbours=names)


class RouterSettingsService:
    """Reading and changing need `change_settings`; processes that run take a change up by beginning anew."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def settings(self, session: Session) -> RouterSettings:
        """As they stand."""
        require(session, Action.CHANGE_SETTINGS)
        with self._store.read() as connection:
            return read_router_settings(connection)

    def change(self, session: Session, settings: RouterSettings) -> None:
        """Keep all but `neighbours`, which come and go by a code (`app/router/neighbours.py`), perhaps meanwhile.
        Raises as `check_router_settings`, ward.certificate_unreadable, _expired, router_links.named_as_another."""
        require(session, Action.CHANGE_SETTINGS)
        check_router_settings(replace(settings, neighbours=()))
        if settings.certificate:
            server_context(Path(settings.certificate), Path(settings.certificate_key or settings.certificate))
            refuse_expired(Path(settings.certificate), self._store.clock.now())
        with self._store.write(session.actor) as writing:
            before = read_router_settings(writing.connection)
            if any(line.split()[0] == settings.node for line in before.neighbours):
                raise KnownError("router_links.named_as_another", name=settings.node)
            after = replace(settings, neighbours=before.neighbours)
            check_router_settings(after)
            former = asdict(before)
            differing = {name: value for name, value in asdict(after).items() if former[name] != value}
            if differing:
                write_setting(writing, _KEY, asdict(after))
                writing.audit("router_settings_changed", "station", _KEY, **differing)
