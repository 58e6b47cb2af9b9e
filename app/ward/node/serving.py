"""The node's two sockets: the feed goes out to whoever listens, commands come in and are answered one by one."""

import logging
import threading
from collections.abc import Mapping
from typing import Final

import msgspec
import zmq
from zmq.auth.thread import ThreadAuthenticator

from app.ward.feed.items import FeedItem
from app.ward.feed.wire import to_frame
from app.ward.node.commands import Act, Answer, Command, carry_out
from app.ward.node.keys import NodeLink
from app.ward.running import RunningWard

_logger = logging.getLogger(__name__)

_HOST: Final = "tcp://127.0.0.1"
_MOST_WAITING: Final = 20_000
"""Frames that wait for a window that hangs; beyond them its waves are lost, and its alarms are told again."""
_ANSWER_SECONDS: Final = 5.0
_POLL_MS: Final = 200


class FeedOut:
    """Publishes the feed; `publish` is called by the ward's thread alone."""

    def __init__(self, context: "zmq.Context[zmq.Socket[bytes]]", link: NodeLink) -> None:
        self._socket = context.socket(zmq.PUB)
        self._socket.set(zmq.SNDHWM, _MOST_WAITING)
        self.port = _bind(self._socket, link, link.feed_port)

    def publish(self, item: FeedItem) -> None:
        """One item to every window; never waits."""
        self._socket.send(to_frame(item), zmq.NOBLOCK)

    def close(self) -> None:
        """Nothing more goes out."""
        self._socket.close(linger=0)


class CommandsIn:
    """Answers commands from a thread of its own; the ward's thread carries them out."""

    def __init__(
        self, context: "zmq.Context[zmq.Socket[bytes]]", link: NodeLink, more: Mapping[str, Act] | None = None
    ) -> None:
        self._socket, self._more = context.socket(zmq.REP), more
        self.port = _bind(self._socket, link, link.command_port)
        self._decoder = msgspec.msgpack.Decoder(Command)
        self._encoder = msgspec.msgpack.Encoder()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, ward: RunningWard) -> None:
        """Begin to answer."""
        self._thread = threading.Thread(target=self._work, args=(ward,), name="ward commands")
        self._thread.start()

    def stop(self) -> None:
        """What is being answered is answered; nothing more is taken."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
        self._socket.close(linger=0)

    def _work(self, ward: RunningWard) -> None:
        while not self._stopping.is_set():
            if self._socket.poll(_POLL_MS):
                self._socket.send(self._encoder.encode(self._answer(ward, self._socket.recv())))

    def _answer(self, ward: RunningWard, packed: bytes) -> Answer:
        try:
            command = self._decoder.decode(packed)
        except msgspec.DecodeError:
            return Answer("ward.unknown_command", {"command": ""})
        try:
            return ward.ask(lambda core, at: carry_out(core, command, at, self._more)).result(_ANSWER_SECONDS)
        except TimeoutError:
            _logger.error("the ward did not answer %s in time", command.name)
            return Answer("ward.node_busy")


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
