"""The sending grant over HTTPS: stations ask for it, renew it, hand their messages over and give it back."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any, Final

from fastapi import FastAPI, Query
from pydantic import BaseModel, Field, create_model
from sqlalchemy import Engine, Integer

from app.central import shelf
from app.central.database import writing
from app.central.granting import Granting, locked, require_holder
from app.central.journal import Sender
from app.central.wire import REFUSED, Refusal, Responses, Token
from app.reminders.outbox.handover import CARRIED

SHELF: Final = "/api/sending/shelf"
_ELSEWHERE: Final[Responses] = {409: {"model": Refusal, "description": "Another one sends for the unit, or nobody."}}


def _fields() -> dict[str, Any]:
    """The columns of an outbox row as they travel."""
    found: dict[str, Any] = {}
    for column in CARRIED:
        longest = getattr(column.type, "length", None) or 2000
        kind = (
            Annotated[int, Field()] if isinstance(column.type, Integer) else Annotated[str, Field(max_length=longest)]
        )
        found[column.name] = (kind | None, None) if column.nullable else (kind, ...)
    return found


HandedMessage = create_model("HandedMessage", __doc__="One message of an outbox: its columns.", **_fields())


class GrantAnswer(BaseModel):
    """Whether the station may send, and for how many seconds from when it asked; `holder`: who sends instead."""

    granted: bool
    seconds: int
    not_before: str | None = Field(description="messages due earlier may have been sent by a station that is gone")
    holder: str


class GiveBackRequest(BaseModel):
    """How many messages are still on their way: the grant moves only with none."""

    in_flight: int = Field(ge=0)


class ShelfContent(BaseModel):
    """Messages that change hands."""

    messages: list[HandedMessage] = Field(max_length=shelf.MOST)  # type: ignore[valid-type]  # made from the columns


class TakenRequest(BaseModel):
    """What is in the station's own outbox now."""

    ids: list[str] = Field(max_length=shelf.MOST)


class DoneAnswer(BaseModel):
    """It is on disk."""

    done: bool = True


def add_sending_routes(app: FastAPI, engine: Engine, granting: Granting, sender: Callable[[str], Sender]) -> None:
    """`sender` tells who calls by a token."""

    @app.post("/api/sending/ask", summary="Ask for the sending", responses={200: {"model": GrantAnswer}, **REFUSED})
    def ask(token: Token) -> Any:
        """Ask to be the one who sends for the unit, or renew it. One at a time has it."""
        return asdict(granting.ask(sender(token)))

    @app.post("/api/sending/give-back", summary="Give the sending back", responses=REFUSED)
    def give_back(asked: GiveBackRequest, token: Token) -> DoneAnswer:
        """Send no more; the messages were laid on the shelf before."""
        granting.give_back(sender(token), asked.in_flight)
        return DoneAnswer()

    @app.get(SHELF, summary="Messages to take over", responses={200: {"model": ShelfContent}, **_ELSEWHERE, **REFUSED})
    def look(token: Token, after: Annotated[str, Query(max_length=36)] = "") -> Any:
        """What the one before has handed over and nobody has taken, by id, after one."""
        who = sender(token)
        with writing(engine).begin() as connection:
            require_holder(connection, who.unit, who.station_id)
            return {"messages": shelf.page(connection, who.unit, after)}

    @app.post(SHELF, summary="Hand messages over", responses=REFUSED)
    def put(content: ShelfContent, token: Token) -> DoneAnswer:
        """Lay messages down for the one who sends; whoever does so sends them no more."""
        who = sender(token)
        messages = content.model_dump()["messages"]
        with writing(engine).begin() as connection:
            locked(connection, who.unit)
            shelf.put(connection, who.unit, messages, who.station_id)
        return DoneAnswer()

    @app.post("/api/sending/shelf/taken", summary="Say what was taken over", responses={**_ELSEWHERE, **REFUSED})
    def take(asked: TakenRequest, token: Token) -> DoneAnswer:
        """These messages are in the station's own outbox now."""
        who = sender(token)
        with writing(engine).begin() as connection:
            require_holder(connection, who.unit, who.station_id)
            shelf.taken(connection, who.unit, asked.ids, who.station_id)
        return DoneAnswer()
