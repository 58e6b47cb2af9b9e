"""What the window remembers on this computer: looks only, never anything about a person."""

import json
import logging
from dataclasses import asdict, dataclass, fields
from pathlib import Path

_log = logging.getLogger(__name__)
FILE_NAME = "window.json"


@dataclass
class Preferences:
    """`scale`: per cent; `geometry`: Qt's own form in base 64; `ward_theme`: of the ward alone.

    `draft_kept`: a form was left unfinished, which is said at the next sign-in.
    """

    theme: str = "light"
    ward_theme: str = "dark"
    scale: int = 100
    language: str = "pt_BR"
    rail_folded: bool = False
    geometry: str = ""
    draft_kept: bool = False
    path: Path | None = None

    @classmethod
    def load(cls, folder: Path) -> "Preferences":
        """What was kept in `folder`; what cannot be read is as on the first day."""
        preferences = cls(path=folder / FILE_NAME)
        try:
            kept = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return preferences
        if not isinstance(kept, dict):
            return preferences
        for one in fields(cls):
            value = kept.get(one.name)
            if one.name != "path" and type(value) is type(getattr(preferences, one.name)):
                setattr(preferences, one.name, value)
        return preferences

    def save(self) -> None:
        """Keep them; a folder that cannot be written to costs only the looks."""
        if self.path is None:
            return
        kept = asdict(self)
        del kept["path"]
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(json.dumps(kept), encoding="utf-8")
        except OSError:
            _log.info("the looks of the window cannot be kept")
