"""The fleet over HTTPS: each station says how it is, and hears which version is offered."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any, Final

from fastapi import FastAPI, Query
from pydantic import BaseModel, Field

from app.central.health import Health
from app.central.journal import Sender
from app.central.offers import Offers
from app.central.wire import REFUSED, Token
from app.policy.model import CHANNELS

HEALTH: Final = "/api/stations/health"
VERSION: Final = "/api/version"
_COUNT: Final = Field(ge=0, le=2**31 - 1)
_SIZE: Final = Field(default=None, ge=0, le=2**53)


class HealthReport(BaseModel):
    """How a station is: figures of machine and program, nothing clinical, nobody's name. Sizes in bytes, ages in
    seconds. What else a later program sends is not kept."""

    clock: str = Field(max_length=27, description="the station's own time as it sends, UTC")
    version: str = Field(pattern=r"^[0-9A-Za-z.+-]{1,20}$")
    store_format: str = Field(pattern=r"^[0-9]{1,10}$")
    system: str = Field(pattern=r"^[a-z0-9]{1,20}$")
    pending: Annotated[int, _COUNT]
    oldest_pending: Annotated[int | None, _SIZE] = None
    refused: Annotated[int, _COUNT]
    disagreements: Annotated[int, _COUNT]
    disk_free: Annotated[int | None, _SIZE] = None
    store_size: int = Field(ge=0, le=2**53)
    backup_age: Annotated[int | None, _SIZE] = None


class HealthAnswer(BaseModel):
    """It was kept."""

    noted: bool


class VersionAnswer(BaseModel):
    """What is offered; `version` is empty where nothing is. `packages`: name of a file → SHA-256."""

    version: str
    note: str
    packages: dict[str, str]
    offered_at: str


def add_fleet_routes(app: FastAPI, health: Health, offers: Offers, sender: Callable[[str], Sender]) -> None:
    """`sender` tells who shows a token."""

    @app.post(HEALTH, summary="Say how the station is", responses={200: {"model": HealthAnswer}, **REFUSED})
    def report(asked: HealthReport, token: Token) -> Any:
        """The calling station's own state, in the place of what it said before."""
        caller = sender(token)
        said = asked.model_dump()
        health.note(caller, said, said.pop("clock"))
        return {"noted": True}

    @app.get(VERSION, summary="Which version is offered", responses={200: {"model": VersionAnswer}, **REFUSED})
    def offered(token: Token, channel: Annotated[str, Query(max_length=20)] = CHANNELS[0]) -> Any:
        """What whoever looks after the network has put out; a station tells its administrator, and takes nothing."""
        sender(token)
        found = offers.offered(channel)
        return {"version": "", "note": "", "packages": {}, "offered_at": ""} if found is None else asdict(found)
