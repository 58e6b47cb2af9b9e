"""TLS for the listeners of bedside devices: our certificate, and where wanted only devices with one of their own."""

import ssl
from datetime import datetime
from pathlib import Path

from app.kernel.errors import KnownError


def server_context(certificate: Path, key: Path, devices: Path | None = None) -> ssl.SSLContext:
    """What `TcpInput` takes as `tls`: TLS 1.2 or newer, with this certificate (PEM, with its chain) and its key.

    `devices` names the authorities that sign the certificates of devices; with it, whoever brings none is turned away
    (as IHE ATNA wants it). KnownError `ward.certificate_unreadable`, `ward.certificate_key_locked`.
    """

    def locked() -> str:
        # Else OpenSSL would ask for it at the terminal, and wait: nobody is there when a ward begins.
        raise KnownError("ward.certificate_key_locked", path=str(key))

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key, locked)
        if devices is not None:
            context.load_verify_locations(devices)
            context.verify_mode = ssl.CERT_REQUIRED
    except (OSError, ssl.SSLError) as error:
        reason = error.strerror or str(error)
        raise KnownError("ward.certificate_unreadable", path=str(certificate), reason=reason) from error
    return context


def refuse_expired(certificate: Path, now: datetime) -> None:
    """KnownError `ward.certificate_expired` (path, until) where devices and telephones would turn it away for its date.

    Asked where somebody chooses a certificate; one that expires later goes on, since some devices do not ask.
    """
    from cryptography import x509  # noqa: PLC0415 - a node that begins anew must not wait for it

    try:
        until = x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc
    except (OSError, ValueError) as error:
        raise KnownError("ward.certificate_unreadable", path=str(certificate), reason=type(error).__name__) from error
    if until <= now:
        raise KnownError("ward.certificate_expired", path=str(certificate), until=until.date().isoformat())
