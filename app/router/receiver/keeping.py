"""What a paired receiver keeps: which node it belongs to, and its own key. In the desktop's keyring; without one in a
file for its user alone."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Final

from app.kernel.errors import KnownError
from app.router.links.client import NodeAddress
from app.router.links.pairing import Paired
from app.security.keys.keyring import SystemKeyring
from app.ward.node.keys import KeyPair

_FILE: Final = "receiver.json"


class KeptPairing:
    """The pairing of this receiver, in its own folder. The keyring may keep whoever asks it waiting for 3 s."""

    def __init__(self, folder: Path, keyring: SystemKeyring) -> None:
        self._path, self._keyring = folder / _FILE, keyring

    def read(self) -> Paired | None:
        """None before the first pairing, and where what was kept can no longer be read. KnownErrors of the keyring
        where the key is in it and it does not answer."""
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            receiver, node, public = str(kept["receiver"]), NodeAddress(**kept["node"]), str(kept["public"])
            secret = str(kept["secret"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        found = secret or self._keyring.read(_name(receiver))
        return Paired(receiver, KeyPair(public, found), node) if found else None

    def keep(self, paired: Paired) -> bool:
        """Keep it in the place of what was kept; whether the key is in the keyring (else in the file)."""
        secret = ""
        try:
            self._keyring.write(_name(paired.receiver), paired.own.secret)
        except KnownError:
            secret = paired.own.secret
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        # Made with its rights: a file that is closed to others later can be read in between.
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as written:
            content = {"receiver": paired.receiver, "node": asdict(paired.node), "public": paired.own.public}
            json.dump({**content, "secret": secret}, written)
        fresh.replace(self._path)
        return not secret

    def forget(self) -> None:
        """This receiver belongs to no node any more."""
        self._path.unlink(missing_ok=True)


def _name(receiver: str) -> str:
    return f"receiver {receiver}"
