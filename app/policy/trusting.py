"""The fingerprint that a station pins, from what the policy trusts; and what lies in the files that it names."""

import hashlib
import socket
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from app.kernel.errors import KnownError
from app.policy.model import ServerPolicy
from app.sync.pinned import fingerprint_at

_SECONDS = 10.0
_HTTPS = 443
_LONGEST_LINE = 4096


def line_in(path: Path) -> str:
    """The one line of a file that holds a code or a password. KnownError `policy.no_file`, `policy.empty_file`."""
    try:
        with path.open(encoding="utf-8") as file:
            line = file.readline(_LONGEST_LINE).strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise KnownError("policy.no_file", path=str(path), reason=_reason(error)) from None
    if not line.strip():
        raise KnownError("policy.empty_file", path=str(path))
    return line


def trusted_fingerprint(server: ServerPolicy) -> str:
    """SHA-256 of the certificate that the server at the address shows, which is the one that the policy trusts.

    KnownError `policy.no_file`, `policy.bad_certificate`, `policy.other_certificate` (address, value, expected),
    `policy.not_signed` (address, reason), `sync.unreachable`.
    """
    if server.authority is not None:
        return _signed_by(server.address, server.authority)
    trusted = server.fingerprint or _of_file(server.certificate)
    shown = fingerprint_at(server.address)
    if shown != trusted:
        raise KnownError("policy.other_certificate", address=server.address, value=shown, expected=trusted)
    return shown


def joining_of(server: ServerPolicy) -> tuple[str, str]:
    """The fingerprint to pin, and the one-time code ("": the policy has none). KnownError as the functions above."""
    code = line_in(server.code_file) if server.code_file else server.code
    return trusted_fingerprint(server), code


def _of_file(path: Path | None) -> str:
    assert path is not None, "the reader lets no server through without one of the three"
    try:
        text = path.read_text(encoding="ascii")
    except OSError as error:
        raise KnownError("policy.no_file", path=str(path), reason=_reason(error)) from None
    except UnicodeDecodeError:
        raise KnownError("policy.bad_certificate", path=str(path)) from None
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    found = text.partition(begin)[2].partition(end)
    try:
        if not found[1]:
            raise ValueError(end)
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(begin + found[0] + end)).hexdigest()
    except ValueError:
        raise KnownError("policy.bad_certificate", path=str(path)) from None


def _signed_by(address: str, authority: Path) -> str:
    """Who shows a certificate of this authority for this name; from then on that very certificate is asked for."""
    try:
        trusting = ssl.create_default_context(cafile=str(authority))
    except ssl.SSLError:
        raise KnownError("policy.bad_certificate", path=str(authority)) from None
    except OSError as error:
        raise KnownError("policy.no_file", path=str(authority), reason=_reason(error)) from None
    parts = urlsplit(address)
    try:
        with (
            socket.create_connection((parts.hostname, parts.port or _HTTPS), timeout=_SECONDS) as plain,
            trusting.wrap_socket(plain, server_hostname=parts.hostname) as line,
        ):
            shown = line.getpeercert(binary_form=True)
    except ssl.SSLCertVerificationError as error:
        raise KnownError("policy.not_signed", address=address, reason=error.verify_message) from None
    except OSError as error:
        raise KnownError("sync.unreachable", address=address) from error
    return hashlib.sha256(shown or b"").hexdigest()


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__
