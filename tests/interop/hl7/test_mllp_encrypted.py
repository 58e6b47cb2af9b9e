"""The listener with a certificate."""

import ssl
from pathlib import Path

import pytest

from app.central.certificate import Certificate, own
from app.interop.conversation import Bounds
from app.interop.encryption import server_context
from app.interop.hl7.framing import frame
from app.interop.hl7.mllp import MllpInput
from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from tests.interop.hl7.messages import PULSE, message
from tests.interop.listeners import Device, listening

GOOD = frame(message(PULSE))
ANY = ("127.0.0.1", 0)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return own(tmp_path_factory.mktemp("certificate"), SystemClock(), ["localhost"])


def _contexts(certificate: Certificate) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    server = server_context(certificate.certificate, certificate.key)
    return server, ssl.create_default_context(cafile=str(certificate.certificate))


def test_messages_are_taken_and_answered_encrypted(certificate: Certificate) -> None:
    server, client = _contexts(certificate)
    listener = MllpInput(SystemClock(), ANY, server)
    with listening(listener) as heard, Device(listener.port, client) as device:
        device.send(GOOD * 3)
        for _ in range(3):
            assert b"MSA|CA|7" in device.answer()
    assert len(heard.messages) == 3


def test_where_encryption_is_set_nothing_is_taken_without_it(certificate: Certificate) -> None:
    server, client = _contexts(certificate)
    listener = MllpInput(SystemClock(), ANY, server, Bounds(handshake_seconds=5))
    with listening(listener) as heard:
        with Device(listener.port) as plain:
            plain.send(GOOD)
            while plain._received():
                pass  # a TLS alert, then the end
        with Device(listener.port, client) as device:
            device.send(GOOD)
            assert b"MSA|CA|7" in device.answer()
    assert len(heard.messages) == 1


def test_a_device_without_a_certificate_is_turned_away_where_one_is_wanted(certificate: Certificate) -> None:
    wanted = server_context(certificate.certificate, certificate.key, certificate.certificate)
    without = ssl.create_default_context(cafile=str(certificate.certificate))
    with_one = ssl.create_default_context(cafile=str(certificate.certificate))
    with_one.load_cert_chain(certificate.certificate, certificate.key)
    listener = MllpInput(SystemClock(), ANY, wanted)
    with listening(listener) as heard:
        with pytest.raises((ssl.SSLError, ConnectionError)), Device(listener.port, without) as stranger:
            stranger.send(GOOD)
            while stranger.socket.recv(1000):
                pass
            raise ConnectionAbortedError
        with Device(listener.port, with_one) as device:
            device.send(GOOD)
            assert b"MSA|CA|7" in device.answer()
    assert len(heard.messages) == 1


def test_a_certificate_that_cannot_be_used_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "x.crt").write_text("no certificate", encoding="ascii")
    for name in ("x.crt", "none.crt"):
        with pytest.raises(KnownError) as raised:
            server_context(tmp_path / name, tmp_path / name)
        assert raised.value.code == "ward.certificate_unreadable"
