"""The server's HTTPS interface; its OpenAPI description lies under /api/openapi.json."""

import json
import logging
from collections.abc import Callable, Collection
from dataclasses import asdict, replace
from typing import Annotated, Any, Final

from fastapi import FastAPI, HTTPException, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from starlette.middleware.gzip import GZipMiddleware

from app.central.black_box_routes import BLACK_BOX, add_black_box_routes
from app.central.black_boxes import BlackBoxes
from app.central.bundle_routes import BUNDLE, add_bundle_routes, add_peer_routes
from app.central.bundles import CentralBundles
from app.central.enrolment import Enrolment
from app.central.epoch_routes import HAND_IN, OTHER, Epoch, add_epoch_routes
from app.central.epochs import note_reported
from app.central.fleet_routes import add_fleet_routes
from app.central.gathering import Gathering
from app.central.granting import Granting
from app.central.health import Health
from app.central.journal import Journal, Sender
from app.central.limits import PUSH, BoundedBody, RequestLog, SafeAnswers, unpacked
from app.central.offers import Offers
from app.central.paging import PAGE, Page, Reader
from app.central.peers import Peers
from app.central.sending_routes import SHELF, add_sending_routes
from app.central.tokens import Tokens
from app.central.wire import (
    NO_DATABASE,
    REFUSED,
    ChallengeRequest,
    EnrolRequest,
    PullAnswer,
    PushAnswer,
    PushRequest,
    Refusal,
    Responses,
    Token,
    TokenRequest,
    UnitsAnswer,
)
from app.kernel.clock import Clock, to_text
from app.kernel.errors import KnownError
from app.kernel.ids import TimeOrderedIds

Number = Annotated[int, Query(ge=0, le=2**53)]
"""A place in the journal."""
_REFUSALS: Final = {
    "central.not_you": 401,
    "central.suspended": 403,
    "central.bad_code": 403,
    "central.older_than_station": 409,
    "central.other_epoch": 409,
    "central.sends_elsewhere": 409,
    "central.in_flight": 409,
    "central.too_often": 429,
    "central.not_allowed": 403,
    "central.no_copy": 404,
    "campaigns.not_found": 404,
    "campaigns.other_content": 409,
    "central.key_used": 409,
    "central.bad_registration": 422,
    "campaigns.already_cancelled": 409,
    "grant.not_here": 409,
}
_JOINING: Final[Responses] = {
    403: {"model": Refusal, "description": "The code is unknown, used or too old."},
    **NO_DATABASE,
}
_TOO_MUCH: Final[Responses] = {
    400: {"description": "The packed body cannot be unpacked."},
    413: {"description": "More than 16 MiB, packed or unpacked."},
}
_MOST_TOLD: Final = 20
_logger = logging.getLogger(__name__)


class Services:
    """What the routes use."""

    def __init__(
        self, enrolment: Enrolment, tokens: Tokens, journal: Journal, reader: Reader, clock: Clock, engine: Engine
    ) -> None:
        self.enrolment = enrolment
        self.tokens = tokens
        self.journal = journal
        self.reader = reader
        self.clock = clock
        self.bundles = CentralBundles(engine, journal, reader, clock, TimeOrderedIds(clock))
        self.granting = Granting(engine, clock)
        self.engine = engine

    def ask_database(self) -> None:
        """Whether it answers; DBAPIError where it does not."""
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))


def create_app(services: Services, large: Collection[str] = (PUSH, BUNDLE, SHELF, HAND_IN, BLACK_BOX)) -> FastAPI:
    """The application; `services` are made by the composition root, `large` are the paths that take a large body."""
    # No page of documentation: the usual one runs scripts of another server.
    app = FastAPI(title="Plantão central", docs_url=None, openapi_url="/api/openapi.json", redoc_url=None)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=4)
    app.add_middleware(BoundedBody, large=large)
    app.add_middleware(RequestLog)
    app.add_middleware(SafeAnswers)
    app.add_exception_handler(KnownError, refused)
    app.add_exception_handler(RequestValidationError, _not_as_described)
    app.add_exception_handler(DBAPIError, _no_database)
    gathering = Gathering(services.journal)

    def sender(token: Token) -> Sender:
        return services.tokens.sender(token)

    @app.get("/healthz", summary="How the server is", responses=NO_DATABASE)
    def health() -> dict[str, str]:
        """Whether the server and its database answer, and its time."""
        services.ask_database()
        return {"status": "ok", "time": to_text(services.clock.now())}

    _add_joining(app, services)

    @app.post(PUSH, summary="Push events", responses={200: {"model": PushAnswer}, **_TOO_MUCH, **OTHER, **REFUSED})
    async def push(request: Request, token: Token, epoch: Epoch = None) -> Any:
        """Push events; one result for each, in their order. The body may be gzip (Content-Encoding)."""
        caller = replace(await run_in_threadpool(sender, token), epoch=epoch)
        body = await unpacked(request)
        results = await gathering.push((caller, await run_in_threadpool(_events, body)))
        answers = [vars(one) for one in results]
        return JSONResponse({"results": answers, "server_time": to_text(services.clock.now())})

    _add_pulling(app, services, sender)
    _add_others(app, services, sender)
    return app


def _add_joining(app: FastAPI, services: Services) -> None:
    @app.post("/api/stations/enrol", summary="Join with a one-time code", responses=_JOINING)
    def enrol(asked: EnrolRequest) -> dict[str, str]:
        """Join with a code. The same code and key again get the same answer, should the first have been lost."""
        return asdict(services.enrolment.enrol(asked.code, asked.public_key))

    @app.post("/api/token/challenge", summary="Ask for a challenge")
    def challenge(asked: ChallengeRequest) -> dict[str, str]:
        """What the station must sign to get a token."""
        return {"challenge": services.tokens.challenge(asked.station_id)}

    @app.post("/api/token", summary="Get a token for a signed challenge", responses=REFUSED)
    def token(asked: TokenRequest) -> dict[str, Any]:
        """A token for a quarter of an hour."""
        return asdict(services.tokens.issue(asked.challenge, asked.signature))


def _add_pulling(app: FastAPI, services: Services, sender: Callable[[str], Sender]) -> None:
    @app.get("/api/sync/pull", summary="Pull a page", responses={200: {"model": PullAnswer}, **OTHER, **REFUSED})
    def pull(token: Token, after: Number, size: Annotated[int, Query(ge=1)] = PAGE, epoch: Epoch = None) -> Any:
        """The journal after a number, as far as the unit may hold it."""
        caller = sender(token)
        try:
            return _page(services.reader.page(caller.unit, after, min(size, PAGE), epoch))
        except KnownError as error:
            if int(str(error.values.get("head", after))) < after:
                note_reported(services.engine, caller.station_id, after)
            raise

    @app.get(
        "/api/sync/people/{person_id}",
        summary="One person's history",
        responses={200: {"model": PullAnswer}, **REFUSED},
    )
    def history(person_id: str, token: Token, after: Number, until: Number) -> Any:
        """One person's events up to a number, once she is in the unit's scope."""
        return _page(services.reader.history(sender(token).unit, person_id, after, until))


def _add_others(app: FastAPI, services: Services, sender: Callable[[str], Sender]) -> None:
    add_bundle_routes(app, services.bundles, sender)
    add_epoch_routes(app, services.engine, services.clock, sender)
    add_peer_routes(app, Peers(services.engine, services.bundles), sender)
    add_sending_routes(app, services.engine, services.granting, sender)
    add_fleet_routes(app, Health(services.engine, services.clock), Offers(services.engine, services.clock), sender)
    add_black_box_routes(app, BlackBoxes(services.engine, services.clock), sender)
    _add_units(app, services, sender)


def _add_units(app: FastAPI, services: Services, sender: Callable[[str], Sender]) -> None:
    @app.get("/api/units", summary="The units of the network", responses={200: {"model": UnitsAnswer}, **REFUSED})
    def units(token: Token) -> Any:
        """Which there are, so that one may refer to a hospital by its name."""
        sender(token)
        return {"units": services.enrolment.units()}


def _events(body: bytes) -> list[dict[str, Any]]:
    try:
        return PushRequest.model_validate_json(body).events
    except ValidationError as error:
        # Where it is wrong, without what stands there.
        found = [{"where": one["loc"], "what": one["type"]} for one in error.errors(include_input=False)[:5]]
        raise HTTPException(422, found) from error


def _page(page: Page) -> Response:
    events = [
        {
            **{"number": one.number, "verdict": one.verdict, "against": one.against, "unit": one.unit},
            "event": one.event.to_wire(),
        }
        for one in page.events
    ]
    return JSONResponse({"events": events, "through": page.through, "more": page.more, "head": page.head})


async def refused(_request: Request, error: Exception) -> Response:
    """A KnownError as an answer: its code, and the values that belong into its words."""
    assert isinstance(error, KnownError)
    # The server's copy of a unit lies on its own disk: what ails it is no fault of the caller's.
    status = 503 if error.code.startswith("store.") else _REFUSALS.get(error.code, 422)
    return _told({"code": error.code, "values": {k: str(v) for k, v in error.values.items()}}, status)


async def _not_as_described(_request: Request, error: Exception) -> Response:
    """Where a request is not as described, without what stands there: it may be a person's, or no JSON at all."""
    assert isinstance(error, RequestValidationError)
    found = [{name: one[name] for name in ("type", "loc", "msg")} for one in error.errors()[:_MOST_TOLD]]
    return _told({"detail": found}, 422)


def _told(content: object, status: int) -> Response:
    """As JSON in ASCII: what came in may hold half of a character, which is no UTF-8."""
    return Response(json.dumps(content, allow_nan=False, default=str), status, media_type="application/json")


async def _no_database(_request: Request, error: Exception) -> Response:
    _logger.error("the database failed", exc_info=error)
    return JSONResponse({"code": "central.no_database", "values": {}}, 503)
