"""HTTPS to one server whose certificate is known by its fingerprint; nothing is sent to any other."""

import hashlib
import socket
import ssl
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from app.kernel.errors import KnownError
from app.kernel.hosts import can_be_asked

FINGERPRINT_SIGNS: Final = 64
_CONNECT_SECONDS, _READ_SECONDS = 10.0, 60.0
_HTTPS: Final = 443
_MISMATCH: Final = "Fingerprints did not match"
_HEX: Final = frozenset("0123456789abcdef")


def clean_address(text: str) -> str:
    """`https://host[:port]`, however it was typed. KnownError `sync.bad_address`."""
    typed = text.strip().rstrip("/")
    try:
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise KnownError("sync.bad_address", value=typed[:80]) from None
    if not host or not can_be_asked(host):
        raise KnownError("sync.bad_address", value=typed[:80])
    if parts.scheme != "https" or parts.path or parts.query or parts.fragment or parts.username:
        raise KnownError("sync.bad_address", value=typed[:80])
    shown = f"[{host}]" if ":" in host else host
    return f"https://{shown}" if port is None else f"https://{shown}:{port}"


def clean_fingerprint(text: str) -> str:
    """64 hexadecimal digits, whatever stood between them. KnownError `sync.bad_fingerprint`."""
    digits = "".join(sign for sign in text.lower() if sign not in ": -\t\n")
    if len(digits) != FINGERPRINT_SIGNS or not set(digits) <= _HEX:
        raise KnownError("sync.bad_fingerprint", count=FINGERPRINT_SIGNS)
    return digits


def fingerprint_at(address: str) -> str:
    """SHA-256 of the certificate that is shown there, for a person to compare; nothing is sent but the greeting.

    KnownError `sync.bad_address`, `sync.unreachable`.
    """
    clean = clean_address(address)
    parts = urlsplit(clean)
    # Nobody is trusted yet: whether it is the right one is what the fingerprint is compared for.
    greeting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    greeting.check_hostname = False
    greeting.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((parts.hostname, parts.port or _HTTPS), timeout=_CONNECT_SECONDS) as plain,
            greeting.wrap_socket(plain, server_hostname=parts.hostname) as line,
        ):
            shown = line.getpeercert(binary_form=True)
    except OSError as error:
        raise KnownError("sync.unreachable", address=clean) from error
    if not shown:
        raise KnownError("sync.unreachable", address=clean)
    return hashlib.sha256(shown).hexdigest()


class PinnedServer:
    """Calls to one server; from one thread at a time. `address` and `fingerprint` are cleaned ones."""

    def __init__(self, address: str, fingerprint: str) -> None:
        self.address = address
        self._session = requests.Session()
        # No proxy and no .netrc of the machine: they would see or replace what identifies this station.
        self._session.trust_env = False
        self._session.verify = False
        self._session.mount("https://", _Pinning(fingerprint))

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        """One request; the answer, whatever its status. KnownError `sync.unreachable`, `sync.wrong_certificate`."""
        try:
            return self._session.request(
                method,
                self.address + path,
                timeout=(_CONNECT_SECONDS, _READ_SECONDS),
                allow_redirects=False,
                **options,
            )
        except requests.exceptions.SSLError as error:
            code = "sync.wrong_certificate" if _MISMATCH in str(error) else "sync.unreachable"
            raise KnownError(code, address=self.address) from error
        except (requests.exceptions.RequestException, ValueError) as error:
            # `requests` itself stumbles over some answers (a redirection with other letters).
            raise KnownError("sync.unreachable", address=self.address) from error

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()


class _Pinning(HTTPAdapter):
    """Compares the certificate with the fingerprint while connecting, before the first byte of a request."""

    def __init__(self, fingerprint: str) -> None:
        self._fingerprint = fingerprint
        super().__init__(max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        """Every connection of this pool is pinned; the name in the certificate then tells nothing more."""
        options |= {"assert_fingerprint": self._fingerprint, "assert_hostname": False}
        super().init_poolmanager(connections, maxsize, block, **options)
