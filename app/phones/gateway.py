"""All phones of this gateway: which sessions there are, who may open one, and how each ends."""

import asyncio
import contextlib
from collections import Counter
from pathlib import Path
from typing import Final

import zmq
from starlette.websockets import WebSocket

from app.central.public.limits import Limits, address_key
from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.phones.cookie import Pass
from app.phones.desk import Desk
from app.phones.limits import CODES, CODES_OF_ALL, GREETING_SECONDS, MOST_SESSIONS, OPENINGS, PAGES
from app.phones.resuming import Resuming
from app.phones.saying import Hello, read_word
from app.phones.session import RESUMABLE, End, Session, heard
from app.router.links.client import ReceiverLink
from app.router.links.refusals import Refusals

_MOST_SOCKETS: Final = 8_192
"""Of ZeroMQ; each session needs some eight."""
_MOST_OF_AN_ADDRESS: Final = 40
_ALL: Final = "all"


class Gateway:
    """Of one process; used by the server's loop alone."""

    def __init__(self, home: Path, clock: Clock) -> None:
        self.clock = clock
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context(io_threads=2)
        self._context.set(zmq.MAX_SOCKETS, _MOST_SOCKETS)
        self.desk = Desk(home, self._context)
        self.refusals = Refusals()
        self.sessions: dict[str, Session] = {}
        """By the public half of the phone's key: a name anybody could write."""
        self._of_address: Counter[str] = Counter()
        self._resuming = Resuming(clock)
        self._pages, self._openings = Limits(PAGES, clock), Limits(OPENINGS, clock)
        self._codes, self._codes_of_all = Limits(CODES, clock), Limits(CODES_OF_ALL, clock)

    def may_ask(self, host: str | None) -> bool:
        """Whether this address may have one more answer."""
        return self._pages.allows(address_key(host))

    def may_try_code(self, host: str | None) -> bool:
        """Whether this address may try one more code."""
        return self._codes.allows(address_key(host)) and self._codes_of_all.allows(_ALL)

    async def serve(self, socket: WebSocket, phone: Pass) -> None:
        """One session, from its WebSocket's first word to its end."""
        whose = address_key(socket.client.host if socket.client else None)
        if not self._openings.allows(whose) or self._of_address[whose] >= _MOST_OF_AN_ADDRESS:
            self.refusals.add(whose, "too_many_of_address")
            return await socket.close()
        if self._of_address.total() >= MOST_SESSIONS:
            self.refusals.add(whose, "too_many")
            await socket.accept()
            return await socket.close(End.FULL)
        self._of_address[whose] += 1
        try:
            await socket.accept()
            await self._greeted(socket, phone, whose)
        finally:
            self._of_address[whose] -= 1
            if not self._of_address[whose]:
                del self._of_address[whose]

    def end(self) -> None:
        """Nothing is left to be closed in order."""
        self._context.destroy(linger=100)

    async def _greeted(self, socket: WebSocket, phone: Pass, whose: str) -> None:
        hello = await self._hello(socket, whose)
        if hello is None:
            return await socket.close(End.UNTRUE)
        try:
            address = await self.desk.address()
        except KnownError:
            return await socket.close(End.NO_ROUTER)
        own = phone.pair()
        if not await self.desk.admits(own.public):
            return await socket.close(End.REVOKED)
        await self._replace(own.public)
        link = ReceiverLink(address, own, self.clock, self._context)
        session = Session(socket, link, phone.receiver, self.clock)
        session.begin(hello, self._resuming.take(hello.resume, own.public) if hello.resume else None)
        self.sessions[own.public] = session
        try:
            why = await session.run()
            resumable = session.resumable()
            if why in RESUMABLE and session.page.resume and resumable is not None:
                self._resuming.keep(session.page.resume, own.public, resumable)
            if why in (End.UNTRUE, End.TOO_FAST):
                self.refusals.add(whose, session.lie or "too_fast")
        finally:
            if self.sessions.get(own.public) is session:
                del self.sessions[own.public]

    async def _hello(self, socket: WebSocket, whose: str) -> Hello | None:
        try:
            async with asyncio.timeout(GREETING_SECONDS):
                text = await heard(socket)
            word = read_word(text) if text is not None else None
        except (TimeoutError, KnownError):
            word = None
        if not isinstance(word, Hello):
            self.refusals.add(whose, "no_hello")
            return None
        return word

    async def _replace(self, public: str) -> None:
        """The same phone came again, as another page or over another line: the one before it ends first."""
        before = self.sessions.get(public)
        if before is None:
            return
        before.end(End.REPLACED)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GREETING_SECONDS):
                while self.sessions.get(public) is before:
                    await asyncio.sleep(0.01)
