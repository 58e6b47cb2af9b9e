"""What machines and providers say when they are asked: alarm managers, relays, printers, services, message channels."""

import contextlib
import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from app.commands.campaigns.doors import Door, of_bytes, of_json
from app.commands.campaigns.peers import Peer
from app.interop.conversation import HangUp
from app.interop.hl7.framing import frame
from app.kernel.clock import SystemClock
from app.kernel.errors import BugError, KnownError
from app.reminders.channels.interface import Outgoing
from app.reminders.channels.registry import CHANNELS
from app.router.contents import AlarmNote
from app.router.delivery.model import Occasion, Standing
from app.router.machines.alarm_manager import AlarmManager
from app.router.machines.http_call import HttpCall
from app.router.machines.model import MachineKind, MachineSettings, check_machine
from app.router.machines.outlet import Outlet, OutletFailure
from app.router.machines.relay import Relay
from app.router.machines.replies import Replies
from app.router.machines.slip import Slip
from app.router.receiver.model import Row
from app.sync.pinned import clean_address

_ALARM: Final = Row(
    AlarmNote(
        "bed-7", "Leito 7", "spo2_low", "spo2_low", "", 0, True, Occasion.BEGAN, True, Standing.CALLING, 1, 2.0, True
    ),
    number=1,
    version=1,
    received_at=1.0,
    began_at=0.0,
    standing=Standing.CALLING,
)
_ADDRESSES: Final = ("https://central.example:8443/", "central.example", "192.0.2.7:502", "http://[2001:db8::1]:8080/x")
_TO: Final = Outgoing("01a200fe-7298-75b4-83f6-5ca48b154418", "+5584900000001", "", "Aviso sintético")
_SETTINGS: Final[dict[str, tuple[dict[str, str], dict[str, str]]]] = {
    "whatsapp_cloud": (
        {"phone_number_id": "1234567"},
        {"access_token": "EAAGsynthetic", "app_secret": "synthetic", "verify_token": "synthetic"},
    ),
    "sms_twilio": ({"account_sid": "AC0123", "sender": "+5584900000000"}, {"auth_token": "synthetic-token"}),
    "http_gateway": ({"id_path": "messages.0.id", "code_path": "error.code", "opt_out_codes": "21610"}, {}),
    "android_gateway": ({"user": "synthetic"}, {"password": "synthetic-word"}),
    "telegram": ({"bot_name": "SyntheticBot"}, {"bot_token": "123456789:AAsynthetic"}),
}
"""Of each channel that speaks HTTP: settings, secrets."""
_BODIES: Final[tuple[Any, ...]] = (
    {"messages": [{"id": "wamid.synthetic"}]},
    {"error": {"code": 131026, "message": "not on WhatsApp", "error_data": {"details": "x"}, "is_transient": False}},
    {"sid": "SM0123", "code": 21610, "message": "opted out", "status": "queued"},
    {"id": "m1", "state": "Sent", "recipients": [{"phoneNumber": "+5584900000001", "state": "Delivered"}]},
    [{"id": _TO.message_id, "state": "Delivered", "updatedAt": "2026-03-02T11:00:00Z", "recipients": [{"error": "x"}]}],
    {"ok": True, "result": {"message_id": 3}},
    {"ok": True, "result": [{"update_id": 7, "message": {"chat": {"id": 99}, "text": "SAIR", "date": 1772449200}}]},
    {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 3}},
)


def doors() -> Iterator[Door]:
    """All of them."""
    pcd05 = _Pcd05()
    yield of_bytes("alarm_manager_reply", [frame(_ORA), frame(_ORA) * 2], pcd05.hear, HangUp)
    yield _over(Peer(), "alarm_manager_line", [frame(_ack("CA")), frame(_ORA) + frame(_ack("CR"))], _asks_manager)
    yield _over(Peer(), "relay", [_COIL_READ, _COIL_WRITTEN, _COIL_REFUSED], _asks_relay)
    yield _over(Peer(), "printer", [b"\x12", b"\x72", b""], _prints)
    yield _over(Peer(), "machine_service", [_http(204, b""), _http(302, b"x", "Location: http://x/")], _calls)
    yield of_bytes("typed_address", [one.encode() for one in _ADDRESSES], _typed)
    http = [_http(status, json.dumps(one).encode()) for status, one in zip((200, 400, 429, 503), _BODIES, strict=False)]
    yield _over(Peer(), "provider_http", http, _asks_providers)
    peer = Peer()
    asked = of_json("provider_answer", [{"status": 200, "body": one} for one in _BODIES], partial(_answered, peer))
    yield _closing(asked, peer)


def _over(peer: Peer, name: str, seeds: list[bytes], ask: Callable[[Peer], object]) -> Door:
    """What the peer says is broken; whoever asks it takes or refuses that."""

    def opened(raw: bytes) -> None:
        peer.says = raw
        ask(peer)

    return _closing(of_bytes(name, seeds, opened, KnownError, OutletFailure), peer)


def _closing(door: Door, peer: Peer) -> Door:
    return Door(door.name, door.make, door.open, door.refuses, peer.close)


# ---- the hospital's alarm manager


def _ack(code: str, control: str = "P1") -> bytes:
    return f"MSH|^~\\&|AM|H|PLANTAO||20260302110000||ACK^R40^ACK|1|P|2.6\rMSA|{code}|{control}\r".encode()


_ORA: Final = (
    "MSH|^~\\&|AM|HOSPITAL|PLANTAO||20260302110000||ORA^R42^ORA_R42|r1|P|2.6|||AL|NE\r"
    f"OBR|1|P1|P1|196616^MDC_EVT_ALARM^MDC{'|' * 25}^bed-7/spo2_low\r"
    "PRT|1|UC||AAP^Alert Acknowledging Provider^HL70912|^Synthetic^Ana\r"
    "OBX|1|ST|0^STATUS^L|1|Rejected||||||R\r"
).encode()


def _manager(peer: Peer) -> AlarmManager:
    settings = MachineSettings(MachineKind.ALARM_MANAGER, peer.address)
    return AlarmManager(settings, lambda row: row.note.code, SystemClock(), lambda _code: False, "P")


class _Pcd05:
    """Replies on connections of their own (PCD-05), to a manager that has been told of one alarm."""

    def __init__(self) -> None:
        peer = Peer()
        peer.says = frame(_ack("CA"))
        self._manager = _manager(peer)
        try:
            if not list(self._manager.carry_out([_ALARM], 0.0)):
                raise BugError("the played alarm manager was not told")
        finally:
            self._manager.close()
            peer.close()

    def hear(self, raw: bytes) -> None:
        """In pieces, as they come over a line."""
        talk = Replies(self._manager.take)
        for at in range(0, len(raw), 77):
            talk.take(raw[at : at + 77], 0.0)
        self._manager.said()


def _asks_manager(peer: Peer) -> None:
    told, probed = _manager(peer), _manager(peer)
    _each(told, probed, lambda: list(told.carry_out([_ALARM], 0.0)))


# ---- other machines


_COIL_READ: Final = bytes((0, 1, 0, 0, 0, 4, 1, 1, 1, 0))
_COIL_WRITTEN: Final = bytes((0, 1, 0, 0, 0, 6, 1, 5, 0, 3, 0xFF, 0))
_COIL_REFUSED: Final = bytes((0, 1, 0, 0, 0, 3, 1, 0x85, 2))


def _asks_relay(peer: Peer) -> None:
    # Each anew: its first question has the number that the answers above give back.
    settings = MachineSettings(MachineKind.RELAY, peer.address, coil=3)
    probed, written = Relay(settings), Relay(settings)
    _each(written, probed, lambda: list(written.carry_out([_ALARM], 0.0)))


def _prints(peer: Peer) -> None:
    settings = MachineSettings(MachineKind.PAPER, peer.address)
    slip = Slip(settings, lambda row, _began: (row.note.label, row.note.code), SystemClock())
    _each(slip, slip, lambda: list(slip.carry_out([_ALARM], 0.0)))


def _typed(raw: bytes) -> None:
    """As the server's address and as each kind of machine's: what is taken can be looked up."""
    text, refusals = raw.decode(errors="replace"), []
    reads = [lambda: urlsplit(clean_address(text)).hostname, *(_machine(text, kind) for kind in MachineKind)]
    for read in reads:
        try:
            host = read()
        except KnownError as refused:
            refusals.append(refused)
        else:
            str(host).encode("idna")
    if len(refusals) == len(reads):
        raise refusals[0]


def _machine(text: str, kind: MachineKind) -> Callable[[], object]:
    settings = MachineSettings(kind, text)

    def host() -> object:
        check_machine(settings)
        return urlsplit(text).hostname if kind is MachineKind.HTTP else settings.host_and_port[0]

    return host


def _http(status: int, body: bytes, *headers: str) -> bytes:
    lines = (f"HTTP/1.1 {status} Synthetic", "Content-Type: application/json", f"Content-Length: {len(body)}", *headers)
    return "\r\n".join((*lines, "", "")).encode() + body


def _calls(peer: Peer) -> None:
    service = HttpCall(MachineSettings(MachineKind.HTTP, f"http://{peer.address}/alarm"), "one", SystemClock())
    _each(service, service, lambda: list(service.carry_out([_ALARM], 0.0)))


def _each(told: Outlet, probed: Outlet, tell: Callable[[], object]) -> None:
    """Both, though one fails; the failure where both did."""
    failures = []
    for ask in (tell, probed.probe):
        try:
            ask()
        except OutletFailure as problem:
            failures.append(problem)
    told.close()
    probed.close()
    if len(failures) == 2:
        raise failures[0]


# ---- providers of messages


def _asks_providers(peer: Peer) -> None:
    """Every channel that speaks HTTP, with the same answer for each: a message, what became of it, a test."""
    for code, (settings, secrets) in _SETTINGS.items():
        sender = CHANNELS[code].opener({**settings, "address": f"http://{peer.address}"}, secrets)
        try:
            to = "99" if code == "telegram" else _TO.to
            sender.send(Outgoing(_TO.message_id, to, _TO.subject, _TO.text))
            # It fits one channel or another: what the others refuse by name is no finding, and nothing to count.
            for ask in (sender.listen, sender.test):
                with contextlib.suppress(KnownError):
                    ask()
        finally:
            sender.close()


def _answered(peer: Peer, told: Any) -> None:
    told = told if isinstance(told, dict) else {}
    status = told.get("status")
    whole = status if isinstance(status, int) and 100 <= status <= 599 else 200
    peer.says = _http(whole, json.dumps(told.get("body")).encode())
    _asks_providers(peer)
