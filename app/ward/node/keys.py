"""The keys and ports by which a window finds a process of its station and the two know each other (CURVE, both ways).

Made anew at each start of that process and written into the station's folder, readable by the station's own user alone.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import zmq

NODE_FILE: Final = "node.json"
"""The ward's node."""
ROUTER_FILE: Final = "router.json"
"""The router."""


@dataclass(frozen=True)
class KeyPair:
    """Public and secret half, as ZeroMQ writes them (Z85)."""

    public: str
    secret: str


@dataclass(frozen=True)
class NodeLink:
    """Where the process (`node`) listens on this machine, and the keys of both sides."""

    feed_port: int
    command_port: int
    node: KeyPair
    window: KeyPair

    @staticmethod
    def fresh(feed_port: int = 0, command_port: int = 0) -> "NodeLink":
        """New keys."""
        return NodeLink(feed_port, command_port, _pair(), _pair())


def write_link(folder: Path, link: NodeLink, file: str = NODE_FILE) -> None:
    """Leave the link where a window looks for it: whole or not at all, and for no other user's eyes."""
    folder.mkdir(parents=True, exist_ok=True)
    path, fresh = folder / file, folder / f"{file}.{os.getpid()}"
    # Made with its rights; a file that is made first and closed to others later can be read in between.
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as written:
        json.dump(asdict(link), written)
    fresh.replace(path)


def read_link(folder: Path, file: str = NODE_FILE) -> NodeLink | None:
    """The link of the process that was started last; None where there is none or it cannot be read."""
    try:
        content = json.loads((folder / file).read_text(encoding="utf-8"))
        return NodeLink(
            int(content["feed_port"]),
            int(content["command_port"]),
            KeyPair(**content["node"]),
            KeyPair(**content["window"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def forget_link(folder: Path, file: str = NODE_FILE) -> None:
    """The process has stopped: nobody needs to try."""
    (folder / file).unlink(missing_ok=True)


def _pair() -> KeyPair:
    public, secret = zmq.curve_keypair()
    return KeyPair(public.decode(), secret.decode())
