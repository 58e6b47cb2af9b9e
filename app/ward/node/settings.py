"""How the node of this station takes devices in: settings that stay here, used by whoever starts the node."""

import logging
import ssl
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from app.interop.encryption import refuse_expired, server_context
from app.interop.protocols import read_further_ports
from app.kernel.errors import KnownError
from app.kernel.words import Word
from app.security.roles import Action
from app.security.session import Session, require
from app.store.settings import read_setting, write_setting
from app.store.store import Store

_logger = logging.getLogger(__name__)

THIS_MACHINE: Final = "127.0.0.1"
WHOLE_NETWORK: Final = "0.0.0.0"
HOSTS: Final = (THIS_MACHINE, WHOLE_NETWORK)
_KEY: Final = "ward_inputs"
LEAST_BUDGET, MOST_BUDGET = 16, 65_536
"""MiB a stay."""


@dataclass(frozen=True)
class NodeSettings:
    """Ports as numbers of TCP; `recording_budget` in MiB a stay.

    `certificate`, `certificate_key`, `device_authorities`: files (PEM), "" where there is none. Without a certificate
    nothing is encrypted; without a key of its own the certificate's file holds it; with authorities only devices that
    bring a certificate of theirs are let in. `further_ports`: "name=port …", see
    `app/interop/protocols`.
    """

    host: str = THIS_MACHINE
    hl7_port: int = 2575
    datagram_port: int | None = None
    certificate: str = ""
    certificate_key: str = ""
    device_authorities: str = ""
    silent: bool = False
    recording_budget: int = 256
    further_ports: str = ""


def check_node_settings(settings: NodeSettings) -> None:
    """KnownError ward_inputs.<field> naming value and what is expected; `ward_inputs.ports_equal`."""
    for name, port in (("hl7_port", settings.hl7_port), ("datagram_port", settings.datagram_port)):
        if port is not None and not 1 <= port <= 65_535:
            raise KnownError(f"ward_inputs.{name}", value=str(port))
    ports = [settings.hl7_port, settings.datagram_port, *read_further_ports(settings.further_ports).values()]
    twice = [port for port in ports if port is not None and ports.count(port) > 1]
    if twice:
        raise KnownError("ward_inputs.ports_equal", value=str(twice[0]))
    if settings.host not in HOSTS:
        raise KnownError("ward_inputs.host", value=settings.host)
    if not LEAST_BUDGET <= settings.recording_budget <= MOST_BUDGET:
        raise KnownError(
            "ward_inputs.recording_budget", value=settings.recording_budget, least=LEAST_BUDGET, most=MOST_BUDGET
        )
    check_encryption(settings)
    for name in ("certificate", "certificate_key", "device_authorities"):
        chosen = str(getattr(settings, name))
        if chosen and not Path(chosen).is_absolute():
            raise KnownError(f"ward_inputs.{name}", value=chosen)


def check_encryption(settings: NodeSettings) -> None:
    """KnownError `ward_inputs.certificate_missing`: keys or authorities without it would encrypt nothing."""
    if (settings.certificate_key or settings.device_authorities) and not settings.certificate:
        raise KnownError("ward_inputs.certificate_missing")


def encryption_of(settings: NodeSettings) -> ssl.SSLContext | None:
    """What listeners encrypt with; None: nothing. KnownError ward.certificate_unreadable."""
    if not settings.certificate:
        return None
    own, key = Path(settings.certificate), Path(settings.certificate_key or settings.certificate)
    return server_context(own, key, Path(settings.device_authorities) if settings.device_authorities else None)


def read_node_settings(connection: Connection) -> NodeSettings:
    """As they were kept; the usual ones where nothing was, or nothing that this program can use."""
    stored = read_setting(connection, _KEY)
    if not isinstance(stored, Mapping):
        return NodeSettings()
    try:
        settings = NodeSettings(**{one.name: stored[one.name] for one in fields(NodeSettings) if one.name in stored})
        check_node_settings(settings)
    except (KnownError, TypeError) as problem:
        # Alarms of the usual inputs are better than none.
        _logger.error("the settings of the ward's inputs cannot be used: %s", Word(type(problem).__name__))
        return NodeSettings()
    return settings


class NodeSettingsService:
    """Reading and changing need `change_settings`; a node that runs takes a change up by beginning anew."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def settings(self, session: Session) -> NodeSettings:
        """As they stand."""
        require(session, Action.CHANGE_SETTINGS)
        with self._store.read() as connection:
            return read_node_settings(connection)

    def change(self, session: Session, settings: NodeSettings) -> None:
        """Keep all of them. Raises as `check_node_settings`, and ward.certificate_unreadable, _expired."""
        require(session, Action.CHANGE_SETTINGS)
        check_node_settings(settings)
        encryption_of(settings)
        if settings.certificate:
            refuse_expired(Path(settings.certificate), self._store.clock.now())
        with self._store.write(session.actor) as writing:
            before = asdict(read_node_settings(writing.connection))
            differing = {name: value for name, value in asdict(settings).items() if before[name] != value}
            if differing:
                write_setting(writing, _KEY, asdict(settings))
                writing.audit("ward_inputs_changed", "station", _KEY, **differing)
