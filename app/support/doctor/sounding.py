"""A short tone, for whoever asks whether alarms would be heard at this computer: only a person can tell."""

import time
from typing import TYPE_CHECKING, Final

from app.support.doctor.finding import Finding, Grade

if TYPE_CHECKING:
    from app.ward.sound.speaker import Speaker

_PATIENCE_SECONDS: Final = 3.0
_LOOK_SECONDS: Final = 0.05


def play(speaker: "Speaker | None" = None) -> Finding:
    """Play the burst of least urgency once, and tell whether the loudspeaker took it. Takes two to four seconds."""
    from app.ward.alarms.signs import Burst  # noqa: PLC0415 - only who asks for a tone needs it
    from app.ward.sound.bursts import RATE_HZ, burst  # noqa: PLC0415 - brings numpy
    from app.ward.sound.speaker import SystemSpeaker  # noqa: PLC0415 - brings the sound library

    chosen, sound = speaker or SystemSpeaker(), burst(list(Burst)[-1])
    if not chosen.open():
        return Finding("sound", Grade.BAD, "sound_no_device")
    try:
        before, seconds = chosen.taken(), len(sound) / RATE_HZ
        chosen.play(sound)
        until = time.monotonic() + seconds + _PATIENCE_SECONDS
        while chosen.taken() - before < len(sound):
            if time.monotonic() > until:
                return Finding("sound", Grade.BAD, "sound_stuck")
            time.sleep(_LOOK_SECONDS)
        return Finding("sound", Grade.UNKNOWN, "sound_played", {"seconds": round(seconds, 1)})
    finally:
        chosen.close()
