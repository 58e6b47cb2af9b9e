"""What the messages that left were about, for the receipts that come for them."""

from typing import Final, NamedTuple

_KEPT: Final = 32_768
"""Messages of one generation; two are kept."""
_SECONDS: Final = 1_800.0
"""So long a generation takes in what is sent. A receipt that takes longer says nothing any more: the alarm has been
told again meanwhile, or is over."""


class Sent(NamedTuple):
    """Bed and alarm of a message. `follows`: receipts for it are steps of the alarm, not only of the telling."""

    bed: str
    alarm: str
    follows: bool


NOTHING: Final = Sent("", "", False)


class SentMessages:
    """By number, in two generations: the older one goes as a whole. Taking single entries out of one table has it laid
    out anew again and again, which let the memory of a long day creep."""

    def __init__(self) -> None:
        self._now: dict[int, Sent] = {}
        self._before: dict[int, Sent] = {}
        self._since = 0.0

    def put(self, number: int, about: Sent, at: float) -> None:
        """A message leaves; `at`: the monotonic second."""
        if len(self._now) >= _KEPT or at - self._since > _SECONDS:
            self._before, self._now, self._since = self._now, {}, at
        self._now[number] = about

    def about(self, number: int) -> Sent:
        """What it was about, `NOTHING` where nobody knows any more."""
        return self._now.get(number) or self._before.get(number, NOTHING)
