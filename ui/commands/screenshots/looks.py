"""How a walk is to look, and what is asked of each of its scenes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QWidget

from ui.commands.screenshots.vision import Vision


@dataclass(frozen=True)
class WalkLook:
    """`scale` in per cent; `vision`: as somebody who cannot tell some colours sees it; `faults` is asked of the window
    at each picture and fails its scene; `pictures` False: nothing is written."""

    theme: str = "light"
    scale: int = 100
    vision: Vision | None = None
    faults: Callable[[QWidget], list[str]] | None = None
    pictures: bool = True


PLAIN: Final = WalkLook()
