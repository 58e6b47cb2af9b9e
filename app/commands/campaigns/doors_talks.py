"""What comes in a talk that was properly begun: a telephone's session, a server's answers, letters, other routers."""

import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

import msgspec
import requests

from app.commands.bench_hl7_mutations import seeds as hl7_seeds
from app.commands.campaigns.doors import Door, of_bytes, of_json
from app.fleet.versions import is_newer, offer_of
from app.interop.hl7 import reading as hl7
from app.interop.hl7.framing import Unframer, frame
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.phones.cookie import NAME, Pass, from_cookies, to_header
from app.phones.hearing import CAPABLE, Hearing, Lie
from app.phones.page import Page
from app.phones.saying import Ask, Beat, Change, Enter, Here, Lock, Open, Painted, Past, Reply, Said, Touch, Watch
from app.phones.saying import read_word as read_word_of_page
from app.reminders.channels.email_bounces import Ours, read_letter
from app.reminders.channels.telegram import news_of
from app.router.backbone import wire as other_router
from app.router.links import frames
from app.router.links.client import LinkChanged, ReceiverLink
from app.router.receiver.linked import LinkedReceiver
from app.router.receiver.state import ReceiverState
from app.router.requests import Bed, Beds, SignedIn
from app.router.routes.model import Hello
from app.router.words import DataClass, Response
from app.sync.client import CentralClient, Identity
from app.sync.pinned import PinnedServer
from app.ward.alarms.limits import VitalLimits

_OURS: Final = Ours("retorno@ubs.example", "ubs.example")
_LETTER: Final = b"""From: MAILER-DAEMON@mail.example\r
To: retorno+01a200fe-7298-75b4-83f6-5ca48b154418@ubs.example\r
Subject: =?utf-8?q?N=C3=A3o_entregue?=\r
Date: Mon, 02 Mar 2026 11:00:00 -0300\r
Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r
\r
--b\r
Content-Type: text/plain; charset=utf-8\r
\r
O endereco nao existe.\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mail.example\r
\r
Final-Recipient: rfc822; p1@example.org\r
Action: failed\r
Status: 5.1.1\r
Diagnostic-Code: smtp; 550 5.1.1 unknown\r
\r
--b--\r
"""
_REPLY: Final = b"""From: Maria Sintetica <p1@example.org>\r
To: retorno@ubs.example\r
Subject: Re: Aviso\r
In-Reply-To: <01a200fe-7298-75b4-83f6-5ca48b154418@ubs.example>\r
Content-Type: text/plain; charset="iso-8859-1"\r
Content-Transfer-Encoding: quoted-printable\r
\r
SAIR, n=E3o quero mais\r
> Aviso da unidade\r
"""
_UPDATE: Final = {
    "update_id": 7,
    "message": {
        "message_id": 3,
        "chat": {"id": 99, "type": "private"},
        "date": 1772449200,
        "text": "/start abcdefgh",
        "reply_to_message": {"message_id": 2},
    },
}
_BLOCKED: Final = {
    "update_id": 8,
    "my_chat_member": {"chat": {"id": 99}, "date": 1772449200, "new_chat_member": {"status": "kicked"}},
}
_OFFER: Final = {
    "version": "1.2.0",
    "note": "Notas",
    "packages": {"plantao_1.2.0_amd64.deb": "ab" * 32},
    "offered_at": "2026-03-02T11:00:00.000000Z",
}


def doors() -> Iterator[Door]:
    """All of them."""
    yield of_json("phone_session", [_said()], _phone_session, KnownError, Lie)
    yield of_bytes("phone_cookie", [_cookie()], lambda raw: from_cookies({NAME: raw.decode("latin-1")}))
    yield of_bytes("letter", [_LETTER, _REPLY], lambda raw: read_letter(raw, _OURS, "campaign"))
    yield of_json("telegram", [_UPDATE, _BLOCKED], news_of)
    yield of_json("server_answer", list(_answers()), _ask_server)
    yield of_json("offered_version", [_OFFER], offer_of)
    told = [one for each in (_hello(),) for one in other_router.frames(each)]
    yield of_bytes("other_router", told, other_router.read, frames.BadFrame)
    stream = b"".join(frame(one) for one in hl7_seeds(None)[:4])
    yield of_bytes("mllp_stream", [stream], _mllp)


# ---- a telephone's session


class _Link:
    """A router that takes all that it is told."""

    def __init__(self) -> None:
        self.told = 0

    def request(self, _content: bytes) -> int:
        self.told += 1
        return self.told

    def answer(self, _response: Response, _number: int) -> int:
        return self.request(b"")

    def shown(self, _numbers: list[int]) -> None:
        self.told += 1


def _said() -> list[Any]:
    """What a page says in a session, in order."""
    said: list[Said] = [Enter("enfermeira", "sintética"), Beat(1, True), Touch(), Watch("1")]
    said += [Painted((("1", "spo2_low", 1),), 1), Reply("1", "spo2_low", Response.ACCEPTED), Here("1")]
    said += [Ask("1", DataClass.BIOMEDICAL, 60.0), Change("1", "heart_rate", 50.0, 120.0), Past("1", "spo2_low")]
    said += [Lock(), Open("sintética")]
    return [json.loads(msgspec.json.encode(one)) for one in said]


def _phone_session(words: Any) -> None:
    """Somebody has signed in with a telephone that the router knows; then these words come, and the page is told."""
    clock, state, link = FakeClock(), ReceiverState(CAPABLE), _Link()
    state.take([LinkChanged(True, clock.monotonic())], clock.monotonic())
    state.signed = SignedIn("Enfermeira Sintética", "nurse", {"pt_BR": "Enfermagem"}, ("answer_alarms",), 300.0)
    limits = {"heart_rate": VitalLimits(50.0, 120.0, 40.0, 140.0, 5.0, 5.0)}
    state.beds = Beds((Bed("1", "Leito 01", {DataClass.BIOMEDICAL: "always"}, limits),))
    state.touched(clock.monotonic())
    page = Page(state, "telephone", clock)
    # The link is the one part that is played: it would lead to another process.
    hearing = Hearing(LinkedReceiver(cast(ReceiverLink, link), state, clock), page, clock)
    for one in words if isinstance(words, list) else [words]:
        word = read_word_of_page(json.dumps(one))
        try:
            hearing.take(word)
        except KnownError as problem:
            hearing.refuse(word, problem)
        clock.advance(0.3)
        for told in page.compose():
            msgspec.json.encode(told)


def _cookie() -> bytes:
    written = to_header(Pass("telephone", "x" * 40)).partition(";")[0]
    return written.partition("=")[2].encode()


# ---- the server


class _Server:
    """A server that answers what it is told to."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer

    def call(self, _method: str, path: str, **_options: Any) -> requests.Response:
        token = {"challenge": "c", "token": "t", "seconds": 900, "server_time": "2026-03-02T11:00:00.000000Z"}
        answer = requests.Response()
        answer.status_code = 200
        answer.raw = io.BytesIO(json.dumps(token).encode() if path.startswith("/api/token") else self._answer)
        return answer


def _answers() -> Iterator[Mapping[str, Any]]:
    """What the server says to each question, by the question."""
    payload = '{"phone":"+5584900000001"}'
    hashed = hashlib.sha256(payload.encode()).hexdigest()
    facts = {"id": "1", "origin": "2", "sequence": 3, "entity": "person", "entity_id": "4", "operation": "change"}
    event = {**facts, "payload": payload, "payload_sha256": hashed, "seen": 4, "recorded_by": "5"}
    event |= {"recorded_at": "2026-03-02T11:00:00.000000Z"}
    delivered = {"number": 1, "verdict": "taken", "against": None, "event": event, "unit": "1234567"}
    yield {"ask": "pull", "answer": {"events": [delivered], "through": 1, "more": False, "head": 1}}
    result = {"event_id": "1", "status": "taken", "code": "", "values": {}}
    yield {"ask": "push", "answer": {"results": [result], "server_time": "2026-03-02T11:00:00.000000Z"}}
    yield {"ask": "epochs", "answer": {"epochs": [{"id": "1", "held": 3, "first": 4}]}}
    yield {"ask": "hospitals", "answer": {"units": [{"cnes": "1", "name": "Hospital Sintético", "kind": "hospital"}]}}
    yield {"ask": "links", "answer": {"address": "https://campaign.example", "key": "00"}}
    granted = {"granted": True, "seconds": 900, "not_before": None, "holder": "1"}
    yield {"ask": "ask_for_sending", "answer": granted}
    yield {"ask": "offered_version", "answer": _OFFER}
    yield {"ask": "say_health", "answer": {}}
    yield {"ask": "box_stands", "answer": {"last": 3, "link": "00" * 32, "refused": None}}


def _ask_server(told: Any) -> object:
    told = told if isinstance(told, dict) else {}
    server = cast(PinnedServer, _Server(json.dumps(told.get("answer")).encode()))
    client = CentralClient(server, Identity("station-1", bytes(range(32)).hex()), FakeClock())
    match told.get("ask"):
        case "push":
            return client.push(())
        case "box_stands":
            return client.box_stands("box-1")
        case "offered_version":
            offer = offer_of(client.offered_version("stable"))
            return offer is not None and is_newer(offer.version, "1.1.0") and offer.key
        case "say_health":
            client.say_health({"clock": "2026-03-02T11:00:00.000000Z"})
            return None
        case "epochs" | "hospitals" | "links" | "ask_for_sending" as name:
            return getattr(client, name)()
        case _:
            return client.pull(0)


# ---- other machines


def _hello() -> Hello:
    return Hello(hears=True, stamp=1.0, echo=None, held=0.0, digest=bytes(8), address="tcp://127.0.0.1:9000")


def _mllp(raw: bytes) -> None:
    """In pieces as they come over a line."""
    unframer = Unframer(64 * 2**10)
    for at in range(0, len(raw), 77):
        for piece in unframer.feed(raw[at : at + 77]):
            if piece.message is not None and not piece.too_large:
                hl7.read(piece.message, 0.0, "campaign")
