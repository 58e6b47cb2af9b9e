"""What the parts of the page of beds may ask of the page; it imports them, never they it."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from PySide6.QtWidgets import QWidget

from app.ward.beds.model import BedView
from app.ward.service import InfrastructureSign, UnplacedDevice
from ui.shell.context import UiContext
from ui.ward.beds.words import Signs

Result = TypeVar("Result")


class BedsHost(Protocol):
    """The page of beds."""

    context: UiContext
    beds: Sequence[BedView]
    signs: Signs
    unplaced: Sequence[UnplacedDevice]
    plant: dict[str, InfrastructureSign] | None
    """Device → the last sign of life of the building's equipment; None where the ward does not answer."""

    def does(
        self,
        call: Callable[[], Result],
        done: Callable[[Result], object],
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        """Do something in a worker; `failed` takes a refusal, else the page's message shows it."""
        ...

    def settled(self, words: str, bed: str | None = None) -> None:
        """Something was changed: say so, read again, and open this bed."""
        ...

    def open_bed(self, bed: str) -> None:
        """Show a bed beside the list."""
        ...

    def open_infrastructure(self) -> None:
        """Show the building's equipment beside the list."""
        ...

    def infrastructure_settled(self, words: str) -> None:
        """Something of it was changed: say so, and show it."""
        ...

    def open_part(self, title: str, part: QWidget, bed: str) -> None:
        """Show a question about a bed beside the list."""
        ...
