"""Bundles over HTTPS: a courier forwards another station's file and gets the receipt for it, which it cannot read."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final

from fastapi import Depends, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from app.central.bundles import CentralBundles
from app.central.journal import Sender
from app.central.peers import Peers
from app.central.standings import standings_of
from app.central.wire import REFUSED, Refusal, Responses, Token

BUNDLE: Final = "/api/sync/bundle"
BUNDLE_KEYS: Final = "/api/sync/bundle/keys"
PEERS: Final = "/api/sync/bundle/peers"
STANDINGS: Final = "/api/sync/bundle/standings"
MOST_ASKED: Final = 1000
_FILE: Final = "application/octet-stream"
_BAD_KEY: Final[Responses] = {422: {"model": Refusal, "description": "Nothing can be encrypted to this key."}}


class MeetRequest(BaseModel):
    """To which key the unit's other stations encrypt (X25519, hexadecimal), and how far the journal was applied."""

    agreement: str = Field(min_length=64, max_length=64)
    through: int = Field(ge=0, le=2**53)


class CertificateAnswer(BaseModel):
    """The server's signed word on one station."""

    station: str
    unit: str
    signing: str
    agreement: str
    signature: str


class PeerAnswer(BaseModel):
    """Another station of the unit."""

    name: str
    active: bool
    certificate: CertificateAnswer


class MeetAnswer(BaseModel):
    """`heard`: change log → its last number within what was applied."""

    certificate: CertificateAnswer
    peers: list[PeerAnswer]
    heard: dict[str, int]


class AskedEvent(BaseModel):
    """An event that came by stick, and the station that wrote it."""

    id: str = Field(max_length=36)
    station: str = Field(max_length=36)


class StandingsRequest(BaseModel):
    """What is asked about."""

    events: list[AskedEvent] = Field(max_length=MOST_ASKED)


class StandingAnswer(BaseModel):
    """One event's standing; `code`: why it was refused."""

    event_id: str
    status: str = Field(description="numbered, refused, unknown")
    code: str


class StandingsAnswer(BaseModel):
    """One for each event, in their order."""

    standings: list[StandingAnswer]


def add_bundle_routes(app: FastAPI, bundles: CentralBundles, sender: Callable[..., Sender]) -> None:
    """`sender` is the dependency that tells who calls; any station in good standing may carry any station's bundle."""
    known = [Depends(sender)]

    @app.get(BUNDLE_KEYS, summary="The server's keys for bundles", dependencies=known, responses=REFUSED)
    def keys() -> dict[str, str]:
        """What a station must know to write bundles for this server."""
        return asdict(bundles.keys)

    @app.post(
        BUNDLE,
        summary="Import a bundle",
        dependencies=known,
        response_class=Response,
        responses={200: {"content": {_FILE: {}}}, **REFUSED},
    )
    async def take(request: Request) -> Any:
        """Import a bundle, whoever carried it; the answer is the receipt bundle for the station that wrote it."""
        receipt = await run_in_threadpool(bundles.take, await request.body())
        return Response(receipt, media_type=_FILE)


def add_peer_routes(app: FastAPI, peers: Peers, sender: Callable[[str], Sender]) -> None:
    """What stations of one unit need to read each other's bundles; `sender` tells who shows a token."""

    @app.post(PEERS, summary="Meet the unit's stations", responses={200: {"model": MeetAnswer}, **_BAD_KEY, **REFUSED})
    def meet(asked: MeetRequest, token: Token) -> Any:
        """Say to which key one reads, and hear of the unit's other stations that have said so."""
        return asdict(peers.meet(sender(token), asked.agreement, asked.through))

    @app.post(STANDINGS, summary="How events stand", responses={200: {"model": StandingsAnswer}, **REFUSED})
    def standings(asked: StandingsRequest, token: Token) -> Any:
        """Whether events of the unit that came by stick were numbered or refused."""
        found = standings_of(peers.engine, sender(token).unit, [(one.id, one.station) for one in asked.events])
        return {"standings": [asdict(one) for one in found]}
