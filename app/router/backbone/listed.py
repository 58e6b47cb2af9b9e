"""One line of the small list of other nodes: name, where it listens, and its public key."""

from dataclasses import dataclass
from typing import Final

from zmq.utils import z85

from app.kernel.errors import KnownError
from app.router.backbone.wires import NodeAddress, read_address

LONGEST_NAME: Final = 40
_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Listed:
    """`public`: Z85. As text `name host:alarms:bulk key`."""

    name: str
    address: NodeAddress
    public: str

    def __str__(self) -> str:
        return f"{self.name} {self.address} {self.public}"


def read_listed(text: str) -> Listed:
    """What `str` made. KnownError router_links.address, router_links.neighbour for anything else."""
    parts = text.split()
    if len(parts) != 3 or not is_name(parts[0]) or not _is_key(parts[2]):
        raise KnownError("router_links.neighbour", value=text[:60])
    return Listed(parts[0], read_address(parts[1]), parts[2])


def is_name(text: str) -> bool:
    """Whether a node may be called so."""
    return 0 < len(text) <= LONGEST_NAME and text.isprintable() and " " not in text


def _is_key(text: str) -> bool:
    try:
        return len(z85.decode(text)) == _KEY_BYTES
    except (ValueError, KeyError, UnicodeEncodeError):
        return False
