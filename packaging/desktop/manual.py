"""Prints the manual page of the program: its frame is packaging/debian/plantao.1, its commands are those of main.py."""

import sys
from pathlib import Path

from parts import ROOT, project

sys.path.insert(0, str(ROOT))

from main import COMMANDS

_FRAME = Path(__file__).resolve().parents[1] / "debian" / "plantao.1"


def main() -> None:
    """Print it."""
    lines = [f".TP\n.B {_plain(one.name)}\n{_plain(one.summary[0].upper() + one.summary[1:])}." for one in COMMANDS]
    page = _FRAME.read_text(encoding="utf-8").replace("@COMMANDS@", "\n".join(lines))
    print(page.replace("@VERSION@", str(project()["version"])), end="")


def _plain(words: str) -> str:
    """A hyphen of its own is a dash to a manual page; a quotation mark or dot at a line's beginning a request."""
    return words.replace("\\", "\\e").replace("-", "\\-")


if __name__ == "__main__":
    main()
