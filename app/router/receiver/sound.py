"""The loudspeaker of a receiver: the worst alarm that asks is heard until it is answered. A thread of its own, since a
loudspeaker may keep whoever asks it waiting."""

import threading
from collections.abc import Sequence
from typing import Final

from app.kernel.clock import Clock
from app.router.receiver.model import Row
from app.ward.alarms.signs import Burst
from app.ward.sound.sounding import Sounding
from app.ward.sound.speaker import Speaker

_TICK_SECONDS: Final = 0.05
_HERE: Final = "receiver"
_BURSTS: Final = (Burst.HIGH, Burst.MEDIUM, Burst.LOW)


def burst_for(rows: Sequence[Row], *, link_lost: bool) -> Burst | None:
    """What is to be heard: the worst alarm that asks; a lost link, after which nobody can be called here, as medium."""
    worst = min((row.note.priority for row in rows if row.asks), default=None)
    if link_lost and (worst is None or worst > 1):
        return Burst.MEDIUM
    return None if worst is None else _BURSTS[worst]


class ReceiverSound:
    """`want` from any thread. `missing`: nothing can be heard here; None until that is known."""

    def __init__(self, speaker: Speaker, clock: Clock) -> None:
        self._speaker, self._clock = speaker, clock
        self._wanted: Burst | None = None
        self._changed = threading.Event()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._work, name="receiver-sound", daemon=True)
        self.missing: bool | None = None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def want(self, kind: Burst | None) -> None:
        """This is to be heard again and again; None: nothing."""
        if kind is not self._wanted:
            self._wanted = kind
            self._changed.set()

    def stop(self) -> None:
        """Silence."""
        self._ending.set()
        self._changed.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _work(self) -> None:
        sounding = Sounding(self._speaker, self._tell)
        while not self._ending.is_set():
            now = self._clock.monotonic()
            sounding.want(_HERE, self._wanted, now)
            sounding.tick(now)
            self._changed.wait(_TICK_SECONDS)
            self._changed.clear()
        sounding.close()

    def _tell(self, missing: bool) -> None:
        self.missing = missing
