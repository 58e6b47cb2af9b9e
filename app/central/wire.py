"""What goes over the line, as the interface describes it: requests are checked by these, answers only described."""

from typing import Annotated, Any, Final

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field

from app.central.journal import MOST_EVENTS


class EnrolRequest(BaseModel):
    """A one-time code and the station's public key (Ed25519, hexadecimal)."""

    code: str = Field(max_length=40)
    public_key: str = Field(min_length=64, max_length=64)


class ChallengeRequest(BaseModel):
    """Which station asks."""

    station_id: str = Field(max_length=36)


class TokenRequest(BaseModel):
    """The challenge, and the station's signature of it (hexadecimal)."""

    challenge: str = Field(max_length=2000)
    signature: str = Field(max_length=128)


class PushRequest(BaseModel):
    """Events of the station's change log, oldest first."""

    events: list[dict[str, Any]] = Field(max_length=MOST_EVENTS)


class PushResult(BaseModel):
    """One event's answer; `verdict` of a duplicate is its first one, `code` and `values` say why it was rejected."""

    event_id: str
    status: str = Field(description="accepted, duplicate, conflict, rejected")
    verdict: str
    number: int | None = Field(description="its place in the journal")
    code: str
    values: dict[str, Any] | None


class PushAnswer(BaseModel):
    """One result for each event, in their order."""

    results: list[PushResult]
    server_time: str


class DeliveredEvent(BaseModel):
    """An event with its number and what was decided; `against`: the event that stands where this one is in conflict."""

    number: int
    verdict: str
    against: str | None
    unit: str = Field(description="of the station that wrote it")
    event: dict[str, Any]


class PullAnswer(BaseModel):
    """`through`: everything up to this number was delivered or is outside the scope; `head`: the last number of all."""

    events: list[DeliveredEvent]
    through: int
    more: bool
    head: int


class UnitAnswer(BaseModel):
    """One unit of the network."""

    cnes: str
    name: str
    kind: str = Field(description="primary_care, hospital")


class UnitsAnswer(BaseModel):
    """Every unit, by its number."""

    units: list[UnitAnswer]


class Refusal(BaseModel):
    """Why not: a code, and the values that belong into its words."""

    code: str
    values: dict[str, str]


Responses = dict[int | str, dict[str, Any]]
NO_DATABASE: Final[Responses] = {503: {"model": Refusal, "description": "The database does not answer; try again."}}
REFUSED: Final[Responses] = {
    401: {"model": Refusal, "description": "No token, or one that is not good (any more)."},
    403: {"model": Refusal, "description": "The station is suspended."},
    **NO_DATABASE,
}
_scheme = HTTPBearer(auto_error=False, description="A station's token, for a quarter of an hour (/api/token).")


async def _bearer(found: Annotated[HTTPAuthorizationCredentials | None, Depends(_scheme)]) -> str:
    return found.credentials if found else ""


Token = Annotated[str, Depends(_bearer)]
"""What the caller showed, not looked at yet; empty where nothing was shown."""
