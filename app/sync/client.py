"""The line to the central server: the `Transport` of a round over HTTPS, with a token that renews itself."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.kernel.clock import Clock, from_text
from app.kernel.errors import KnownError
from app.sync.answers import OK, UNAUTHORISED, Reading, content_of
from app.sync.bundles.standings import Standing
from app.sync.delivered import Delivered
from app.sync.events import Event, from_wire
from app.sync.pinned import PinnedServer
from app.sync.recovering import Handed
from app.sync.round import Answer, Delivery
from app.sync.tail import Epoch, Kept

RENEW_BEFORE_SECONDS: Final = 60.0
"""A token is renewed this long before it ends, so that none ends on its way."""
CLOCK_TOLERANCE_SECONDS: Final = 120.0
"""A clock that differs by more is worth a word to a person; nothing is decided by it."""
_NOT_FOUND: Final = 404
_PACK_LEVEL: Final = 4
_BLACK_BOX: Final = "/api/router/black-box"


@dataclass(frozen=True)
class Identity:
    """What a station proves itself with. `key`: Ed25519, 64 hexadecimal digits."""

    station_id: str
    key: str


@dataclass(frozen=True)
class Told:
    """The server's answer to who asks for the sending: `seconds` of the lease, from when it was asked; `not_before`: no
    message that is due earlier is made; `holder`: who sends instead."""

    granted: bool
    seconds: int
    not_before: str | None
    holder: str


@dataclass(frozen=True)
class BoxStands:
    """How far a black box is at the record centre: the newest record (0: none) and its hash; `refused`: the first of
    what was sent that does not fit."""

    last: int
    link: bytes
    refused: int | None


class CentralClient:
    """One station's line. Used by one thread at a time; `close` it in the end."""

    def __init__(self, server: PinnedServer, identity: Identity, clock: Clock) -> None:
        self._server = server
        self._identity = identity
        self._key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(identity.key))
        self._clock = clock
        self._token: str | None = None
        self._epoch: str | None = None
        self._good_until = 0.0
        self.clock_difference: float | None = None
        """Seconds that the server's clock is ahead of this station's, as of the last answer; None before the first."""

    def push(self, events: Sequence[Event]) -> Sequence[Answer]:
        """Send a batch. KnownError `sync.unreachable`, `wrong_certificate`, `not_you`, `suspended`, `server_failed`."""
        packed = _packed({"events": [event.to_wire() for event in events]})
        answer = self._call("POST", "/api/sync/push", **packed, params=self._of_epoch())
        with Reading():
            self._note_time(answer["server_time"])
            return [Answer(one["event_id"], one["status"], one["code"], one["values"]) for one in answer["results"]]

    def pull(self, after: int) -> Delivery:
        """The page after a number. KnownError as `push`."""
        return self._page("/api/sync/pull", {"after": after, **self._of_epoch()})

    def in_epoch(self, epoch: str) -> None:
        """Tell the server with each push and pull whose numbers these are."""
        self._epoch = epoch

    def epochs(self) -> Sequence[Epoch]:
        """Every restore of the server, in order. KnownError as `push`."""
        told = self._call("GET", "/api/sync/epochs")
        with Reading():
            return [Epoch(str(one["id"]), int(one["held"]), int(one["first"])) for one in told["epochs"]]

    def hand_in(self, events: Sequence[Kept]) -> Sequence[Handed]:
        """Bring back what a restored server's copy may lack. KnownError as `push`."""
        body = {"events": [one.to_wire() for one in events]}
        answer = self._call("POST", "/api/sync/hand-in", json=body, params=self._of_epoch())
        with Reading():
            return [Handed(one["event_id"], one["verdict"], one["number"]) for one in answer["results"]]

    def _of_epoch(self) -> dict[str, str]:
        return {} if self._epoch is None else {"epoch": self._epoch}

    def history(self, person_id: str, after: int, until: int) -> Delivery:
        """One person's events up to a number, once she has come into the unit's scope. KnownError as `push`."""
        return self._page(f"/api/sync/people/{quote(person_id, safe='')}", {"after": after, "until": until})

    def send_bundle(self, raw: bytes) -> bytes:
        """Forward a bundle; its receipt. KnownError as `push`, and `bundle.*` where the server refuses it."""
        headers = {"Content-Type": "application/octet-stream"}
        answer = self._answer("POST", "/api/sync/bundle", {"data": raw, "headers": headers})
        if answer.status_code == OK:
            return answer.content
        try:
            told = answer.json()
            code, values = str(told["code"]), dict(told["values"])
        except (KeyError, TypeError, ValueError):
            code, values = "", {}
        if code.startswith("bundle."):
            raise KnownError(code, **values)
        content_of(answer)
        raise KnownError("sync.server_failed", status=str(answer.status_code))

    def bundle_keys(self) -> Mapping[str, str]:
        """`server_id`, `signing` and `agreement` of the server, for bundles. KnownError as `push`."""
        told = self._call("GET", "/api/sync/bundle/keys")
        with Reading():
            return {name: str(told[name]) for name in ("server_id", "signing", "agreement")}

    def meet(self, agreement: str, through: int) -> Mapping[str, Any]:
        """`certificate`, `peers` and `heard` of the unit's stations; empty where the server is of before.

        KnownError as `push`.
        """
        asked = {"agreement": agreement, "through": through}
        answer = self._answer("POST", "/api/sync/bundle/peers", {"json": asked})
        return {} if answer.status_code == _NOT_FOUND else content_of(answer)

    def standings(self, asked: Sequence[tuple[str, str]]) -> Sequence[Standing]:
        """How events that came by stick stand (event, the station that wrote it). KnownError as `push`."""
        events = [{"id": event_id, "station": station} for event_id, station in asked]
        told = self._call("POST", "/api/sync/bundle/standings", json={"events": events})
        with Reading():
            return [Standing(str(one["event_id"]), str(one["status"]), str(one["code"])) for one in told["standings"]]

    def hospitals(self) -> Mapping[str, str]:
        """Number (CNES) and name of each reference hospital of the network. KnownError as `push`."""
        told = self._call("GET", "/api/units")
        with Reading():
            return {str(one["cnes"]): str(one["name"]) for one in told["units"] if one["kind"] == "hospital"}

    def links(self) -> Mapping[str, str]:
        """`address` of the public pages and the unit's `key` of their links; empty where the server has none.

        KnownError as `push`.
        """
        answer = self._answer("GET", "/api/links", {})
        if answer.status_code == _NOT_FOUND:
            return {}
        told = content_of(answer)
        with Reading():
            return {name: str(told[name]) for name in ("address", "key")}

    def ask_for_sending(self) -> Told:
        """Ask to be the one who sends for the unit, or renew it. KnownError as `push`."""
        told = self._call("POST", "/api/sending/ask", json={})
        with Reading():
            earliest = told["not_before"]
            return Told(bool(told["granted"]), int(told["seconds"]), earliest and str(earliest), str(told["holder"]))

    def give_sending_back(self) -> None:
        """Send no more. KnownError as `push`."""
        self._call("POST", "/api/sending/give-back", json={"in_flight": 0})

    def hand_over(self, messages: Sequence[Mapping[str, Any]]) -> None:
        """Lay messages down for the one who sends. KnownError as `push`."""
        self._call("POST", "/api/sending/shelf", json={"messages": list(messages)})

    def messages_to_take(self, after: str) -> Sequence[Mapping[str, Any]]:
        """What lies there for this station, by id, after one. KnownError as `push`."""
        told = self._call("GET", "/api/sending/shelf", params={"after": after})
        with Reading():
            return [dict(one) for one in told["messages"]]

    def say_taken(self, ids: Sequence[str]) -> None:
        """These are here now. KnownError as `push`."""
        self._call("POST", "/api/sending/shelf/taken", json={"ids": list(ids)})

    def box_stands(self, box: str) -> BoxStands:
        """How far one of this station's black boxes is at the record centre. KnownError as `push`."""
        return _box_stands(self._call("GET", _BLACK_BOX, params={"box": box}))

    def send_box(self, box: str, records: Sequence[Mapping[str, Any]]) -> BoxStands:
        """Send some of it: `number`, `previous` and `link` (hexadecimal), `content` (base64).

        KnownError as `push`, `central.too_many_boxes`.
        """
        return _box_stands(self._call("POST", _BLACK_BOX, **_packed({"box": box, "records": list(records)})))

    def say_health(self, report: Mapping[str, Any]) -> None:
        """How this station is; a server of before does not hear it. KnownError as `push`."""
        answer = self._answer("POST", "/api/stations/health", {"json": dict(report)})
        if answer.status_code != _NOT_FOUND:
            content_of(answer)

    def offered_version(self, channel: str) -> Mapping[str, Any]:
        """`version`, `note`, `packages`, `offered_at`; {} where the server is of before. KnownError as `push`."""
        answer = self._answer("GET", "/api/version", {"params": {"channel": channel}})
        return {} if answer.status_code == _NOT_FOUND else content_of(answer)

    def close(self) -> None:
        """Hang up."""
        self._server.close()

    def _page(self, path: str, asked: Mapping[str, int | str]) -> Delivery:
        page = self._call("GET", path, params=asked)
        with Reading():
            events = [_delivered(one) for one in page["events"]]
            return Delivery(events, int(page["through"]), bool(page["more"]), int(page.get("head", 0)))

    def _call(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        return content_of(self._answer(method, path, options))

    def _answer(self, method: str, path: str, options: Mapping[str, Any]) -> requests.Response:
        answer = self._authorised(method, path, options)
        if answer.status_code == UNAUTHORISED:
            # The server may have been restored or its clock set: one new token, then it is a real refusal.
            self._token = None
            answer = self._authorised(method, path, options)
        return answer

    def _authorised(self, method: str, path: str, options: Mapping[str, Any]) -> requests.Response:
        headers = {**options.get("headers", {}), "Authorization": f"Bearer {self._valid_token()}"}
        return self._server.call(method, path, **{**options, "headers": headers})

    def _valid_token(self) -> str:
        if self._token is None or self._clock.monotonic() >= self._good_until:
            station = {"station_id": self._identity.station_id}
            challenge = content_of(self._server.call("POST", "/api/token/challenge", json=station)).get("challenge")
            if not isinstance(challenge, str):
                raise KnownError("sync.server_failed", status="token")
            signed = {"challenge": challenge, "signature": self._key.sign(challenge.encode()).hex()}
            issued = content_of(self._server.call("POST", "/api/token", json=signed))
            with Reading():
                # The life of a token is counted by a clock that nobody can set.
                self._good_until = self._clock.monotonic() + float(issued["seconds"]) - RENEW_BEFORE_SECONDS
                self._token = str(issued["token"])
                self._note_time(issued["server_time"])
        return str(self._token)

    def _note_time(self, text: str) -> None:
        server: datetime = from_text(text)
        self.clock_difference = (server - self._clock.now()).total_seconds()


def _delivered(raw: Mapping[str, Any]) -> Delivered:
    whose = str(raw.get("unit", ""))
    return Delivered(int(raw["number"]), str(raw["verdict"]), raw["against"], from_wire(raw["event"]), whose)


def _packed(content: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a call whose body may be large."""
    text = json.dumps(content, ensure_ascii=False)
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    return {"data": gzip.compress(text.encode(), compresslevel=_PACK_LEVEL), "headers": headers}


def _box_stands(told: Mapping[str, Any]) -> BoxStands:
    with Reading():
        refused = told["refused"]
        return BoxStands(int(told["last"]), bytes.fromhex(told["link"]), None if refused is None else int(refused))
