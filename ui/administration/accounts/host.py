"""What the forms and the panel of the accounts ask of their section."""

from collections.abc import Callable
from typing import Protocol

from ui.administration.beside import Beside
from ui.administration.host import Result, SectionHost
from ui.administration.states import States


class AccountsHost(SectionHost, Protocol):
    """`AccountsSection`."""

    beside: Beside

    def loads(self, states: States, call: Callable[[], Result], show: Callable[[Result], object]) -> None:
        """Read in a worker what `states` then shows."""
        ...

    def authorise(self, account_id: str) -> None:
        """Let a waiting account work."""
        ...

    def open_account(self, account_id: str) -> None:
        """Show one account beside the list."""
        ...

    def settled(self, words: str) -> None:
        """A change is done: say so and read the accounts again."""
        ...
