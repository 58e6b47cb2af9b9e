"""Files that somebody chooses on a screen or in a policy: certificates, keys, policies, recordings."""

import importlib.util
import json
import math
import struct
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives import serialization

from app.central import certificate as certificates
from app.commands.campaigns.doors import Door, of_bytes, of_json
from app.interop.encryption import refuse_expired, server_context
from app.interop.recordings import load
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.policy.model import ServerPolicy
from app.policy.reading import policy_of
from app.policy.trusting import line_in, trusted_fingerprint
from app.security.keys.keyfile import read_key_file

_POLICY: Final = {
    "format": 1,
    "role": "unit_station",
    "unit": {"name": "UBS Sintética", "cnes": "1234567", "municipality": "2408102", "phone": "(84) 3232-1234"},
    "station": {"language": "pt_BR", "theme": "light", "lock_after_minutes": 5},
    "keys": {"keyring": False, "key_file": "/etc/plantao/station.key", "recovery_code_file": "/etc/plantao/recovery"},
    "administrator": {"login": "suporte", "name": "Suporte Sintético"},
    "server": {"address": "https://central.example:8443", "certificate": "/etc/x.crt", "code_file": "/etc/code"},
    "updates": {"channel": "stable"},
}
_SECONDS: Final = 4
_HEADER: Final = """rec 4 125 500 10:00:00
rec.dat 16 200(0)/mV 16 0 0 0 0 II
rec.dat 16 100(10)/mmHg 16 0 0 0 0 ABP
rec.dat 16 1000/NU 16 0 0 0 0 PLETH
rec.dat 16 10/mV 16 0 0 0 0 V
# <age>: 30 <sex>: F
"""


def doors(folder: Path) -> Iterator[Door]:
    """All of them; `folder`: where their files are written."""
    made = _Files(folder)
    yield of_bytes("certificate", made.certificates(), made.certificate)
    yield of_bytes("certificate_key", made.keys(), made.key)
    yield of_bytes("key_file", [b"0f" * 32 + b"\n"], made.wrapping_key)
    yield of_bytes("one_line_file", [b"1234-5678-9012\n", b"\n\nx\n"], made.one_line)
    yield of_json("policy_content", [_POLICY], _policy)
    if importlib.util.find_spec("wfdb") is not None:
        # Seconds, which are none of the first input's.
        importlib.import_module("wfdb")
        yield of_bytes("recording_header", [_HEADER.encode()], made.recording_header)
        yield of_bytes("recording", [_samples()], made.recording)


class _Files:
    """Each input as the file that somebody has chosen, beside others that are good."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._file = folder, folder / "chosen"
        self._good = certificates.own(folder, SystemClock(), ("localhost",))
        for name, content in (("rec.hea", _HEADER.encode()), ("rec.dat", _samples())):
            (folder / name).write_bytes(content)

    def certificates(self) -> list[bytes]:
        """PEM: alone, with its key, with what people paste around it."""
        text = self._good.certificate.read_bytes()
        return [text, text + self._good.key.read_bytes(), b"Bag Attributes\n" + text + text]

    def keys(self) -> list[bytes]:
        """PEM: open, in its older form, behind a passphrase."""
        text = self._good.key.read_bytes()
        key = serialization.load_pem_private_key(text, None)
        older, pkcs8 = serialization.PrivateFormat.TraditionalOpenSSL, serialization.PrivateFormat.PKCS8
        plain, closed = serialization.NoEncryption(), serialization.BestAvailableEncryption(b"synthetic")
        pem = serialization.Encoding.PEM
        return [text, key.private_bytes(pem, older, plain), key.private_bytes(pem, pkcs8, closed)]

    def certificate(self, raw: bytes) -> None:
        """Chosen for devices, telephones, the server, whoever signs devices, and as the server that a policy trusts."""
        path, day = self._written(raw), datetime.now(UTC) + timedelta(days=1)
        _each(
            lambda: server_context(path, self._good.key),
            lambda: server_context(self._good.certificate, self._good.key, path),
            lambda: refuse_expired(path, day),
            lambda: certificates.given(path, self._good.key),
            # Nobody listens there: what is read is the file alone.
            lambda: trusted_fingerprint(ServerPolicy("https://127.0.0.1:9", certificate=path)),
            lambda: trusted_fingerprint(ServerPolicy("https://127.0.0.1:9", authority=path)),
        )

    def key(self, raw: bytes) -> None:
        """Of a certificate that is good."""
        server_context(self._good.certificate, self._written(raw))

    def wrapping_key(self, raw: bytes) -> None:
        """Of the station's store."""
        path = self._written(raw)
        path.chmod(0o600)
        read_key_file(path)

    def one_line(self, raw: bytes) -> None:
        """A one-time code that a policy names."""
        line_in(self._written(raw))

    def recording_header(self, raw: bytes) -> None:
        """What a recording says of itself, beside good samples."""
        (self._folder / "rec.hea").write_bytes(raw)
        load(self._folder / "rec.hea")

    def recording(self, raw: bytes) -> None:
        """Samples, beside a good header."""
        (self._folder / "rec.hea").write_bytes(_HEADER.encode())
        (self._folder / "rec.dat").write_bytes(raw)
        load(self._folder / "rec")

    def _written(self, raw: bytes) -> Path:
        self._file.write_bytes(raw)
        return self._file


def _each(*reads: Callable[[], object]) -> None:
    """All of them; the first refusal where all refuse."""
    refusals = []
    for read in reads:
        try:
            read()
        except KnownError as refused:
            refusals.append(refused)
    if len(refusals) == len(reads):
        raise refusals[0]


def _samples() -> bytes:
    waves = [[round(90 * math.sin(at / 20 + lead)) for lead in range(4)] for at in range(125 * _SECONDS)]
    return b"".join(struct.pack("<4h", *one) for one in waves)


def _policy(content: Any) -> object:
    try:
        text = _toml(content)
    except RecursionError:
        # Ours, who write it; what is nested without end in the file itself comes in by the door `policy_file`.
        raise KnownError("campaign.no_toml") from None
    return policy_of(text.encode(), Path("campaign.toml"))


def _toml(value: Any) -> str:
    """This content as a policy's file; its strings are JSON's, which TOML reads as they are."""
    if not isinstance(value, dict):
        return _inline(value)
    return "".join(f"{json.dumps(name)} = {_inline(one)}\n" for name, one in value.items())


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)} = {_inline(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return '""' if value is None else json.dumps(value)
