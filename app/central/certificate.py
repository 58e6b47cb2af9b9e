"""The server's certificate: a given one, or one that it makes for itself and whose fingerprint stations pin."""

import ipaddress
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.interop.encryption import server_context
from app.kernel.clock import Clock
from app.kernel.errors import KnownError

_LIFE: Final = timedelta(days=3650)
"""Stations pin the fingerprint, not the date; a new certificate would cut every one of them off."""
_BEFORE: Final = timedelta(days=1)
_USES: Final = (ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH)
"""Telephones want the first named; a device may show such a certificate as its own."""


@dataclass(frozen=True)
class Kind:
    """How a certificate of our own is called on the disk, how long it lives, and how long before its end it is made
    anew: never, or also as soon as it lacks one of the server's names."""

    stem: str = "central"
    life: timedelta = _LIFE
    renewed: timedelta | None = None


@dataclass(frozen=True)
class Certificate:
    """The two files, and the SHA-256 of the certificate as 64 hexadecimal digits."""

    certificate: Path
    key: Path
    fingerprint: str


def given(certificate: Path, key: Path) -> Certificate:
    """A certificate made elsewhere. KnownError `central.bad_certificate`, `ward.certificate_key_locked`."""
    try:
        server_context(certificate, key)
        return Certificate(certificate, key, _fingerprint(certificate.read_bytes()))
    except (OSError, ValueError) as error:
        raise KnownError("central.bad_certificate", path=str(certificate), reason=str(error)) from error
    except KnownError as error:
        if error.code != "ward.certificate_unreadable":
            raise
        raise KnownError("central.bad_certificate", path=str(certificate), reason=error.values["reason"]) from error


_OF_STATIONS: Final = Kind()


def own(folder: Path, clock: Clock, names: Sequence[str] = (), kind: Kind = _OF_STATIONS) -> Certificate:
    """The certificate in this folder, made now where there is none; `names`: how the server is called."""
    certificate, key = folder / f"{kind.stem}.crt", folder / f"{kind.stem}.key"
    wanted = names or usual_names()
    if not (certificate.is_file() and key.is_file()) or _is_due(certificate, clock, wanted, kind):
        folder.mkdir(parents=True, exist_ok=True)
        _make(certificate, key, clock, wanted, kind.life)
    return given(certificate, key)


def usual_names() -> tuple[str, ...]:
    """How a server is called by itself and by its neighbours."""
    return ("localhost", "127.0.0.1", "::1", socket.gethostname())


def _is_due(certificate: Path, clock: Clock, names: Sequence[str], kind: Kind) -> bool:
    """Whether it is to be made anew; one that cannot be read is for `given` to complain of."""
    if kind.renewed is None:
        return False
    try:
        found = x509.load_pem_x509_certificate(certificate.read_bytes())
        held = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return False
    return clock.now() + kind.renewed >= found.not_valid_after_utc or not {_named(one) for one in names} <= set(held)


def _make(certificate: Path, key: Path, clock: Clock, names: Sequence[str], life: timedelta) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Plantão")])
    now = clock.now()
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BEFORE)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectAlternativeName([_named(one) for one in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.ExtendedKeyUsage(_USES), critical=False)
        .sign(private, hashes.SHA256())
    )
    text = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(text)
    certificate.write_bytes(built.public_bytes(serialization.Encoding.PEM))


def _named(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _fingerprint(pem: bytes) -> str:
    return x509.load_pem_x509_certificate(pem).fingerprint(hashes.SHA256()).hex()
