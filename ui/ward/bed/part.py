"""The parts of a bed's page: one line of the table each; a part whose module is not written yet is not shown."""

import importlib
import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QWidget

from app.ward.picture.model import ShownBed
from ui.shell.context import UiContext
from ui.widgets.layouts import column

Do = Callable[[str, str, str], object]
"""What somebody asks for: (act, bed, alarm), the acts of `ui.ward.page`."""


class BedPart(QWidget):
    """What a part may answer to; a part that is a plain widget answers to nothing of it."""

    def show_bed(self, bed: ShownBed, now: float) -> None:
        """How the bed stands now; called twice a second while the part is seen."""

    def arrive(self) -> None:
        """The part is seen from now on."""

    def leave(self) -> None:
        """It is not seen any more."""

    def step_back(self) -> bool:
        """Esc: one step back inside the part; False where there is none."""
        return False

    def first_focus(self) -> QWidget | None:
        """Where the keyboard begins; None: at the tabs."""
        return None

    def print_current(self) -> None:
        """Ctrl+P."""

    def keys_here(self) -> Sequence[tuple[str, str]]:
        """(key, words) of what only this part answers to."""
        return ()

    def hear(self, do: Do) -> None:
        """How the part has something done to the bed's alarms; called once, before it is seen."""


@dataclass(frozen=True)
class PartLine:
    """`key`: its word is the text `ward_bed.part_<key>`; `made_by`: the class, called with (context, bed id)."""

    key: str
    module: str
    made_by: str


PARTS: Final = (
    PartLine("now", "ui.ward.bed.now", "NowPart"),
    PartLine("trends", "ui.ward.bed.trends.part", "TrendsPart"),
    PartLine("review", "ui.ward.review.view", "ReviewView"),
    PartLine("alarms", "ui.ward.bed.alarms.part", "AlarmsPart"),
)


def known_parts() -> tuple[PartLine, ...]:
    """Those that exist, in the order of the tabs; their modules are not loaded."""
    return tuple(line for line in PARTS if _exists(line.module))


def _exists(module: str) -> bool:
    package = module.rpartition(".")[0]
    return importlib.util.find_spec(package) is not None and importlib.util.find_spec(module) is not None


class LazyPart(QWidget):
    """Stands for a part until somebody looks at it."""

    def __init__(self, line: PartLine, context: UiContext, bed: str, do: Do) -> None:
        super().__init__()
        self.line, self._context, self._bed, self._do = line, context, bed, do
        self._layout = column(self, gap=0)
        self.part: QWidget | None = None

    def open(self) -> QWidget:
        """The part, made now if it was not yet."""
        if self.part is None:
            made = getattr(importlib.import_module(self.line.module), self.line.made_by)
            self.part = made(self._context, self._bed)
            self._layout.addWidget(self.part)
            if isinstance(self.part, BedPart):
                self.part.hear(self._do)
        return self.part

    def forget(self) -> None:
        """Somebody else lies there: whatever the part shows was another's."""
        gone, self.part = self.part, None
        if gone is not None:
            gone.hide()
            gone.deleteLater()

    def answering(self) -> BedPart | None:
        """The part, where it is made and answers to anything."""
        return self.part if isinstance(self.part, BedPart) else None
