"""Whoever signed in goes on after a broken line: without a password for as long as the screen would not have locked,
then behind the lock. Kept in memory alone, and only together with the phone's own key."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Final

from app.kernel.clock import Clock
from app.router.requests import SignedIn

LONGEST_SECONDS: Final = 1_800.0
_MOST: Final = 1_000


@dataclass(frozen=True)
class Resumed:
    """Who had signed in, when somebody last touched that screen (monotonic seconds), whether it is locked."""

    signed: SignedIn
    touched_at: float
    locked: bool


@dataclass(frozen=True)
class _Kept:
    public: str
    resumed: Resumed
    until: float


class Resuming:
    """Tokens, each good once, for the phone with this public key."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def keep(self, token: str, public: str, resumed: Resumed) -> None:
        """The line of this phone has just broken."""
        self._kept[token] = _Kept(public, resumed, self._clock.monotonic() + LONGEST_SECONDS)
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)

    def take(self, token: str, public: str) -> Resumed | None:
        """Who goes on; None where nobody may."""
        kept, now = self._kept.pop(token, None), self._clock.monotonic()
        if kept is None or kept.public != public or now >= kept.until:
            return None
        locks = now - kept.resumed.touched_at >= kept.resumed.signed.lock_seconds
        return replace(kept.resumed, locked=kept.resumed.locked or locks)


def fresh_token() -> str:
    """A new one."""
    return secrets.token_urlsafe(24)
