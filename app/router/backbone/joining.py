"""How a node becomes another's neighbour: by a one-time code, as a receiver does; both are admitted by the other."""

from collections.abc import Callable
from typing import Final

from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.router.backbone.listed import Listed, read_listed
from app.router.links.admitted import AdmittedKeys
from app.router.links.client import NodeAddress
from app.router.links.pairing import PairingDoor, pair
from app.ward.node.keys import KeyPair

_SOMEBODY: Final = "node"


class NodeDoor:
    """Open until one other node has come, or as a `PairingDoor` closes. `admit` keeps it, from the door's thread, and
    may refuse with a KnownError."""

    def __init__(self, own: Listed, admit: Callable[[Listed], None], clock: Clock, host: str, port: int = 0) -> None:
        where = own.address
        grant = NodeAddress(host, where.alarms_port, where.bulk_port, own.public)
        self.came: Listed | None = None
        self._admit = admit
        self.door = PairingDoor(_SOMEBODY, grant, _Asking(self._asked), clock, port=port, says=_says(own))

    def _asked(self, public: str) -> None:
        listed = read_listed(f"{self.door.said} {public}")
        self._admit(listed)
        self.came = listed


class _Asking(AdmittedKeys):
    """What the door is given in place of keys: who the node is, it says itself."""

    def __init__(self, asked: Callable[[str], None]) -> None:
        super().__init__()
        self._asked = asked

    def admit(self, public: str, receiver: str) -> None:  # noqa: ARG002 - the door expects one, and has no name for it
        """Keep it first."""
        self._asked(public)


def join(host: str, port: int, code: str, keys: KeyPair, own: Listed, wait_seconds: float = 5.0) -> Listed:
    """Come in at a door that is open; the node behind it. KnownError router_links.wrong_code, and those of a node that
    says something else than who it is."""
    paired = pair(host, port, code, keys, wait_seconds, _says(own))
    if paired is None:
        raise KnownError("router_links.wrong_code")
    return read_listed(f"{paired.says} {paired.node.public}")


def _says(own: Listed) -> str:
    return f"{own.name} {own.address}"
