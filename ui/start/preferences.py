"""What the window remembers on this computer: looks only, never anything about a person."""

import json
import logging
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from ui.theme.wished import CONTRAST, system_wants_contrast, theme_for

_log = logging.getLogger(__name__)
FILE_NAME = "window.json"


@dataclass
class Preferences:
    """`scale`: per cent; `geometry`: Qt's own form in base 64; `ward_theme`: of the ward alone.

    `theme_chosen`: somebody chose the theme here, so that the desktop's wish for contrast does not.
    `draft_kept`: a form was left unfinished, which is said at the next sign-in.
    """

    theme: str = "light"
    ward_theme: str = "dark"
    theme_chosen: bool = False
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

    def begin_with(self, theme: str | None, language: str | None) -> None:
        """What the machine's administration wishes for the window's first time; later everybody chooses."""
        if self.path is None or self.path.exists():
            return
        if theme == CONTRAST:
            self.choose_theme(theme)
        elif theme is not None:
            # The desktop's own wish for contrast still holds over the usual theme.
            self.theme = theme
        self.language = language or self.language

    def theme_now(self, *, of_ward: bool = False) -> str:
        """The theme to put on, for the ward or for everything else."""
        chosen = self.theme_chosen or self.theme != Preferences.theme
        kept = self.ward_theme if of_ward else self.theme
        return theme_for(kept, chosen=chosen, wants_contrast=system_wants_contrast())

    def choose_theme(self, name: str, *, of_ward: bool = False) -> None:
        """Somebody chose. High contrast is for the eyes, not for the room: it holds in the ward too, and ends there."""
        if name == CONTRAST:
            self.theme = self.ward_theme = CONTRAST
        else:
            was_contrast = CONTRAST in (self.theme, self.ward_theme)
            if was_contrast:
                self.theme, self.ward_theme = Preferences.theme, Preferences.ward_theme
            if of_ward:
                self.ward_theme = name
            else:
                self.theme = name
        self.theme_chosen = True

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
