"""Where a tour was left: its name and the number of a step, nothing else. The practice itself is thrown away."""

import json
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_log = logging.getLogger(__name__)
FILE_NAME: Final = "tour.json"


@dataclass
class Kept:
    """`running`: the tour that is to go on when somebody signs in, empty for none. `steps`: tour → the step that comes
    next, 0 the first. `folder`: where that is kept from one practice to the next, None for nowhere."""

    running: str = ""
    steps: dict[str, int] = field(default_factory=dict)
    folder: Path | None = None
    refused: bool = False
    """Whether somebody put the offer away in this practice."""

    def load(self, folder: Path) -> None:
        """From now on keep it there; what cannot be read is as on the first day."""
        self.folder = folder
        try:
            found = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return
        if isinstance(found, dict):
            self.steps = {name: step for name, step in found.items() if type(step) is int and step > 0}

    def at(self, tour: str) -> int:
        """The step that comes next."""
        return self.steps.get(tour, 0)

    def reach(self, tour: str, step: int) -> None:
        """Somebody came to this step; 0 forgets the tour."""
        if step:
            self.steps[tour] = step
        else:
            self.steps.pop(tour, None)
        self._save()

    def _save(self) -> None:
        if self.folder is None:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / FILE_NAME).write_text(json.dumps(self.steps), encoding="utf-8")
        except OSError:
            _log.info("where the tour was left cannot be kept")


_kept = Kept()


def kept() -> Kept:
    """Of this process."""
    return _kept


def begin_anew() -> None:
    """As in a new process: for a test that goes on in the same one."""
    _kept.__dict__.update(Kept().__dict__)
