"""The record centre over HTTPS: a station's router sends what its black box holds, and asks how far that is here."""

from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import Base64Bytes, BaseModel, Field, ValidationError

from app.central.black_boxes import MOST_RECORDS, BlackBoxes, BoxHead, BoxRecord
from app.central.journal import Sender
from app.central.limits import unpacked
from app.central.wire import REFUSED, Refusal, Responses, Token
from app.router.blackbox.model import LONGEST_OWN

BLACK_BOX: Final = "/api/router/black-box"
_TOO_MANY: Final[Responses] = {
    400: {"description": "The packed body cannot be unpacked."},
    413: {"description": "More than 16 MiB, packed or unpacked."},
    422: {"model": Refusal, "description": "Not as described, or the station has too many boxes."},
}
_NAME: Final = r"^[0-9a-f]{32}$"
_HASH: Final = r"^[0-9a-f]{64}$"
Hash = Annotated[str, Field(pattern=_HASH, description="SHA-256, hexadecimal.")]


class SentRecord(BaseModel):
    """One record: its number, the hashes of everything before it and up to it, and what it holds (base64)."""

    number: int = Field(ge=1, le=2**53)
    previous: Hash
    link: Hash
    content: Annotated[Base64Bytes, Field(max_length=LONGEST_OWN)]


class SendRequest(BaseModel):
    """Records of one box, in their order."""

    box: str = Field(pattern=_NAME)
    records: list[SentRecord] = Field(max_length=MOST_RECORDS)


class BoxAnswer(BaseModel):
    """The newest record that is here (0: none) with its hash; `refused`: the first of what was sent that does not fit,
    nothing from it on was kept."""

    last: int
    link: str
    refused: int | None


def add_black_box_routes(app: FastAPI, boxes: BlackBoxes, sender: Callable[[str], Sender]) -> None:
    """`sender` tells who shows a token."""

    @app.get(BLACK_BOX, summary="How far a box is here", responses={200: {"model": BoxAnswer}, **REFUSED})
    def head(token: Token, box: Annotated[str, Query(pattern=_NAME)]) -> Any:
        """The newest record of one of the station's own boxes that is here, with its hash."""
        return _answer(boxes.head(sender(token), box))

    @app.post(BLACK_BOX, summary="Send records", responses={200: {"model": BoxAnswer}, **_TOO_MANY, **REFUSED})
    async def send(request: Request, token: Token) -> Any:
        """Send records of one of the station's own boxes. The body may be gzip (Content-Encoding)."""
        caller = await run_in_threadpool(sender, token)
        body = await unpacked(request)
        asked = await run_in_threadpool(_asked, body)
        records = [BoxRecord(one.number, *_hashes(one), one.content) for one in asked.records]
        return JSONResponse(_answer(await run_in_threadpool(boxes.add, caller, asked.box, records)))


def _asked(body: bytes) -> SendRequest:
    try:
        return SendRequest.model_validate_json(body)
    except ValidationError as error:
        # Where it is wrong, without what stands there.
        found = [{"where": one["loc"], "what": one["type"]} for one in error.errors(include_input=False)[:5]]
        raise HTTPException(422, found) from error


def _hashes(one: SentRecord) -> tuple[bytes, bytes]:
    return bytes.fromhex(one.previous), bytes.fromhex(one.link)


def _answer(head: BoxHead) -> dict[str, Any]:
    return {"last": head.last, "link": head.link.hex(), "refused": head.refused}
