"""A restored server over HTTPS: which epochs it had, and what stations hand in of what its copy lacks."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any, Final

from fastapi import FastAPI, Query
from pydantic import BaseModel, Field
from sqlalchemy import Engine

from app.central.epochs import epochs
from app.central.handing_in import HandingIn
from app.central.journal import MOST_EVENTS, Sender
from app.central.wire import REFUSED, PushAnswer, Refusal, Responses, Token
from app.kernel.clock import Clock, to_text

EPOCHS: Final = "/api/sync/epochs"
HAND_IN: Final = "/api/sync/hand-in"
Epoch = Annotated[str | None, Query(max_length=36, description="That of the station's numbers, as it was told last.")]
OTHER: Final[Responses] = {
    409: {"model": Refusal, "description": "The station has seen more than this database, or what came of it anew."}
}


class EpochAnswer(BaseModel):
    """One epoch: `held` is the last number of the copy that it began with, its own numbers come after `first`."""

    id: str
    held: int
    first: int


class EpochsAnswer(BaseModel):
    """Every epoch that was begun after a restore, in order."""

    epochs: list[EpochAnswer]


class HandedEvent(BaseModel):
    """An event that was delivered before the restore, with the number that it had."""

    number: int = Field(ge=1, le=2**53)
    event: dict[str, Any]
    unit: str = Field(default="", max_length=7, description="Of the station that wrote it, as it was told.")
    own: bool = Field(default=False, description="The station that hands it in wrote it.")


class HandInRequest(BaseModel):
    """What the copy may lack, in the order of the numbers."""

    events: list[HandedEvent] = Field(max_length=MOST_EVENTS)


def add_epoch_routes(app: FastAPI, engine: Engine, clock: Clock, sender: Callable[[str], Sender]) -> None:
    """`sender` tells who shows a token."""
    handing_in = HandingIn(engine, clock)

    @app.get(EPOCHS, summary="Whether it was restored", responses={200: {"model": EpochsAnswer}, **REFUSED})
    def told(token: Token) -> Any:
        """Every restore of this server's database; mostly none."""
        sender(token)
        with engine.connect() as connection:
            return {"epochs": [asdict(one) for one in epochs(connection)]}

    @app.post(HAND_IN, summary="Hand in what a copy lacks", responses={200: {"model": PushAnswer}, **OTHER, **REFUSED})
    def hand_in(asked: HandInRequest, token: Token, epoch: Epoch = None) -> Any:
        """Events of any station of the network that were delivered before a restore; one answer for each."""
        caller = sender(token)
        handed = [one.model_dump() for one in asked.events]
        results = handing_in.take(Sender(caller.station_id, caller.unit, epoch), handed)
        return {"results": [asdict(one) for one in results], "server_time": to_text(clock.now())}
