"""What the links tell of receivers. Times: monotonic seconds of this process. Numbers: of messages of 0 to 3."""

from dataclasses import dataclass

from app.router.messages import Message
from app.router.words import Response


@dataclass(frozen=True, slots=True)
class Arrived:
    """It is connected, and can be sent alarms."""

    receiver: str
    at: float


@dataclass(frozen=True, slots=True)
class Left:
    """It is not reachable; `orderly`: it said so itself. `takes_nothing`: it lives, but took no alarm for too long.
    Where it is neither, what waits for it is kept for a moment, should it return."""

    receiver: str
    at: float
    orderly: bool
    takes_nothing: bool = False


@dataclass(frozen=True, slots=True)
class HandedBack:
    """It did not return: these it never confirmed, by priority and age; they are for somebody else."""

    receiver: str
    at: float
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """They left towards it."""

    receiver: str
    at: float
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Received:
    """Its device has them."""

    receiver: str
    at: float
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """They are before the caregiver's eyes; each number once."""

    receiver: str
    at: float
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """What the caregiver said to a message that was shown; the frame `sequence` may be answered by `Hub.reply`."""

    receiver: str
    at: float
    response: Response
    number: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Requested:
    """It asks for data or a setting; not looked into here. To be answered by `Hub.reply`. `node`: to which it is
    connected, "" where that is this one."""

    receiver: str
    at: float
    content: bytes
    sequence: int
    node: str = ""


@dataclass(frozen=True, slots=True)
class ReplyCame:
    """What another node answers to a request of a receiver here that was passed on to it."""

    node: str
    receiver: str
    at: float
    content: bytes
    sequence: int


@dataclass(frozen=True, slots=True)
class NodeSaid:
    """What another node says that is about no receiver; `item` as `app/router/backbone/model.py` has it."""

    node: str
    at: float
    item: object


@dataclass(frozen=True, slots=True)
class MemoryNear:
    """What waits of 0 to 3 comes near what the node can hold (`present`), or no longer does: an alarm of priority 0."""

    at: float
    present: bool


Event = Arrived | Left | HandedBack | Sent | Received | Shown | Answered | Requested | ReplyCame | NodeSaid | MemoryNear
