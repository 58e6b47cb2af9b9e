"""What came from the node that whoever shows a receiver has to do something about, besides showing it."""

from dataclasses import dataclass

from app.router.links.client import LinkChanged
from app.router.receiver.model import AlarmKey, Row
from app.router.requests import Reply, Request
from app.router.words import Response


@dataclass(frozen=True, slots=True)
class Called:
    """An alarm asks for the person at this receiver, or asks anew."""

    row: Row


@dataclass(frozen=True, slots=True)
class Answer:
    """What the node says to a request of this receiver."""

    request: Request
    reply: Reply


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer to an alarm did not count; `code` of a KnownError."""

    key: AlarmKey
    response: Response
    code: str


Came = Called | Answer | Refusal | LinkChanged
