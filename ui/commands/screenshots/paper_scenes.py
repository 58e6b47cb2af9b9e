"""Every paper, in its preview and as it leaves the printer."""

from collections.abc import Callable
from typing import Final

from ui.commands.screenshots.stage import Stage

SCENES: Final[tuple[tuple[str, Callable[[Stage], None]], ...]] = ()
