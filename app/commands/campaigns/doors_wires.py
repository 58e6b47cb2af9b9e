"""What comes over a wire: devices, receivers, telephones, providers, other stations."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

from app.commands.bench_hl7_mutations import seeds as hl7_seeds
from app.commands.campaigns.doors import Door, of_bytes, of_json
from app.interop.conversation import HangUp
from app.interop.datagrams import DatagramConversation
from app.interop.hl7 import reading as hl7
from app.interop.simulator.datagram_lines import DatagramEncoding
from app.interop.simulator.plans import load_plan
from app.interop.simulator.ward import SimulatedWard
from app.kernel.clock import FakeClock
from app.phones.saying import Beat, Change, Enter, Hello, read_word
from app.reminders.channels.interface import Call
from app.reminders.channels.sms_twilio import TwilioCallbacks, signature
from app.reminders.channels.whatsapp_cloud import WhatsAppCallbacks
from app.router.contents import BedNote, TroubleNote, from_value, to_value
from app.router.links import frames
from app.router.receiver.reading import AlarmReader
from app.router.requests import AskBeds, Done, SignIn, read_answer, read_request, to_bytes
from app.router.words import Response
from app.sync.events import from_wire
from app.ward.feed.items import Layout
from app.ward.feed.wire import from_frame, to_frame

_URL: Final = "https://campaign.example/hook"
_SECRET: Final = "campaign"
_FORM: Final = b"MessageStatus=delivered&MessageSid=SM1&From=%2B5584900000001&Body=SAIR"
_TALK: Final = {
    "object": "whatsapp_business_account",
    "entry": [
        {
            "changes": [
                {
                    "value": {
                        "statuses": [
                            {"id": "w1", "status": "failed", "timestamp": "1772449200", "errors": [{"code": 1}]}
                        ],
                        "messages": [{"from": "5584900000001", "id": "w2", "type": "text", "text": {"body": "SAIR"}}],
                    }
                }
            ]
        }
    ],
}
_PAYLOAD: Final = '{"phone":"+5584900000001"}'
_EVENT: Final = {
    "id": "01a200fe-7298-75b4-83f6-5ca48b154418",
    "origin": "01a200fe-7298-75b4-83f6-5ca48b154419",
    "sequence": 3,
    "entity": "person",
    "entity_id": "01a200fe-7298-75b4-83f6-5ca48b154420",
    "operation": "change",
    "payload": _PAYLOAD,
    "payload_sha256": hashlib.sha256(_PAYLOAD.encode()).hexdigest(),
    "recorded_at": "2026-03-02T11:00:00.000000Z",
    "recorded_by": "nurse-1",
    "seen": 4,
}


def doors() -> Iterator[Door]:
    """All of them."""
    datagrams = _datagrams()
    yield of_bytes("hl7", hl7_seeds(None), lambda raw: hl7.read(raw, 0.0, "campaign"))
    yield of_bytes("datagrams", [datagrams], _datagram_input, HangUp)
    yield of_bytes("receiver_datagrams", [datagrams], lambda raw: list(AlarmReader().take(raw, 0.0)))
    told = [to_value(BedNote("bed-1", "Leito 01")), to_value(TroubleNote("receiver_gone", "one", True))]
    yield of_bytes("receiver_content", told, from_value)
    asked = [to_bytes(SignIn("enfermeira", "sintética")), to_bytes(AskBeds())]
    yield of_bytes("router_request", asked, read_request)
    yield of_bytes("router_reply", [to_bytes(Done())], read_answer)
    framed = [frames.frame(frames.Kind.ANSWER, 7, frames.answer(Response.ACCEPTED, 3))]
    framed += [frames.frame(frames.Kind.SHOWN, 8, frames.shown([1, 2, 3]))]
    yield of_bytes("router_frame", framed, _frame, frames.BadFrame)
    yield of_bytes("ward_feed", [to_frame(Layout(()))], from_frame, ValueError)
    said = [Enter("enfermeira", "sintética"), Hello(), Beat(1, True), Change("1", "heart_rate", 50.0, 120.0)]
    pages = [json.loads(msgspec.json.encode(one)) for one in said]
    yield of_json("phone_page", pages, lambda raw: read_word(json.dumps(raw)))
    yield of_json("hook_whatsapp", [_TALK], _whatsapp)
    yield of_bytes("hook_twilio", [_FORM], _twilio)
    yield of_json("event", [_EVENT], lambda raw: from_wire(raw if isinstance(raw, dict) else {}))


def _datagrams() -> bytes:
    clock = FakeClock()
    ward, encoding, found = SimulatedWard(clock, load_plan("icu-49").limited(1), seed=1), DatagramEncoding(), b""
    for _ in range(20):
        clock.advance(0.25)
        for message in ward.advance():
            out = encoding.encoded(message)
            found += (out.introduction() if out.introduction else b"") + out.data
    return found[:9_600]


def _datagram_input(raw: bytes) -> None:
    talk = DatagramConversation("campaign", lambda _message: None, lambda _refusal: None)
    for at in range(0, len(raw), 77):
        talk.take(raw[at : at + 77], 0.0)
    talk.end(1.0)


def _frame(raw: bytes) -> None:
    _kind, _sequence, content = frames.opened(raw)
    for read in (frames.read_taken, frames.read_shown, frames.read_answer, frames.read_reply, frames.whole_datagrams):
        try:
            read(content)
        except frames.BadFrame:
            continue


def _whatsapp(content: Any) -> object:
    body = json.dumps(content).encode()
    signed = "sha256=" + hmac.new(_SECRET.encode(), body, hashlib.sha256).hexdigest()
    return WhatsAppCallbacks().heard(Call({"x-hub-signature-256": signed}, body, _URL), {"app_secret": _SECRET})


def _twilio(raw: bytes) -> object:
    """Signed as by whoever knows the secret, where it is a form at all."""
    try:
        form = dict(parse_qsl(raw.decode(), keep_blank_values=True))
        signed = signature(_URL, form, _SECRET)
    except ValueError:
        signed = ""
    return TwilioCallbacks().heard(Call({"x-twilio-signature": signed}, raw, _URL), {"auth_token": _SECRET})
