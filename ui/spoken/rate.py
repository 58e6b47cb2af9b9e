"""How much is said, and when: what is urgent at once, nothing twice, never a flood. No Qt: a clock is handed in."""

from dataclasses import dataclass, replace
from typing import Final

URGENT_SECONDS: Final = 1.0
"""Between two urgent utterances: a screen reader breaks off what it says when the next one comes."""
POLITE_SECONDS: Final = 3.0
"""Between anything and a polite utterance, which waits until the reader has come to an end."""
AGAIN_SECONDS: Final = 10.0
"""The same words are not said again before."""
MOST: Final = 3
"""Pieces in one utterance; of more, the rest is counted."""
WAITING_MOST: Final = 50
"""More than this many pieces do not wait: of a flood the oldest polite ones are counted, not said."""


@dataclass(frozen=True)
class Piece:
    """One thing to say. `subject`: what it is about; a newer piece about the same takes the place of an older one.

    `ends`: it says that its subject is over, which needs no saying where its beginning was not said.
    `answers`: it tells what a key has done, and is said again however soon.
    """

    words: str
    urgent: bool = False
    subject: str = ""
    ends: bool = False
    answers: bool = False


@dataclass(frozen=True)
class Utterance:
    """What is said now, in one breath; `more` pieces are counted only."""

    pieces: tuple[str, ...]
    urgent: bool
    more: int = 0


class Waiting:
    """What is still to be said."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._uncounted = 0
        self._said_at: dict[str, float] = {}
        self._last = -POLITE_SECONDS

    def __len__(self) -> int:
        return len(self._pieces)

    def waiting(self) -> tuple[Piece, ...]:
        """Every piece that is still to be said."""
        return tuple(self._pieces)

    def put(self, piece: Piece, now: float) -> None:
        """Say this as soon as it may be said; `now` in seconds of a clock that only goes forward."""
        lately = now - self._said_at.get(piece.words, -AGAIN_SECONDS) < AGAIN_SECONDS
        if not piece.words or (lately and not piece.answers):
            return
        if piece.subject:
            older = [one for one in self._pieces if one.subject == piece.subject]
            self._pieces = [one for one in self._pieces if one.subject != piece.subject]
            if piece.ends and any(not one.ends for one in older):
                return
            # What was urgent about it stays urgent until it has been said.
            piece = replace(piece, urgent=piece.urgent or any(one.urgent for one in older))
        elif any(one.words == piece.words for one in self._pieces):
            return
        self._pieces.append(piece)
        polite = [one for one in self._pieces if not one.urgent]
        if len(self._pieces) > WAITING_MOST and polite:
            self._pieces.remove(polite[0])
            self._uncounted += 1

    def forget(self, kept: tuple[str, ...]) -> None:
        """Only what is about these subjects (by the first word) is still to be said."""
        self._pieces = [one for one in self._pieces if one.subject.split(" ", 1)[0] in kept]
        self._uncounted = 0

    def due(self, now: float) -> Utterance | None:
        """What is to be said at this second; None where nothing is, or not yet. The urgent comes first and alone."""
        urgent = [one for one in self._pieces if one.urgent]
        batch = urgent or self._pieces
        pause = URGENT_SECONDS if urgent else POLITE_SECONDS
        if not batch or now - self._last < pause:
            return None
        self._pieces = [one for one in self._pieces if one not in batch]
        self._last = now
        self._said_at = {words: at for words, at in self._said_at.items() if now - at < AGAIN_SECONDS}
        self._said_at |= {one.words: now for one in batch}
        more = len(batch) - MOST if len(batch) > MOST else 0
        if not urgent:
            more, self._uncounted = more + self._uncounted, 0
        return Utterance(tuple(one.words for one in batch[:MOST]), bool(urgent), more)
