"""What the forms and rows of the keys ask of their section."""

from typing import Protocol

from app.security.keys.service import SlotView
from ui.administration.beside import Beside
from ui.administration.host import SectionHost


class KeysHost(SectionHost, Protocol):
    """`KeysSection`; `zone` is the unit's time zone (IANA)."""

    zone: str
    beside: Beside

    def add(self, kind: str) -> None:
        """Begin to add a key of this kind."""
        ...

    def ask_remove(self, slot: SlotView) -> None:
        """Ask whether this key is to go."""
        ...

    def settled(self, words: str) -> None:
        """A change is done: say so and read the keys again."""
        ...
