"""What an editor of one table asks of the page around it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ui.router_admin.tables.draft import Draft


@dataclass(frozen=True)
class Editing:
    """`changed` is to be called after each change; `targets`: whom table 17 can call by name."""

    draft: Draft
    changed: Callable[[], None]
    targets: Iterable[tuple[str, str]] = ()
