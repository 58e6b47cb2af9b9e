"""The router of this machine, as far as the gateway speaks to it itself: where phones connect, and one-time codes."""

import asyncio
import time
from pathlib import Path
from typing import Any, Final

import zmq
from anyio import CapacityLimiter, to_thread

from app.kernel.errors import KnownError
from app.phones.cookie import Pass
from app.router.links.client import NodeAddress
from app.ward.node.commands import Command
from app.ward.node.following import ask_over
from app.ward.node.keys import ROUTER_FILE, read_link

SILENT: Final = "phones.router_silent"
_WAIT_MS: Final = 3_000
_ADDRESS_SECONDS: Final = 2.0
_AT_ONCE: Final = 4
"""Questions at a time: what phones ask does not take the threads of anything else."""


class Desk:
    """Finds the router by `router.json` in the station's folder, anew for each question. For the gateway's loop."""

    def __init__(self, home: Path, context: "zmq.Context[zmq.Socket[bytes]]") -> None:
        self._home, self._context = home, context
        self._limiter: CapacityLimiter | None = None
        self._asking = asyncio.Lock()
        self._address: NodeAddress | None = None
        self._asked_at = float("-inf")

    async def address(self) -> NodeAddress:
        """Where receivers connect. KnownError phones.router_silent."""
        # One question for all: were each phone to wait for a router that hangs, those behind it would wait for all.
        async with self._asking:
            if time.monotonic() - self._asked_at > _ADDRESS_SECONDS:
                try:
                    self._address = _address(await self._ask(Command("hub")))
                except KnownError:
                    self._address = None
                self._asked_at = time.monotonic()
            if self._address is None:
                raise KnownError(SILENT)
            return self._address

    async def pair(self, code: str, name: str) -> Pass:
        """A phone becomes a receiver by its one-time code. KnownError: whatever the router says to it."""
        values = await self._ask(Command("pair_phone", values={"code": code, "name": name}))
        try:
            return Pass(str(values["receiver"]), str(values["secret"]))
        except KeyError as problem:
            raise KnownError(SILENT) from problem

    async def admits(self, public: str) -> bool:
        """Whether the phone with this key (Z85) may still come in; True where the router does not say."""
        try:
            values = await self._ask(Command("admitted", values={"public": public}))
        except KnownError:
            return True
        return values.get("admitted") is not False

    async def _ask(self, command: Command) -> dict[str, Any]:
        if self._limiter is None:
            self._limiter = CapacityLimiter(_AT_ONCE)
        return await to_thread.run_sync(self._ask_now, command, limiter=self._limiter)

    def _ask_now(self, command: Command) -> dict[str, Any]:
        link = read_link(self._home, ROUTER_FILE)
        if link is None:
            raise KnownError(SILENT)
        return ask_over(self._context, link, command, SILENT, _WAIT_MS)


def _address(values: dict[str, Any]) -> NodeAddress:
    try:
        ports = int(values["alarms_port"]), int(values["bulk_port"])
        return NodeAddress(str(values["host"]), *ports, str(values["public"]))
    except (KeyError, TypeError, ValueError) as problem:
        raise KnownError(SILENT) from problem
