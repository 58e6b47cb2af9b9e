"""The simulated ward as an input of the ward (`app/ward/inputs.py`): in process, on the clock that it is given."""

import queue
import threading
from collections.abc import Sequence
from typing import Final

from app.interop.simulator.grid import FRAME_TICKS
from app.interop.simulator.origin import is_simulated
from app.interop.simulator.plans import Plan
from app.interop.simulator.playing import USUAL_WAVES, PlayedWard
from app.kernel.clock import Clock
from app.ward.inputs import Deliver, Refuse
from app.ward.signals import DeviceMessage, DeviceOrder

USUAL_SEED: Final = 7
_LONGEST_CATCH_UP_SECONDS: Final = 30.0
"""Behind by more than this (the machine slept), the ward has stood still: it does not pour out what nobody saw."""
_LOOK_SECONDS: Final = 0.05


class SimulatedWard:
    """A `DeviceInput`. Started, it delivers from a thread of its own; `advance` does the same without one, for tests.

    `received_at` and the times of samples are seconds of `clock`'s monotonic time, from the moment of the start.
    """

    def __init__(
        self,
        clock: Clock,
        plan: Plan,
        *,
        seed: int = USUAL_SEED,
        waves: Sequence[str] = USUAL_WAVES,
        block_ticks: int = FRAME_TICKS,
    ) -> None:
        self._clock = clock
        self._played = PlayedWard(plan, seed, waves=waves, block_ticks=block_ticks)
        self._played.base.origin = clock.monotonic()
        self._until = 0.0
        self._orders: queue.SimpleQueue[tuple[str, DeviceOrder]] = queue.SimpleQueue()
        self._wanted = threading.Event()
        self._thread: threading.Thread | None = None
        self.beds = self._played.beds

    @property
    def name(self) -> str:
        return f"simulator:{len(self.beds)}"

    def start(self, deliver: Deliver, refuse: Refuse) -> None:  # noqa: ARG002 - nothing simulated is ever refused
        """Begin at this moment of the clock."""
        if self._thread is not None:
            return
        self._played.base.origin = self._clock.monotonic() - self._until
        self._wanted.clear()
        self._thread = threading.Thread(target=self._run, args=(deliver,), name=self.name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Every device leaves with a word, then nothing more comes."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._wanted.set()
            thread.join()

    def tell(self, device: str, order: DeviceOrder) -> bool:
        """An order for one of these devices, from any thread; they take it in their next frame."""
        if not is_simulated(device):
            return False
        self._orders.put((device, order))
        return True

    def advance(self) -> list[DeviceMessage]:
        """All that was said since the last call, in order of time, up to the clock's moment."""
        while not self._orders.empty():
            self._played.order(*self._orders.get())
        base = self._played.base
        behind = self._clock.monotonic() - base.at(self._until)
        if self._thread is not None and behind > _LONGEST_CATCH_UP_SECONDS:
            base.origin += behind
        # Two clocks' readings a hair apart must not move time backwards.
        self._until = max(self._until, self._clock.monotonic() - base.origin)
        return self._played.advance(self._until)

    def leaving(self) -> list[DeviceMessage]:
        """What an orderly switch-off of everything says."""
        return self._played.leaving(self._until)

    def _run(self, deliver: Deliver) -> None:
        while not self._wanted.is_set():
            for message in self.advance():
                deliver(message)
            self._wanted.wait(_LOOK_SECONDS)
        for message in self.leaving():
            deliver(message)
