"""Gives a ward its thread: inputs put messages into one queue, one thread takes them out, in order.

The queue has no bound: a message that was taken from a device is never dropped here. How long it is, is told.
"""

import logging
import queue
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Final, TypeVar

from app.kernel.clock import Clock
from app.kernel.words import Word
from app.ward.core import WardCore
from app.ward.inputs import DeviceInput
from app.ward.signals import DeviceMessage, Refusal

_logger = logging.getLogger(__name__)

_TICK_SECONDS: Final = 0.1
_MANY_WAITING: Final = 2_000
"""Messages that wait: then the ward is slower than what comes in, which is a technical alarm of its own."""

Answer = TypeVar("Answer")
_Call = Callable[[WardCore], None]


class RunningWard:
    """Starts and stops the inputs and the thread of a ward. Nobody else touches `core` while it runs.

    `on_tick` is called by the ward's thread, ten times a second.
    """

    def __init__(
        self,
        core: WardCore,
        inputs: Sequence[DeviceInput],
        clock: Clock,
        on_tick: Callable[[float], None] = lambda _at: None,
    ) -> None:
        self._core, self._inputs, self._clock, self._on_tick = core, inputs, clock, on_tick
        self._waiting: queue.SimpleQueue[DeviceMessage | Refusal | _Call | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="ward")
        self._refusals: Counter[str] = Counter()
        self._behind = False

    def start(self) -> None:
        """Begin; KnownError `ward.input_busy` where an input's port is taken, and nothing is left running then."""
        self._thread.start()
        started: list[DeviceInput] = []
        try:
            for each in self._inputs:
                each.start(self._waiting.put, self._refused)
                started.append(each)
        except Exception:
            self._end(started)
            raise

    def stop(self) -> None:
        """End; what had come in is still worked through."""
        self._end(self._inputs)

    def _end(self, inputs: Sequence[DeviceInput]) -> None:
        for each in inputs:
            each.stop()
        self._waiting.put(None)
        self._thread.join()

    def ask(self, call: Callable[[WardCore, float], Answer]) -> "Future[Answer]":
        """Have the ward's thread do something, in the order of what comes in; the answer or its refusal."""
        future: Future[Answer] = Future()

        def done(core: WardCore) -> None:
            try:
                future.set_result(call(core, self._clock.monotonic()))
            except BaseException as problem:
                future.set_exception(problem)

        self._waiting.put(done)
        return future

    def waiting(self) -> int:
        """Messages that have come in and were not worked through yet."""
        return self._waiting.qsize()

    def refusals(self) -> dict[str, int]:
        """Code of a refusal → how many messages since the start."""
        return dict(self._refusals)

    def _refused(self, refusal: Refusal) -> None:
        self._refusals[refusal.code] += 1
        _logger.info("refused a message of %s: %s %s", Word(refusal.peer), Word(refusal.code), refusal.where)
        if refusal.may_be_alarm:
            self._waiting.put(refusal)

    def _work(self) -> None:
        next_tick = self._clock.monotonic()
        while True:
            try:
                item = self._waiting.get(timeout=max(0.0, next_tick - self._clock.monotonic()))
            except queue.Empty:
                item = _NOTHING
            if item is None:
                return
            if item is not _NOTHING:
                self._one(item)
            now = self._clock.monotonic()
            if now >= next_tick:
                self._tick(now)
                next_tick = now + _TICK_SECONDS

    def _one(self, item: "DeviceMessage | Refusal | _Call") -> None:
        if callable(item):
            item(self._core)
            return
        try:
            if isinstance(item, Refusal):
                self._core.refused(item)
            else:
                self._core.take(item)
        except Exception:
            # One message that we cannot take must not end the alarms of all others; and it is never swallowed.
            _logger.exception("a message could not be taken")
            sender = item.source.device if item.source is not None else ""
            self._core.happened("message_failed", sender, self._clock.monotonic())

    def _tick(self, now: float) -> None:
        behind = self._waiting.qsize() > _MANY_WAITING
        if behind is not self._behind:
            self._behind = behind
            self._core.technical("ward_behind", "", behind, now)
        self._core.tick(now)
        self._on_tick(now)


def _NOTHING(_core: WardCore) -> None:  # noqa: N802 - a mark, compared by identity
    """Nothing came before the next tick."""
