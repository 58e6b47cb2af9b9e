"""What panels beside the rota and beside the beds ask of the page around them."""

from typing import Protocol

from ui.administration.host import SectionHost


class DutyHost(SectionHost, Protocol):
    """The page of the rota, or of the beds."""

    def settled(self, words: str) -> None:
        """Something was changed: say so and read again."""
        ...


class HoldersHost(DutyHost, Protocol):
    """The page of beds and whoever has them."""

    def refused(self, error: Exception) -> None:
        """Say why something could not be done."""
        ...
