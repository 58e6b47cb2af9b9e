"""A receiver's link and its state together: what every receiver does by itself, whatever shows it. One thread."""

from collections.abc import Iterable
from typing import Final

from app.kernel.clock import Clock
from app.router.links.client import ReceiverLink
from app.router.receiver.came import Came
from app.router.receiver.model import AlarmKey
from app.router.receiver.state import ReceiverState
from app.router.requests import AtBedside, Request, to_bytes
from app.router.words import Response

LEFT_OUT_SECONDS: Final = 0.2
"""What could not leave is tried again after this."""


class LinkedReceiver:
    """`turn` is called again and again, at least every second; it never waits."""

    def __init__(self, link: ReceiverLink, state: ReceiverState, clock: Clock) -> None:
        self.link, self.state, self._clock = link, state, clock
        self._next_try = 0.0

    def turn(self) -> list[Came]:
        """Take what came, say what is due."""
        came = self.state.take(self.link.read(), self._clock.monotonic())
        now = self._clock.monotonic()
        self.state.tick(now)
        if now >= self._next_try:
            for one in self.state.due(now):
                sequence = self.link.request(to_bytes(one))
                if not sequence:
                    self._next_try = now + LEFT_OUT_SECONDS
                    break
                self.state.sent(sequence, one, now)
        return came

    def ask(self, request: Request) -> None:
        """Ask something of the node; the answer comes out of `turn`. KnownError receiver.not_connected."""
        sequence = self.link.request(to_bytes(request)) if self.state.connected else 0
        self.state.sent(sequence, request, self._clock.monotonic())

    def answer(self, key: AlarmKey, response: Response) -> None:
        """What a person says to an alarm; KnownErrors as `ReceiverState.answer_to`, then `answered`."""
        number = self.state.answer_to(key, response)
        self.state.answered(key, response, self.link.answer(response, number), self._clock.monotonic())

    def at_bedside(self, bed: str) -> None:
        """Whoever has signed in stands at this bed, alarm or not. KnownError receiver.not_connected."""
        self.ask(AtBedside(bed))

    def painted(self, seen: Iterable[tuple[AlarmKey, int]], *, troubles: bool = False) -> None:
        """These were painted before a person's eyes: tell the node, as far as it is to be told."""
        numbers = self.state.painted(seen, self._clock.monotonic(), troubles=troubles)
        if numbers:
            self.link.shown(numbers)

    def close(self) -> None:
        """In good order: the node waits for nothing."""
        self.link.close()
