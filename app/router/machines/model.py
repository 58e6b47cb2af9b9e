"""What is known of a machine that gets alarms."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from app.kernel.errors import KnownError
from app.kernel.hosts import can_be_asked

MOST_COLUMNS: Final = 64
LEAST_COLUMNS: Final = 24
LAST_COIL: Final = 65_535
LAST_PRIORITY: Final = 2


class MachineKind(StrEnum):
    """What a machine is (`ReceiverState.kind`); labels: texts `router_machines.kind_<value>`."""

    HTTP = "http"
    RELAY = "relay"
    PAPER = "paper"
    ALARM_MANAGER = "alarm_manager"


USUAL_PORTS: Final = {MachineKind.RELAY: 502, MachineKind.PAPER: 9100, MachineKind.ALARM_MANAGER: 2575}


@dataclass(frozen=True)
class MachineSettings:
    """How a machine is reached. `address`: an https or http URL, else host:port.

    `down_to`: it acts on alarms of this priority and the more urgent ones (0 to 2). `secret`: what an HTTP call shows
    (Authorization: Bearer). `authorities`: file (PEM) of whoever signs its certificate, "" the system's own. `coil`: of
    a relay (Modbus, from 0). `columns`: characters on a line of a slip. `replies_port`: where an alarm manager's
    replies come in, 0: only on the connection that was made to it; `replies_host`: on which address.
    """

    kind: MachineKind
    address: str
    down_to: int = LAST_PRIORITY
    secret: str = ""
    authorities: str = ""
    coil: int = 0
    columns: int = 42
    replies_port: int = 0
    replies_host: str = "127.0.0.1"

    @property
    def host_and_port(self) -> tuple[str, int]:
        """Of what is no URL."""
        host, _, port = self.address.rpartition(":")
        return host.strip("[]"), int(port)


def check_machine(settings: MachineSettings) -> None:
    """KnownError router_machines.<field> with `value` and what was expected."""
    if settings.kind is MachineKind.HTTP:
        _check_url(settings.address)
    else:
        _check_host(settings.address, USUAL_PORTS[settings.kind])
    _in("down_to", settings.down_to, 0, LAST_PRIORITY)
    _in("coil", settings.coil, 0, LAST_COIL)
    _in("columns", settings.columns, LEAST_COLUMNS, MOST_COLUMNS)
    _in("replies_port", settings.replies_port, 0, 65_535)


def _check_url(address: str) -> None:
    try:
        parts = urlsplit(address)
        fits = parts.scheme in ("http", "https") and parts.port != 0 and not parts.username
        fits = fits and can_be_asked(parts.hostname or "")
    except ValueError:
        fits = False
    if not fits:
        raise KnownError("router_machines.url", value=address[:80])


def _check_host(address: str, usual: int) -> None:
    host, _, port = address.rpartition(":")
    if not can_be_asked(host.strip("[]")) or not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65_535:
        raise KnownError("router_machines.address", value=address[:80], port=usual)


def _in(field: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise KnownError(f"router_machines.{field}", value=value, least=least, most=most)
