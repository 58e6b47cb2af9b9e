"""Providers call here: what they say of messages is kept at once and heard a moment later (`app.central.hearing`).

An answer is given once the news is on disk. What is unknown, forged or no call leaves nothing behind.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from sqlalchemy import Engine, insert

from app.central.database import writing
from app.central.desks import Desks
from app.central.public.limits import Limits, Rate, address_key
from app.central.tables import heard_news
from app.central.wire import NO_DATABASE, Refusal, Responses
from app.kernel.clock import Clock, to_text
from app.kernel.errors import KnownError
from app.kernel.ids import Ids
from app.reminders.channels.interface import Call, Feedback, Webhook
from app.reminders.channels.registry import webhook

ADDRESSES: Final = Rate(300, 50.0)
"""Calls of one address: a provider tells thousands of deliveries within a minute."""
PATH: Final = "/hooks/{channel}/{unit}"
_STATUSES: Final = {"central.no_such_hook": 404, "channels.bad_signature": 403, "channels.bad_call": 400}
_RESPONSES: Final[Responses] = {
    400: {"model": Refusal, "description": "This is no call of the provider's."},
    403: {"model": Refusal, "description": "The signature does not fit."},
    404: {"model": Refusal, "description": "The channel calls nobody back, or the unit has not set it up here."},
    429: {"model": Refusal, "description": "Too many calls of one address."},
    **NO_DATABASE,
}
_logger = logging.getLogger(__name__)


class Hooks:
    """Reads calls and keeps what they say. `wake`: called when something was kept."""

    def __init__(
        self, engine: Engine, desks: Desks, clock: Clock, ids: Ids, wake: Callable[[], None] = lambda: None
    ) -> None:
        self._engine = engine
        self._desks = desks
        self._clock = clock
        self._ids = ids
        self._wake = wake
        self._limits = Limits(ADDRESSES, clock)

    def allows(self, host: str | None) -> bool:
        """Whether this address may call once more now."""
        return self._limits.allows(address_key(host))

    def take(self, channel: str, unit: str, call: Call) -> int:
        """Keep the news of one call; how many pieces. KnownError `central.no_such_hook`, `channels.bad_signature`,
        `channels.bad_call`."""
        reading, secrets = self._hook(channel, unit)
        news = reading.heard(call, secrets)
        if news:
            told = json.dumps([to_stored(one) for one in news], ensure_ascii=False)
            row = {"id": self._ids.new(), "unit": unit, "channel": channel, "news": told}
            with writing(self._engine).begin() as connection:
                connection.execute(insert(heard_news).values(**row, received_at=to_text(self._clock.now())))
            self._wake()
        return len(news)

    def challenge(self, channel: str, unit: str, call: Call) -> str:
        """The answer to the provider's trial call. KnownError as `take`."""
        reading, secrets = self._hook(channel, unit)
        answer = reading.challenge(call, secrets)
        if answer is None:
            raise KnownError("channels.bad_call")
        return answer

    def _hook(self, channel: str, unit: str) -> tuple[Webhook, dict[str, str]]:
        try:
            reading = webhook(channel)
        except KnownError:
            reading = None
        desk = self._desks.find(unit) if reading is not None else None
        secrets = desk.reminders.channels.secrets_of(channel) if desk is not None else {}
        if reading is None or not secrets:
            raise KnownError("central.no_such_hook")
        return reading, dict(secrets)


def add_hooks(app: FastAPI, hooks: Hooks) -> None:
    """The routes; everything that blocks runs beside the event loop."""

    @app.post(PATH, summary="A provider's call", responses=_RESPONSES)
    async def told(channel: str, unit: str, request: Request) -> dict[str, int]:
        """What became of messages, or what somebody answered; signed by the provider."""
        kept = await _answered(hooks, request, channel, unit, hooks.take)
        return kept if isinstance(kept, Response) else {"kept": kept}  # type: ignore[return-value]  # or a refusal

    @app.get(PATH, summary="A provider's trial call", response_class=Response, responses={**_RESPONSES, 200: _TEXT})
    async def tried(channel: str, unit: str, request: Request) -> Any:
        """Answered with what the provider wants to read, where it shows the agreed word."""
        answer = await _answered(hooks, request, channel, unit, hooks.challenge)
        return answer if isinstance(answer, Response) else Response(answer, media_type="text/plain")


_TEXT: Final = {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "The word."}


async def _answered(
    hooks: Hooks, request: Request, channel: str, unit: str, work: Callable[[str, str, Call], Any]
) -> Any:
    """What the work gives, or the refusal as it is answered: a code and nothing of the call."""
    if not hooks.allows(request.client.host if request.client else None):
        return JSONResponse({"code": "central.too_often", "values": {}}, 429)
    headers = {name.lower(): value for name, value in request.headers.items()}
    call = Call(headers, await request.body(), str(request.url), dict(request.query_params))
    try:
        return await run_in_threadpool(work, channel, unit, call)
    except KnownError as error:
        if error.code not in _STATUSES:
            raise
        _logger.info("a provider's call was refused: %s", error.code)
        return JSONResponse({"code": error.code, "values": {}}, _STATUSES[error.code])


def to_stored(one: Feedback) -> dict[str, Any]:
    """As it is kept until it is heard."""
    return {**asdict(one), "kind": one.kind.value, "at": to_text(one.at) if one.at else None}
