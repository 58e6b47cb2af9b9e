"""What the server says of a station, so that another one of its unit can read and trust its bundles without a line."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from app.kernel.canonical import canonical_json
from app.kernel.errors import KnownError
from app.sync.bundles.keys import BundleKeys, is_agreement_key, signed_by

_SIGNED: Final = b"plantao station, version 1\n"


@dataclass(frozen=True)
class Certificate:
    """`station`: its identifier; `unit`: CNES; `signing`, `agreement`: its public keys (hexadecimal); `signature`: the
    server's (Ed25519) of all that. It says who a station is, not how it stands: that comes with each round."""

    station: str
    unit: str
    signing: str
    agreement: str
    signature: str

    def to_raw(self) -> dict[str, str]:
        """As JSON carries it."""
        return asdict(self)


@dataclass(frozen=True)
class Peer:
    """Another station of the unit, as the server told it last."""

    certificate: Certificate
    name: str
    active: bool


def certify(keys: BundleKeys, station: str, unit: str, signing: str, agreement: str) -> Certificate:
    """The server's word on one station; `keys`: the server's."""
    said = {"station": station, "unit": unit, "signing": signing, "agreement": agreement}
    return Certificate(**said, signature=keys.signing.sign(_what(said)).hex())


def read_certificate(raw: Any) -> Certificate:
    """From parsed JSON. ValueError for anything else."""
    if not isinstance(raw, Mapping) or set(raw) != set(Certificate.__dataclass_fields__):
        raise ValueError("no certificate")
    if not all(isinstance(value, str) and 0 < len(value) <= 200 for value in raw.values()):
        raise ValueError("no certificate")
    return Certificate(**raw)


def require_certificate(one: Certificate, server_signing: str) -> None:
    """KnownError `bundle.wrong_signature` unless the server with this key wrote it."""
    said = {name: value for name, value in one.to_raw().items() if name != "signature"}
    try:
        signature = bytes.fromhex(one.signature)
    except ValueError as error:
        raise KnownError("bundle.wrong_signature") from error
    if not (signed_by(server_signing, signature, _what(said)) and is_agreement_key(one.agreement)):
        raise KnownError("bundle.wrong_signature")


def _what(said: Mapping[str, str]) -> bytes:
    return _SIGNED + canonical_json(said).encode()
