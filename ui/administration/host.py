"""What a form or panel of a section may ask of the section around it; the section imports them, never they it."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from ui.shell.context import UiContext

Result = TypeVar("Result")


class SectionHost(Protocol):
    """Any section; `SectionPage` is one."""

    context: UiContext

    def does(
        self,
        call: Callable[[], Result],
        done: Callable[[Result], object],
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        """Do something in a worker; `failed` takes a refusal, else the section's message shows it."""
        ...
