"""How this program is started once more, as another process."""

import sys
from pathlib import Path
from typing import Final

_MAIN: Final = Path(__file__).resolve().parents[2] / "main.py"


def program(*arguments: str) -> tuple[str, ...]:
    """The command line of this program with these arguments, from its sources or from a frozen build."""
    if getattr(sys, "frozen", False):
        return (sys.executable, *arguments)
    return (sys.executable, str(_MAIN), *arguments)
