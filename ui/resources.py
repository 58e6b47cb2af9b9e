"""Where the bundled files lie: texts, fonts, icons, styles."""

from pathlib import Path
from typing import Final

RESOURCES: Final = Path(__file__).resolve().parent.parent / "resources"
