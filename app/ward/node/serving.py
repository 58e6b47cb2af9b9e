"""The two sockets of a process of the station: its feed goes out to whoever listens, commands come in and are answered
one by one.
"""

import logging
import threading
from collections.abc import Callable
from typing import Final, Generic, TypeVar

import msgspec
import zmq
from zmq.auth.thread import ThreadAuthenticator

from app.kernel.words import Word
from app.ward.node.commands import Answer, Command
from app.ward.node.keys import NodeLink

_logger = logging.getLogger(__name__)

_HOST: Final = "tcp://127.0.0.1"
_MOST_WAITING: Final = 20_000
"""Frames that wait for a window that hangs; beyond them its waves are lost, and its alarms are told again."""
ANSWER_SECONDS: Final = 5.0
"""How long a command waits for the thread that carries it out."""
_POLL_MS: Final = 200

Item = TypeVar("Item")


class FeedOut(Generic[Item]):
    """Publishes a feed; `publish` is called by one thread alone."""

    def __init__(
        self, context: "zmq.Context[zmq.Socket[bytes]]", link: NodeLink, to_frame: Callable[[Item], bytes]
    ) -> None:
        self._socket, self._to_frame = context.socket(zmq.PUB), to_frame
        self._socket.set(zmq.SNDHWM, _MOST_WAITING)
        self.port = _bind(self._socket, link, link.feed_port)

    def publish(self, item: Item) -> None:
        """One item to every window; never waits."""
        self._socket.send(self._to_frame(item), zmq.NOBLOCK)

    def close(self) -> None:
        """Nothing more goes out."""
        self._socket.close(linger=0)


class CommandsIn:
    """Answers commands from a thread of its own, which waits for whoever carries them out. `busy`: the code of the
    refusal when that takes too long.
    """

    def __init__(self, context: "zmq.Context[zmq.Socket[bytes]]", link: NodeLink, busy: str = "ward.node_busy") -> None:
        self._socket, self._busy = context.socket(zmq.REP), busy
        self.port = _bind(self._socket, link, link.command_port)
        self._decoder = msgspec.msgpack.Decoder(Command)
        self._encoder = msgspec.msgpack.Encoder()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, answer: Callable[[Command], Answer]) -> None:
        """Begin to answer; `answer` may raise TimeoutError."""
        self._thread = threading.Thread(target=self._work, args=(answer,), name="commands")
        self._thread.start()

    def stop(self) -> None:
        """What is being answered is answered; nothing more is taken."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
        self._socket.close(linger=0)

    def _work(self, answer: Callable[[Command], Answer]) -> None:
        while not self._stopping.is_set():
            if self._socket.poll(_POLL_MS):
                self._socket.send(self._encoder.encode(self._answer(answer, self._socket.recv())))

    def _answer(self, answer: Callable[[Command], Answer], packed: bytes) -> Answer:
        try:
            command = self._decoder.decode(packed)
        except msgspec.DecodeError:
            return Answer("ward.unknown_command", {"command": ""})
        try:
            return answer(command)
        except TimeoutError:
            _logger.error("%s was not answered in time", Word(command.name))
            return Answer(self._busy)


def authenticator(context: "zmq.Context[zmq.Socket[bytes]]", link: NodeLink) -> ThreadAuthenticator:
    """Admits the window's key and no other; started, to be stopped by whoever asked for it."""
    found = ThreadAuthenticator(context)
    found.start()
    found.configure_curve_callback(domain="*", credentials_provider=_OneKey(link.window.public))
    return found


class _OneKey:
    """The list of admitted keys, of one."""

    def __init__(self, public: str) -> None:
        self._admitted = public.encode()

    def callback(self, _domain: str, key: bytes) -> bool:
        """Whether this key may come in."""
        return key == self._admitted


def _bind(socket: "zmq.Socket[bytes]", link: NodeLink, port: int) -> int:
    socket.set(zmq.LINGER, 0)
    socket.set(zmq.CURVE_SERVER, True)
    socket.set(zmq.CURVE_PUBLICKEY, link.node.public.encode())
    socket.set(zmq.CURVE_SECRETKEY, link.node.secret.encode())
    if port:
        socket.bind(f"{_HOST}:{port}")
        return port
    return socket.bind_to_random_port(_HOST)
