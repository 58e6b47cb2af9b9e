"""A window's side of a link: takes the feed of one process of the station, and sends commands to it."""

import contextlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import msgspec
import zmq

from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.ward.feed.items import FeedItem, Layout
from app.ward.feed.wire import from_frame
from app.ward.node.commands import Answer, Command
from app.ward.node.keys import NodeLink

_logger = logging.getLogger(__name__)

_HOST: Final = "tcp://127.0.0.1"
_POLL_MS: Final = 100
_ASK_AGAIN_SECONDS: Final = 1.0
_ANSWER_MS: Final = 6_000
SILENT_SECONDS: Final = 5.0
"""A node tells the alarms of every bed every two seconds: silent for this long, it is gone or the way to it is."""

_answers: Final = msgspec.msgpack.Decoder(Answer)
Item = TypeVar("Item")


@dataclass(frozen=True)
class Spoken(Generic[Item]):
    """How a process speaks: `read` gives an item of its feed or raises ValueError; until one `begins` what is shown,
    the process is asked to tell all. `silent`: the code of the KnownError when it does not answer."""

    read: Callable[[bytes], Item]
    begins: Callable[[Item], bool]
    silent: str


class LinkFollower(Generic[Item]):
    """Follows one process; when it goes silent the window is told, and it is asked again until it speaks.

    `find_link` is asked at the start and after each silence: a process that was started anew has other ports and keys.
    """

    def __init__(
        self,
        find_link: Callable[[], NodeLink | None],
        take: Callable[[Item], None],
        clock: Clock,
        spoken: Spoken[Item],
    ) -> None:
        self._find_link, self._take, self._clock, self._spoken = find_link, take, clock, spoken
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="feed of a link")
        self._link: NodeLink | None = None
        self._heard_at = float("-inf")
        self._begun = False

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """End; nothing is taken any more."""
        self._stopping.set()
        self._thread.join()
        self._context.destroy(linger=0)

    @property
    def heard_at(self) -> float:
        """The monotonic second of the newest item, minus infinity before the first."""
        return self._heard_at

    def is_silent(self) -> bool:
        """Whether what the window shows is not the present: also before everything was told once, however much else
        is heard by then."""
        return not self._begun or self._clock.monotonic() - self._heard_at > SILENT_SECONDS

    def ask(self, command: Command) -> dict[str, Any]:
        """Have something done, from a worker thread; its values.

        Raises whatever KnownError the process answers, that of `Spoken.silent` where it does not answer.
        """
        link = self._link or self._find_link()
        if link is None:
            raise KnownError(self._spoken.silent)
        return ask_over(self._context, link, command, self._spoken.silent)

    def _work(self) -> None:
        while not self._stopping.is_set():
            link = self._find_link()
            if link is None:
                self._stopping.wait(_ASK_AGAIN_SECONDS)
                continue
            self._link = link
            with contextlib.closing(connected(self._context.socket(zmq.SUB), link, link.feed_port)) as socket:
                socket.set(zmq.SUBSCRIBE, b"")
                self._listen(socket)

    def _listen(self, socket: "zmq.Socket[bytes]") -> None:
        """Take what comes until the process falls silent."""
        asked_at, since = float("-inf"), self._clock.monotonic()
        self._begun = False
        while not self._stopping.is_set():
            now = self._clock.monotonic()
            if not self._begun and now - asked_at >= _ASK_AGAIN_SECONDS:
                asked_at = now
                with contextlib.suppress(KnownError):
                    self.ask(Command("tell_all"))
            if socket.poll(_POLL_MS):
                self._one(socket.recv())
            if now - max(self._heard_at, since) > SILENT_SECONDS:
                return

    def _one(self, frame: bytes) -> None:
        """Take one frame; what is shown may begin with it."""
        try:
            item = self._spoken.read(frame)
        except ValueError as problem:
            _logger.error("an item of the feed could not be read: %s", problem)
            return
        self._heard_at = self._clock.monotonic()
        self._take(item)
        self._begun = self._begun or self._spoken.begins(item)


class NodeFollower(LinkFollower[FeedItem]):
    """Follows the ward's node; without its layout nothing else has a place."""

    def __init__(
        self, find_link: Callable[[], NodeLink | None], take: Callable[[FeedItem], None], clock: Clock
    ) -> None:
        spoken = Spoken(from_frame, lambda item: isinstance(item, Layout), "ward.node_silent")
        super().__init__(find_link, take, clock, spoken)


def ask_over(
    context: "zmq.Context[zmq.Socket[bytes]]", link: NodeLink, command: Command, silent: str, wait_ms: int = _ANSWER_MS
) -> dict[str, Any]:
    """Have a process of this machine do something, and wait for its answer; its values.

    Raises whatever KnownError it answers, `silent` where it does not answer.
    """
    with contextlib.closing(connected(context.socket(zmq.REQ), link, link.command_port)) as socket:
        socket.send(msgspec.msgpack.encode(command))
        if not socket.poll(wait_ms):
            raise KnownError(silent)
        answer = _answers.decode(socket.recv())
    if answer.refusal:
        raise KnownError(answer.refusal, **answer.values)
    return answer.values


def connected(socket: "zmq.Socket[bytes]", link: NodeLink, port: int) -> "zmq.Socket[bytes]":
    """A window's socket (SUB or REQ) towards one of the ports of a process of this machine."""
    socket.set(zmq.LINGER, 0)
    socket.set(zmq.RCVHWM, 0)
    socket.set(zmq.CURVE_SERVERKEY, link.node.public.encode())
    socket.set(zmq.CURVE_PUBLICKEY, link.window.public.encode())
    socket.set(zmq.CURVE_SECRETKEY, link.window.secret.encode())
    socket.connect(f"{_HOST}:{port}")
    return socket
