"""Messages of other nodes for receivers that are connected here: under numbers of this node, and whose they are."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

import numpy as np

from app.kernel.clock import Clock
from app.router.backbone.model import BACK, RECEIVED, SENT, SHOWN, Answer, Item, Offer, Step
from app.router.datagram import RECORD, SIZE, next_message, plausible
from app.router.links.events import Answered, Event, HandedBack, Received, Sent, Shown
from app.router.links.frames import BadFrame
from app.router.messages import Message
from app.router.queues.limits import FIRST_DISCARDABLE

_MOST_KNOWN: Final = 100_000
_STEPS: Final = {Sent: SENT, Received: RECEIVED, Shown: SHOWN}
_LONGEST_AGO: Final = 86_400.0


class Guests:
    """`offer`: the hub's own; `numbers`: the first of so many free numbers of this node, one for each datagram."""

    def __init__(
        self, offer: Callable[[Message, Iterable[str]], list[str]], clock: Clock, numbers: Callable[[int], int]
    ) -> None:
        self._offer, self._clock, self._numbers = offer, clock, numbers
        self._known: OrderedDict[int, tuple[str, int]] = OrderedDict()

    def take(self, node: str, offer: Offer) -> list[Step]:
        """An alarm; for whom it comes too late, because they are here no longer."""
        if offer.priority >= FIRST_DISCARDABLE:
            raise BadFrame("priority")
        records = _records(offer)
        first = self._numbers(len(records))
        for place in range(len(records)):
            records[place]["message"] = next_message(first, place)
            records[place]["previous"] = next_message(first, place - 1) if place else 0
        self._known[first] = node, offer.number
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        absent = self._offer(self._message(offer, first, records.tobytes()), offer.receivers)
        return [Step(BACK, receiver, (offer.number,), 0.0) for receiver in absent]

    def pass_on(self, offer: Offer) -> None:
        """Of 4 to 9, as it is: nobody answers it."""
        if offer.priority < FIRST_DISCARDABLE:
            raise BadFrame("priority")
        _records(offer)
        self._offer(self._message(offer, offer.number, offer.datagrams), offer.receivers)

    def split(self, event: Event, now: float) -> tuple[Event | None, list[tuple[str, str, Item]]]:
        """What of it is about this node's own messages, and what is for others: (node, receiver, item)."""
        match event:
            case Sent() | Received() | Shown():
                return self._split_numbers(event, now)
            case HandedBack():
                return self._split_messages(event)
            case Answered() if event.number in self._known:
                node, number = self._known[event.number]
                answer = Answer(event.receiver, event.response, number, event.sequence, _ago(event.at, now))
                return None, [(node, event.receiver, answer)]
        return event, []

    def _split_numbers(
        self, event: Sent | Received | Shown, now: float
    ) -> tuple[Event | None, list[tuple[str, str, Item]]]:
        own = tuple([number for number in event.numbers if number not in self._known])
        if len(own) == len(event.numbers):
            return event, []
        others: dict[str, list[int]] = {}
        for one in event.numbers:
            if (known := self._known.get(one)) is not None:
                others.setdefault(known[0], []).append(known[1])
        what, ago = _STEPS[type(event)], _ago(event.at, now)
        items: list[tuple[str, str, Item]] = [
            (node, event.receiver, Step(what, event.receiver, tuple(numbers[at : at + 1_024]), ago))
            for node, numbers in others.items()
            for at in range(0, len(numbers), 1_024)
        ]
        return (replace(event, numbers=own) if own else None), items

    def _split_messages(self, event: HandedBack) -> tuple[Event, list[tuple[str, str, Item]]]:
        own = tuple([one for one in event.messages if one.number not in self._known])
        items: list[tuple[str, str, Item]] = []
        for one in event.messages:
            if (known := self._known.get(one.number)) is not None:
                items.append((known[0], event.receiver, Step(BACK, event.receiver, (known[1],), 0.0)))
        return replace(event, messages=own), items

    def _message(self, offer: Offer, number: int, datagrams: bytes) -> Message:
        made = self._clock.monotonic() - offer.ago
        return Message(number, offer.priority, offer.bed, offer.data, datagrams, made, offer.alarm, offer.needs)


def _records(offer: Offer) -> "np.ndarray[tuple[int], np.dtype[np.void]]":
    """The datagrams, to be written into; BadFrame where they are none of its priority, or not one chain."""
    if len(offer.datagrams) % SIZE:
        raise BadFrame("datagrams")
    records = np.frombuffer(offer.datagrams, RECORD).copy()
    if not plausible(records).all() or (records["priority"] != offer.priority).any():
        raise BadFrame("datagrams")
    return records


def _ago(at: float, now: float) -> float:
    return min(max(0.0, now - at), _LONGEST_AGO)
