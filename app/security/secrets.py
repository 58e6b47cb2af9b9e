"""Credentials of providers, sealed with a key derived from the store's own: they open only with its key slots.

They are not in the change log, in no export, and never shown again; a backup carries them sealed.
"""

import json
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, delete, insert, select

from app.kernel.errors import KnownError
from app.store.tables import sealed_secret
from app.store.writing import Writing

_NONCE_BYTES = 12
_INFO = b"plantao provider secrets"


class Secrets:
    """The secrets of one store; `store_key`: its raw key."""

    def __init__(self, store_key: bytes) -> None:
        self._cipher = AESGCM(HKDF(SHA256(), 32, salt=None, info=_INFO).derive(store_key))

    def keep(self, writing: Writing, name: str, secret: str) -> None:
        """Seal it in the place of the one before; an empty one takes it away."""
        writing.connection.execute(delete(sealed_secret).where(sealed_secret.c.name == name))
        if secret:
            nonce = os.urandom(_NONCE_BYTES)
            sealed = self._cipher.encrypt(nonce, secret.encode(), name.encode())
            text = json.dumps([nonce.hex(), sealed.hex()])
            row = {"name": name, "sealed": text, "changed_at": writing.at}
            writing.connection.execute(insert(sealed_secret).values(row))

    def read(self, connection: Connection, prefix: str) -> Mapping[str, str]:
        """All whose name begins so, by the rest of their names. KnownError `secrets.not_ours` for a foreign seal."""
        table = sealed_secret
        rows = connection.execute(select(table.c.name, table.c.sealed).where(table.c.name.startswith(prefix)))
        return {row.name.removeprefix(prefix): self._open(row.name, row.sealed) for row in rows}

    def names(self, connection: Connection, prefix: str) -> frozenset[str]:
        """Which are kept, without opening any."""
        table = sealed_secret
        found = connection.execute(select(table.c.name).where(table.c.name.startswith(prefix))).scalars()
        return frozenset(one.removeprefix(prefix) for one in found)

    def marks(self, connection: Connection) -> dict[str, str]:
        """When each was changed, without opening any."""
        rows = connection.execute(select(sealed_secret.c.name, sealed_secret.c.changed_at))
        return {row.name: row.changed_at for row in rows}

    def _open(self, name: str, text: str) -> str:
        nonce, sealed = (bytes.fromhex(part) for part in json.loads(text))
        try:
            return self._cipher.decrypt(nonce, sealed, name.encode()).decode()
        except InvalidTag as error:
            raise KnownError("secrets.not_ours", name=name) from error
