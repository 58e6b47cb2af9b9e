"""What windows may ask of the router; whoever is signed in there was checked before it is asked.

Acts of this table run on the loop's thread. Those that take time (`SlowAct`) are given to the node by whoever owns
them, run on the commands' own thread, one after the other, and reach the loop through their `Desk`.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

import msgspec

from app.router.delivery.model import WARD
from app.router.links.admitted import AdmittedKeys
from app.router.links.client import NodeAddress
from app.router.node.core import RouterCore
from app.router.words import Response
from app.ward.node.commands import Command, Values

_Answer = TypeVar("_Answer")
RouterAct = Callable[[RouterCore, Command, float], Values | None]
SlowAct = Callable[[Command], Values | None]
"""May raise KnownErrors and wait for a second or two."""


class Ask(Protocol):
    """Has something done on the loop's thread, with an answer."""

    def __call__(self, call: Callable[[RouterCore, float], _Answer]) -> "Future[_Answer]":
        """From any thread."""
        ...


@dataclass(frozen=True)
class Desk:
    """What slow acts work with. `address`: where receivers connect to this node, and its public key; `reread`: have the
    store read at once; `at_end`: have something called when the router ends."""

    ask: Ask
    keys: AdmittedKeys
    address: NodeAddress
    reread: Callable[[], None]
    at_end: Callable[[Callable[[], object]], None]


MakeActs = Callable[[Desk], Mapping[str, SlowAct]]


def _answer(core: RouterCore, command: Command, at: float) -> None:
    """What somebody at the ward's screen says to an alarm."""
    response = Response(str(command.values["response"]))
    core.delivery.answer(command.bed, str(command.values["alarm"]), WARD, command.who, response, at)


def _at_bedside(core: RouterCore, command: Command, _at: float) -> None:
    core.at_bedside(command.bed, command.who)


def _history(core: RouterCore, command: Command, _at: float) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(core.history(command.bed, str(command.values["alarm"])))
    return {"steps": plain["steps"]}


ACTS: Final[dict[str, RouterAct]] = {
    "answer": _answer,
    "at_bedside": _at_bedside,
    "history": _history,
}
