"""When a burst begins: the worst unsilenced alarm of the whole ward speaks, again and again until it is silenced.

A loudspeaker that does not work is a technical alarm of its own, and is tried again.
"""

from collections.abc import Callable, Set
from typing import Final

from app.kernel.errors import KnownError
from app.ward.alarms.model import BedState
from app.ward.alarms.signs import Burst, signs
from app.ward.sound.bursts import RATE_HZ, burst, shapes
from app.ward.sound.speaker import Speaker

_TRY_AGAIN_SECONDS: Final = 30.0
_STILL_SECONDS: Final = 2.0
"""A loudspeaker that has taken nothing for so long is not heard."""

Missing = Callable[[bool], None]


class Sounding:
    """Called by the ward's thread alone. `missing(True)` when nothing can be heard, `missing(False)` when it can."""

    def __init__(self, speaker: Speaker, missing: Missing) -> None:
        self._speaker, self._missing = speaker, missing
        self._bursts: dict[str, Burst | None] = {}
        self._playing: Burst | None = None
        self._next_at = 0.0
        self._works: bool | None = None
        self._tried_at = float("-inf")
        self._taken, self._taken_at = -1, 0.0

    def take(self, state: BedState, at: float) -> None:
        """How the alarms of one bed stand now; what became more urgent is heard at once."""
        self.want(state.bed, signs(state, at).burst, at)

    def want(self, bed: str, kind: Burst | None, at: float) -> None:
        """This is to be heard of a bed from now on, None: nothing."""
        self._bursts[bed] = kind
        self._go_on(at)

    def keep(self, beds: Set[str]) -> None:
        """These beds are in the ward, and no others."""
        self._bursts = {bed: kind for bed, kind in self._bursts.items() if bed in beds}

    def tick(self, at: float) -> None:
        """Time alone: the next burst, and whether the loudspeaker is alive."""
        self._watch(at)
        self._go_on(at)

    def function_test(self, kind: Burst) -> float:
        """One burst of this kind, for whoever wants to know whether it is heard; seconds that it lasts.

        KnownError ward.sound_missing where nothing can be heard, ward.sound_in_use while an alarm is to be heard: one
        that comes during the test takes the test's place.
        """
        # First: a missing loudspeaker is an alarm itself, and nobody must be told that it sounds.
        if not self._works:
            raise KnownError("ward.sound_missing")
        if any(self._bursts.values()):
            raise KnownError("ward.sound_in_use")
        sound = burst(kind)
        self._speaker.play(sound)
        return len(sound) / RATE_HZ

    def close(self) -> None:
        """Silence."""
        self._speaker.close()

    def _go_on(self, at: float) -> None:
        worst = min((one for one in self._bursts.values() if one), key=list(Burst).index, default=None)
        if worst is None:
            self._playing = None
            return
        more_urgent = self._playing is None or _rank(worst) < _rank(self._playing)
        if more_urgent or at >= self._next_at:
            sound = burst(worst)
            self._speaker.play(sound)
            self._next_at = at + len(sound) / RATE_HZ + shapes()[worst].every
        self._playing = worst

    def _watch(self, at: float) -> None:
        taken = self._speaker.taken()
        if taken != self._taken:
            self._taken, self._taken_at = taken, at
        alive = bool(self._works) and at - self._taken_at <= _STILL_SECONDS
        if not alive and at - self._tried_at >= _TRY_AGAIN_SECONDS:
            self._tried_at = at
            alive = self._speaker.open()
            self._taken, self._taken_at = self._speaker.taken(), at
        if alive is not self._works:
            self._works = alive
            self._missing(not alive)


def _rank(kind: Burst) -> int:
    return list(Burst).index(kind)
