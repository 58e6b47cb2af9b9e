"""What the datagrams of 0 to 3 say to a receiver. What cannot be read is counted: it is an alarm that nobody saw."""

from collections.abc import Iterator

from app.kernel.errors import KnownError
from app.router.chains import Assembler
from app.router.contents import BedNote, Content
from app.router.datagram import SIZE, Fault, unpack
from app.router.receiver.signals import content_of


class AlarmReader:
    """Puts the chains together. `unreadable`: messages that nobody was shown for that reason, since the beginning."""

    def __init__(self) -> None:
        self._chains = Assembler()
        self.unreadable = 0

    def take(self, datagrams: bytes, at: float) -> Iterator[tuple[Content, int]]:
        """Of whole datagrams, each message that they complete, with the number by which it is shown and answered."""
        for place in range(0, len(datagrams), SIZE):
            try:
                whole = self._chains.add(unpack(datagrams[place : place + SIZE]), at)
                content = content_of(whole) if whole is not None else None
            except (Fault, KnownError):
                self.unreadable += 1
                continue
            if whole is None:
                continue
            if content is None or isinstance(content, BedNote):
                self.unreadable += 1
            else:
                yield content, whole.head.message

    def give_up(self, now: float) -> None:
        """Chains that do not go on are as lost as what cannot be read."""
        self.unreadable += len(self._chains.give_up(now))

    def begin_anew(self) -> None:
        """The connection is another one: what was begun on the former is told again from its beginning."""
        self._chains = Assembler()
