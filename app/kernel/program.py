"""How this program is started once more, as another process."""

import sys
from pathlib import Path
from typing import Final

_MAIN: Final = Path(__file__).resolve().parents[2] / "main.py"
_TWIN: Final = "plantao-console.exe"


def program(*arguments: str) -> tuple[str, ...]:
    """The command line of this program with these arguments, from its sources or from a frozen build."""
    if getattr(sys, "frozen", False):
        return (_frozen(), *arguments)
    return (sys.executable, str(_MAIN), *arguments)


def _frozen() -> str:
    """On Windows the program of the window has neither standard input nor output: its twin beside it has both."""
    twin = Path(sys.executable).with_name(_TWIN)
    return str(twin) if twin.is_file() else sys.executable
