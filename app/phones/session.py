"""One phone: what its page says goes to the router as a receiver's word, what the router says comes onto the page.

Three tasks share the loop: one hears the page, one turns the link, one tells the page. Whichever ends first ends the
others, and the link with them: within seconds the router knows that nobody sees anything here.
"""

import asyncio
from enum import IntEnum
from typing import Final

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.phones.hearing import CAPABLE, Hearing, Lie
from app.phones.limits import SILENT_SECONDS, STALLED_SECONDS, WORDS
from app.phones.page import Page
from app.phones.resuming import Resumed
from app.phones.saying import Hello, read_word
from app.phones.telling import Told
from app.phones.waking import Waking
from app.reminders.pace import Bucket
from app.router.links.client import ReceiverLink
from app.router.links.frames import Reason
from app.router.receiver.linked import LinkedReceiver
from app.router.receiver.state import ReceiverState

_GAP_SECONDS: Final = 0.04
"""What comes within this is told together."""
_LATER_SECONDS: Final = 0.25
_MOST_TURNS: Final = 8
UNLINKED_SECONDS: Final = 5.0
"""Without the router for so long, it is asked anew where it is."""


class End(IntEnum):
    """Why a session ended, as the page is told (the WebSocket's code)."""

    GONE = 1000
    SILENT = 4001
    REPLACED = 4002
    NO_ROUTER = 4003
    TOO_FAST = 4004
    UNTRUE = 4005
    REVOKED = 4006
    """The phone was removed: it needs a new code."""
    FULL = 4007


RESUMABLE: Final = (End.GONE, End.SILENT, End.NO_ROUTER, End.REPLACED)


class Session:
    """From the page's hello to its end; `lie`: what the page said that it could not know."""

    def __init__(self, socket: WebSocket, link: ReceiverLink, receiver: str, clock: Clock) -> None:
        self._socket, self._clock = socket, clock
        self.state = ReceiverState(CAPABLE)
        self._link, self._receiver = link, LinkedReceiver(link, self.state, clock)
        self.page = Page(self.state, receiver, clock)
        self._hearing = Hearing(self._receiver, self.page, clock)
        self._waking = Waking(link)
        self._changed = asyncio.Event()
        self._heard_at = self._linked_at = clock.monotonic()
        self._ending: asyncio.Future[End] = asyncio.get_running_loop().create_future()
        self.lie = ""

    def resumable(self) -> Resumed | None:
        """Who may go on where the line has broken."""
        signed = self.state.signed
        return None if signed is None else Resumed(signed, self._hearing.touched_at, self.state.locked)

    def begin(self, hello: Hello, resumed: Resumed | None) -> None:
        """As the page says that it is; `resumed`: who goes on after a broken line."""
        self._hearing.speak(hello.language, hello.sound)
        self._hearing.seen(hello.visible)
        if resumed is not None:
            self.state.signed, self.state.rows.name = resumed.signed, resumed.signed.name
            self.state.touched(resumed.touched_at)
            self._hearing.touched_at = resumed.touched_at
            self.page.resume = hello.resume
            if resumed.locked:
                self.state.lock()

    def end(self, why: End) -> None:
        """End it from outside."""
        if not self._ending.done():
            self._ending.set_result(why)

    async def run(self) -> End:
        """Until somebody ends it; why."""
        works = (self._hear(), self._turn(), self._tell(), self._wait())
        tasks = [asyncio.create_task(one) for one in works]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._waking.close()
            for one in tasks:
                one.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            why = next((one for one in ended if isinstance(one, End)), None)
            # In good order the person is signed out; who only lost the line is waited for, and called elsewhere.
            self._link.close(orderly=self.state.signed is None or why not in RESUMABLE)
        failed = next((one for one in ended if isinstance(one, Exception)), None)
        if failed is not None and why is None:
            raise failed
        await self._goodbye(why or End.GONE)
        return why or End.GONE

    async def _wait(self) -> End:
        return await self._ending

    async def _hear(self) -> End:
        bucket = Bucket(WORDS.per_second, WORDS.burst, WORDS.burst, self._clock.monotonic())
        while True:
            text = await heard(self._socket)
            if text is None:
                return End.GONE
            self._heard_at = self._clock.monotonic()
            if not bucket.take(self._heard_at):
                return End.TOO_FAST
            try:
                word = read_word(text)
            except KnownError:
                self.lie = "word"
                return End.UNTRUE
            try:
                self._hearing.take(word)
            except KnownError as problem:
                self._hearing.refuse(word, problem)
            except Lie as lie:
                self.lie = lie.reason
                return End.UNTRUE
            self._waking.event.set()

    async def _turn(self) -> End:
        while True:
            for _ in range(_MOST_TURNS):
                for came in self._receiver.turn():
                    self._hearing.tell(came)
                if not self._waking.watch():
                    break
            else:
                # More than its share came: the others' turn.
                await asyncio.sleep(0)
                self._waking.event.set()
            self._changed.set()
            now = self._clock.monotonic()
            if self.state.connected:
                self._linked_at = now
            if now - self._heard_at > SILENT_SECONDS:
                return End.SILENT
            if not self.state.connected and self._link.refused == Reason.NOT_ADMITTED:
                return End.REVOKED
            if now - self._linked_at > UNLINKED_SECONDS:
                return End.NO_ROUTER
            await self._waking.wait()

    async def _tell(self) -> End:
        while True:
            for told in self.page.compose():
                try:
                    async with asyncio.timeout(STALLED_SECONDS):
                        await say(self._socket, told)
                except TimeoutError:
                    return End.SILENT
                except (WebSocketDisconnect, RuntimeError):
                    return End.GONE
            await asyncio.sleep(_GAP_SECONDS)
            await self._changed.wait()
            self._changed.clear()

    async def _goodbye(self, why: End) -> None:
        if self._socket.client_state is WebSocketState.CONNECTED:
            try:
                async with asyncio.timeout(_LATER_SECONDS):
                    await self._socket.close(why)
            except (TimeoutError, RuntimeError, WebSocketDisconnect):
                # Whoever reads nothing does not read this either; the connection ends with the session.
                return


async def heard(socket: WebSocket) -> str | bytes | None:
    """The next message of the page; None where it is gone."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        return None
    return str(message["text"]) if message.get("text") is not None else bytes(message.get("bytes") or b"")


async def say(socket: WebSocket, told: Told) -> None:
    """One message to the page."""
    await socket.send_text(msgspec.json.encode(told).decode())
